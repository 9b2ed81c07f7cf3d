import CKernels
import Testing

/// The variants of the kernels.
enum KernelVariants {
  /// The names of those that run on this machine.
  static let here: [String] = {
    let best = String(cString: ae_kernels_name())
    let all: [String] = ["baseline", "avx2", "avx512", "neon"]
    let names = all.filter { ae_kernels_use($0) == 1 }
    _ = ae_kernels_use(best)
    return names
  }()

  /// Calls `body` while a variant is in use, and puts the one before it back.
  static func use<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
    let previous = String(cString: ae_kernels_name())
    try #require(ae_kernels_use(name) == 1)
    defer { _ = ae_kernels_use(previous) }
    return try body()
  }
}

/// Floats at an address that is a multiple of no more than four bytes, between numbers that must
/// not be touched.
final class GuardedFloats {
  /// The first of the numbers.
  let start: UnsafeMutablePointer<Float>
  let count: Int
  private let block: UnsafeMutableRawPointer
  private static let canary: Float = -12_345.678

  init(_ values: [Float]) {
    count = values.count
    let total = count + 1 + 20
    block = .allocate(byteCount: total * 4, alignment: 64)
    let floats = block.initializeMemory(as: Float.self, repeating: Self.canary, count: total)
    start = floats + 1
    start.update(from: values, count: count)
  }

  deinit {
    block.deallocate()
  }

  /// The numbers; checks first that their neighbours are as they were.
  var values: [Float] {
    let isIntact =
      start[-1] == Self.canary
      && (count..<(count + 20)).allSatisfy { start[$0] == Self.canary }
    #expect(isIntact, "a kernel wrote beside its \(count) numbers")
    return Array(UnsafeBufferPointer(start: start, count: count))
  }
}

/// Numbers to try a kernel with.
enum KernelInputs {
  /// Zeros of both signs, denormal numbers, the edges of the functions, infinities, no number.
  static let special: [Float] =
    [
      0, 0x1p-149, 0x1p-133, 0x1p-126, 1e-30, 1e-10, 1e-4, 0.25, 0.5, 0.624, 0.626, 1, 5, 9, 16.6,
      17,
      20, 43, 86, 87, 87.34, 88, 88.5, 88.73, 89, 103, 104, 1000, 1e10, 1e30, 3.4e38, .infinity,
    ].flatMap { [$0, -$0] } + [.nan]

  /// The special numbers, a fine grid over ±100, and one in the logarithm over the whole range.
  static let all: [Float] =
    special + (0...20_000).map { Float($0) * 0.01 - 100 }
    + (0...2_000).flatMap { step -> [Float] in
      let value = Float(sign: .plus, exponent: step / 8 - 126, significand: 1 + Float(step % 8) / 8)
      return [value, -value]
    }
}
