#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Ways to go wrong, for trying out the terminal by hand.
enum DemonstrationFaults {
  static func writeToStandardError() {
    _ = "held message\n".withCString { write(STDERR_FILENO, $0, 13) }
  }

  static func exitAtOnce() {
    exit(3)
  }

  static func overflowStack(_ depth: Int) -> Int {
    withUnsafeTemporaryAllocation(byteCount: 512, alignment: 8) { buffer in
      buffer[0] = UInt8(truncatingIfNeeded: depth)
      return depth < 0 ? 0 : overflowStack(depth + 1) + Int(buffer[0])
    }
  }
}
