/// Images of zeros and ones that `BitsBackCoder` has compressed, and their file.
///
/// The file is little-endian: `AEXBITS1`; height, width, channels, count, words of the seed, checksum of
/// the images and words of the stack, 32 bits each; fingerprint of the weights and top of the stack, 64
/// bits each; the name of the kernels, sixteen bytes; the words, the lowest first; a checksum of all
/// that (CRC-32).
public struct CompressedImages: Equatable {
  /// The shape of an image.
  public let shape: ImageShape
  /// Images.
  public let count: Int
  /// The fingerprint of the weights that they were compressed with.
  let weights: UInt64
  /// The kernels that computed them.
  let arithmetic: String
  /// How many words lay on the stack before the first image.
  let seedWords: Int
  /// The checksum of the images.
  let checksum: UInt32
  /// The images.
  let stack: EntropyStack

  /// The kernels of this process.
  static var arithmeticHere: String {
    MatrixProduct.usesLibrary ? "\(Kernels.name)+blas" : Kernels.name
  }

  private static let magic = Array("AEXBITS1".utf8)
  private static let nameLength = 16
  private static let headerLength = 8 + 7 * 4 + 2 * 8 + nameLength

  init(
    shape: ImageShape, count: Int, weights: UInt64, seedWords: Int, checksum: UInt32,
    stack: EntropyStack
  ) {
    self.shape = shape
    self.count = count
    self.weights = weights
    self.seedWords = seedWords
    self.checksum = checksum
    self.stack = stack
    arithmetic = Self.arithmeticHere
  }

  /// The size of the file, in bits.
  public var bitCount: Int { 8 * (Self.headerLength + 4 * stack.words.count + 4) }

  /// The file's bytes.
  public var bytes: [UInt8] {
    var bytes = Self.magic
    let numbers = [
      shape.height, shape.width, shape.channels, count, seedWords, Int(checksum),
      stack.words.count,
    ]
    for number in numbers { bytes.append(littleEndian: UInt32(number)) }
    bytes.append(littleEndian: weights)
    bytes.append(littleEndian: stack.state)
    let name = Array(arithmetic.utf8.prefix(Self.nameLength))
    bytes += name + [UInt8](repeating: 0, count: Self.nameLength - name.count)
    for word in stack.words { bytes.append(littleEndian: word) }
    bytes.append(littleEndian: Self.checksum(of: bytes))
    return bytes
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: when they are not those of such a file, whole and as they were written.
  public init(bytes: [UInt8]) throws(CompressionError) {
    guard bytes.count >= Self.headerLength + 4, bytes.starts(with: Self.magic),
      Self.checksum(of: bytes.dropLast(4))
        == bytes.littleEndian(UInt32.self, at: bytes.count - 4)
    else { throw .damaged }
    let numbers = (0..<7).map { Int(bytes.littleEndian(UInt32.self, at: 8 + 4 * $0)) }
    let wordCount = numbers[6]
    guard (1...4096).contains(numbers[0]), (1...4096).contains(numbers[1]),
      (1...16).contains(numbers[2]), numbers[4] <= 1 << 20,
      bytes.count == Self.headerLength + 4 * wordCount + 4
    else { throw .damaged }
    shape = ImageShape(channels: numbers[2], height: numbers[0], width: numbers[1])
    count = numbers[3]
    seedWords = numbers[4]
    checksum = UInt32(numbers[5])
    weights = bytes.littleEndian(UInt64.self, at: 36)
    let state = bytes.littleEndian(UInt64.self, at: 44)
    let name = bytes[52..<Self.headerLength].prefix { $0 != 0 }
    arithmetic = String(decoding: name, as: UTF8.self)
    // A pixel costs something, so there can't be more of them than this.
    guard state >= 1 << 32, count <= 1 << 24, count * shape.count <= 1 << 32 else {
      throw .damaged
    }
    let words = (0..<wordCount).map {
      bytes.littleEndian(UInt32.self, at: Self.headerLength + 4 * $0)
    }
    stack = EntropyStack(words: words, state: state)
  }

  static func checksum(of bytes: some Collection<UInt8>) -> UInt32 {
    Zlib.checksum(of: Array(bytes))
  }

  /// Packs images of zeros and ones, eight pixels a byte, and compresses them with zlib.
  ///
  /// - Parameter images: zeros and ones.
  /// - Returns: how many bytes that takes, at zlib's best.
  public static func deflatedSize(of images: [UInt8]) -> Int {
    let packed = stride(from: 0, to: images.count, by: 8).map { first in
      images[first..<min(first + 8, images.count)].reduce(UInt8(0)) { $0 << 1 | $1 }
    }
    return Zlib.deflatedSize(of: packed)
  }
}

extension [UInt8] {
  fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
    Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
  }

  fileprivate func littleEndian<Value: FixedWidthInteger>(
    _ type: Value.Type, at place: Int
  ) -> Value {
    (0..<(Value.bitWidth / 8)).reversed().reduce(0) {
      $0 << 8 | Value(truncatingIfNeeded: self[place + $1])
    }
  }
}

extension WeightSnapshot {
  /// A number that other weights hardly share: FNV-1a over their bits.
  ///
  /// Source: Fowler, Noll & Vo, *The FNV non-cryptographic hash algorithm* (IETF draft, 2012).
  var fingerprint: UInt64 {
    values.reduce(0xcbf2_9ce4_8422_2325) { hash, value in
      (hash ^ UInt64(value.bitPattern)) &* 0x100_0000_01b3
    }
  }
}
