#if canImport(Glibc)
  internal import Glibc
#endif

/// A block of floats in memory, aligned to a cache line and cleared.
///
/// The memory is owned by this object and reached through pointers: the training engine writes
/// into it from several threads, on parts that do not overlap.
// Who may write which part, and when, is the contract of `StepEngine`.
final class FloatBuffer: @unchecked Sendable {
  /// The first element.
  let start: UnsafeMutablePointer<Float>
  /// Elements.
  let count: Int

  /// Bytes of a large page: matrix products go down columns, which lie in more ordinary pages than a
  /// processor keeps the addresses of.
  private static let largePage = 2 << 20

  /// Creates a block of `count` zeros.
  init(count: Int) {
    self.count = count
    let size = max(count, 1) * MemoryLayout<Float>.stride
    let isLarge = size >= Self.largePage / 4
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: isLarge ? (size + Self.largePage - 1) / Self.largePage * Self.largePage : size,
      alignment: isLarge ? Self.largePage : 64)
    #if canImport(Glibc)
      if isLarge { madvise(raw, size, MADV_HUGEPAGE) }
    #endif
    start = raw.initializeMemory(as: Float.self, repeating: 0, count: max(count, 1))
  }

  /// Creates a copy of an array.
  convenience init(_ values: [Float]) {
    self.init(count: values.count)
    copy(from: values)
  }

  /// Creates a copy of a block; nothing is cleared first.
  init(copying source: FloatBuffer) {
    count = source.count
    let raw = UnsafeMutableRawPointer.allocate(
      byteCount: max(count, 1) * MemoryLayout<Float>.stride, alignment: 64)
    start = raw.initializeMemory(as: Float.self, from: source.start, count: count)
  }

  deinit {
    start.deallocate()
  }

  /// The elements as an array.
  var array: [Float] {
    Array(UnsafeBufferPointer(start: start, count: count))
  }

  /// Overwrites all elements.
  ///
  /// - Precondition: as many values as elements.
  func copy(from values: [Float]) {
    precondition(values.count == count, "\(values.count) values for a block of \(count)")
    values.withUnsafeBufferPointer { source in
      if let base = source.baseAddress { start.update(from: base, count: count) }
    }
  }

  /// Overwrites all elements with those of another block of the same size.
  func copy(from other: FloatBuffer) {
    precondition(other.count == count, "a block of \(other.count) into one of \(count)")
    start.update(from: other.start, count: count)
  }

  /// Sets all elements to zero.
  func clear() {
    start.update(repeating: 0, count: count)
  }
}
