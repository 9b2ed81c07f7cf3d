/// Images as a file of MNIST's format.
public enum IDXImages {
  /// Makes a file of images.
  ///
  /// - Parameters:
  ///   - pixels: intensities 0…255, row-major `[count, height * width]`.
  ///   - shape: of an image of one channel.
  /// - Returns: its bytes.
  public static func file(_ pixels: [UInt8], shape: ImageShape) -> [UInt8] {
    precondition(
      shape.channels == 1 && pixels.count % shape.count == 0,
      "\(pixels.count) pixels are no images of \(shape)")
    let numbers =
      [IDX.imagesMagic] + [pixels.count / shape.count, shape.height, shape.width].map(UInt32.init)
    let header = numbers.flatMap { number in
      stride(from: UInt32(24), through: 0, by: -8).map {
        UInt8(truncatingIfNeeded: number >> $0)
      }
    }
    return header + pixels
  }
}
