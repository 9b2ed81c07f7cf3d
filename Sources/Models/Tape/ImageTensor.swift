internal import CKernels

/// A value on a tape that consists of images, as convolutions read and write them.
///
/// As a matrix its rows would be `[height, width, channels]`, row-major; in the arena sixteen images
/// lie in the lanes of vectors (`Lanes`). `init(_:height:width:channels:)` and `rows()` are where this
/// layout begins and ends.
public struct ImageTensor {
  /// The value; its width is the number of features of an image.
  let tensor: Tensor
  /// Pixels from top to bottom.
  public let height: Int
  /// Pixels from left to right.
  public let width: Int
  /// Numbers a pixel.
  public let channels: Int

  /// Creates the handle of a value that is already in lanes.
  init(tensor: Tensor, height: Int, width: Int, channels: Int) {
    precondition(
      tensor.width == height * width * channels,
      "\(tensor.width) features are no image of \(height) × \(width) × \(channels)")
    self.tensor = tensor
    self.height = height
    self.width = width
    self.channels = channels
  }

  /// Records the images that a matrix's rows hold.
  ///
  /// - Parameters:
  ///   - rows: `[batch, height · width · channels]`, the channels of a pixel beside each other.
  ///   - height: pixels from top to bottom.
  ///   - width: pixels from left to right.
  ///   - channels: numbers a pixel.
  public init(_ rows: Tensor, height: Int, width: Int, channels: Int) {
    let tensor = rows.tape.record(reading: [rows], width: rows.width, layout: .lanes) {
      LaneOperation(input: rows, output: $0, toLanes: true)
    }
    self.init(tensor: tensor, height: height, width: width, channels: channels)
  }

  /// Records the images as the rows of a matrix, `[batch, height · width · channels]`.
  public func rows() -> Tensor {
    tensor.tape.record(reading: [tensor], width: tensor.width) {
      LaneOperation(input: tensor, output: $0, toLanes: false)
    }
  }

  /// Records an operation that reads these images and writes others.
  func record(
    height: Int, width: Int, channels: Int, parameters: [Parameter] = [],
    make: (Tensor) -> Operation
  ) -> ImageTensor {
    ImageTensor(
      tensor: tensor.tape.record(
        reading: [tensor], width: height * width * channels, layout: .lanes,
        parameters: parameters, make: make),
      height: height, width: width, channels: channels)
  }
}
