import CPNG

/// The PNG format, through libpng.
enum PNGFile {
  /// Returns a picture as the bytes of a PNG file: 8-bit red, green and blue.
  static func bytes(of picture: Picture) throws(SnapshotError) -> [UInt8] {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(picture.width)
    image.height = png_uint_32(picture.height)
    image.format = png_uint_32(PNG_FORMAT_FLAG_COLOR)
    var size = png_alloc_size_t(bound(of: picture))
    var bytes = [UInt8](repeating: 0, count: Int(size))
    let isWritten = png_image_write_to_memory(
      &image, &bytes, &size, 0, picture.pixels, png_int_32(3 * picture.width), nil)
    guard isWritten != 0 else {
      let reason = withUnsafeBytes(of: image.message) { message in
        String(decoding: message.prefix { $0 != 0 }, as: UTF8.self)
      }
      throw .notEncodable(width: picture.width, height: picture.height, reason: reason)
    }
    bytes.removeLast(bytes.count - Int(size))
    return bytes
  }

  /// The most bytes a PNG of the picture can have: a byte a row more than the pixels, what zlib can
  /// add to data that it can't compress (less than a seventh), and the chunks around it.
  private static func bound(of picture: Picture) -> Int {
    let raw = picture.height * (1 + 3 * picture.width)
    return raw + raw / 7 + 1024
  }
}
