/// Where the bytes of a dataset's file come from: the file itself, or an array in the tests.
protocol ByteSource: ~Copyable {
  /// What error messages call the source.
  var path: String { get }
  /// The most bytes that can come, however many a header announces.
  var capacity: Int { get }

  /// Fills the buffer as far as there are bytes.
  ///
  /// - Returns: the number of bytes read; fewer than asked for only at the end.
  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int
}

/// MNIST's file format: a magic number and the dimensions, big-endian, then one byte a value.
///
/// Source: LeCun, Cortes, Burges, *The MNIST database of handwritten digits*, “File formats”.
enum IDX {
  /// The first four bytes of a file of images: unsigned bytes in three dimensions.
  static let imagesMagic: UInt32 = 0x0000_0803
  /// The first four bytes of a file of labels: unsigned bytes in one dimension.
  static let labelsMagic: UInt32 = 0x0000_0801
  /// How many images or labels a file may hold.
  static let countRange = 1...10_000_000
  /// Pixels an image may have in height and in width.
  static let sideRange = 1...4096
  /// Bytes that are read into memory at most.
  static let maximumTotal = 1 << 30

  /// The content of a file of images.
  struct Images: Equatable {
    /// The shape of each image.
    let shape: ImageShape
    /// Row-major `[count, height * width]`.
    let pixels: [UInt8]
    /// The number of images.
    var count: Int { pixels.count / shape.count }
  }

  /// Reads a whole file of images.
  static func images(
    from source: inout some ByteSource & ~Copyable
  ) throws(DatasetError) -> Images {
    let header = try header(of: &source, magic: imagesMagic, sizes: ["count", "height", "width"])
    let shape = ImageShape(height: header[1], width: header[2])
    let pixels = try body(
      of: &source, offset: 16, total: header[0] * shape.count, contents: "pixels")
    return Images(shape: shape, pixels: pixels)
  }

  /// Reads a whole file of labels, each at most `maximum`.
  static func labels(
    from source: inout some ByteSource & ~Copyable, maximum: UInt8 = 9
  ) throws(DatasetError) -> [UInt8] {
    let header = try header(of: &source, magic: labelsMagic, sizes: ["count"])
    let labels = try body(of: &source, offset: 8, total: header[0], contents: "labels")
    if let index = labels.firstIndex(where: { $0 > maximum }) {
      throw .labelOutOfRange(
        path: source.path, offset: 8 + index, maximum: maximum, found: labels[index])
    }
    return labels
  }

  private static func header(
    of source: inout some ByteSource & ~Copyable, magic: UInt32, sizes: [String]
  ) throws(DatasetError) -> [Int] {
    let length = 4 + 4 * sizes.count
    let bytes = try bytes(of: &source, count: length)
    guard !bytes.isEmpty else {
      throw .empty(path: source.path, expected: "an IDX header of \(length) bytes")
    }
    // The magic number is judged first: a foreign file may well be shorter than a header.
    let found = bytes.count < 4 ? magic : number(in: bytes, at: 0)
    guard found == magic else {
      throw .wrongMagic(path: source.path, expected: magic, found: found)
    }
    guard bytes.count == length else {
      throw .truncated(
        path: source.path, offset: bytes.count, missing: length - bytes.count,
        expected: "the IDX header")
    }
    var values: [Int] = []
    for (index, quantity) in sizes.enumerated() {
      let offset = 4 + 4 * index
      let value = Int(number(in: bytes, at: offset))
      let range = quantity == "count" ? countRange : sideRange
      guard range.contains(value) else {
        throw .implausibleSize(
          path: source.path, offset: offset, quantity: "a \(quantity)", expected: range,
          found: value)
      }
      values.append(value)
    }
    return values
  }

  private static func body(
    of source: inout some ByteSource & ~Copyable, offset: Int, total: Int, contents: String
  ) throws(DatasetError) -> [UInt8] {
    guard total <= maximumTotal else {
      throw .implausibleTotal(path: source.path, limit: maximumTotal, found: total)
    }
    // No more memory than the source can fill, whatever its header announces.
    let values = try bytes(of: &source, count: min(total, max(0, source.capacity - offset)))
    guard values.count == total else {
      throw .truncated(
        path: source.path, offset: offset + values.count, missing: total - values.count,
        expected: contents)
    }
    guard try bytes(of: &source, count: 1).isEmpty else {
      throw .trailingBytes(path: source.path, offset: offset + total)
    }
    return values
  }

  /// Returns the next `count` bytes, or as many as are left.
  private static func bytes(
    of source: inout some ByteSource & ~Copyable, count: Int
  ) throws(DatasetError) -> [UInt8] {
    var failure: DatasetError?
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      do throws(DatasetError) {
        initialized = try source.read(into: UnsafeMutableRawBufferPointer(buffer))
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return bytes
  }

  private static func number(in bytes: [UInt8], at offset: Int) -> UInt32 {
    bytes[offset..<offset + 4].reduce(0) { $0 << 8 | UInt32($1) }
  }
}
