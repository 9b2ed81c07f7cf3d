internal import CZlib

/// What is asked of zlib besides unpacking files.
enum Zlib {
  /// Returns the CRC-32 of bytes.
  static func checksum(of bytes: [UInt8]) -> UInt32 {
    UInt32(crc32_z(0, bytes, bytes.count))
  }

  /// Returns how many bytes are left of some at the best compression.
  static func deflatedSize(of bytes: [UInt8]) -> Int {
    var size = compressBound(uLong(bytes.count))
    var buffer = [UInt8](repeating: 0, count: Int(size))
    let status = compress2(&buffer, &size, bytes, uLong(bytes.count), Z_BEST_COMPRESSION)
    return status == Z_OK ? Int(size) : bytes.count
  }
}
