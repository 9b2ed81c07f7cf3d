internal import CKernels

/// Each pixel repeated in a square; its gradient is the sum over the copies.
final class UpSampleOperation: Operation {
  private let input: ImageTensor
  private let output: Tensor
  private let factor: Int
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: ImageTensor, output: Tensor, factor: Int) {
    self.input = input
    self.output = output
    self.factor = factor
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input.tensor)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input.tensor)
  }

  override func forward(_ frame: Frame) {
    for group in 0..<Lanes.groups(frame.rows) {
      ae_up_sample(
        x.pointer(frame) + group * input.tensor.width * Lanes.count, input.height, input.width,
        input.channels, factor, y.pointer(frame) + group * output.width * Lanes.count)
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    for group in 0..<Lanes.groups(frame.rows) {
      ae_up_sample_gradient(
        outputGradient.pointer(frame) + group * output.width * Lanes.count, input.height,
        input.width, input.channels, factor,
        inputGradient.place.pointer(frame) + group * input.tensor.width * Lanes.count,
        inputGradient.accumulates ? 1 : 0)
    }
  }
}

/// Returns images in which every pixel is repeated `factor` × `factor` times (nearest neighbour).
///
/// A convolution behind an up-sampling by 2 is faster as one layer: `Convolution` with `upSamples`.
public func upSample(_ x: ImageTensor, by factor: Int) -> ImageTensor {
  precondition(factor >= 1, "an up-sampling by \(factor)")
  return x.record(height: x.height * factor, width: x.width * factor, channels: x.channels) {
    UpSampleOperation(input: x, output: $0, factor: factor)
  }
}
