internal import CKernels

/// The largest value of each window; its gradient goes to where that was, the first of equals.
final class MaxPoolOperation: Operation {
  private let input: ImageTensor
  private let output: Tensor
  private let size: Int
  /// Where in its window each largest value was: a byte each, four to a float.
  private let placesTensor: Tensor
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var places = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: ImageTensor, output: Tensor, size: Int) {
    self.input = input
    self.output = output
    self.size = size
    placesTensor = output.tape.scratch(width: (output.width + 3) / 4, layout: .lanes)
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input.tensor)
    y = places.place(output)
    self.places = places.place(placesTensor)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input.tensor)
  }

  override func forward(_ frame: Frame) {
    for group in 0..<Lanes.groups(frame.rows) {
      ae_max_pool(
        x.pointer(frame) + group * input.tensor.width * Lanes.count, input.height, input.width,
        input.channels, size, y.pointer(frame) + group * output.width * Lanes.count,
        places.bytes(frame) + group * output.width * Lanes.count)
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    for group in 0..<Lanes.groups(frame.rows) {
      ae_max_pool_gradient(
        outputGradient.pointer(frame) + group * output.width * Lanes.count,
        places.bytes(frame) + group * output.width * Lanes.count, input.height, input.width,
        input.channels, size,
        inputGradient.place.pointer(frame) + group * input.tensor.width * Lanes.count,
        inputGradient.accumulates ? 1 : 0)
    }
  }
}

/// Returns the largest value of each `size` × `size` window, a channel for itself.
///
/// Windows lie beside each other; where `size` does not divide the image the last ones are smaller,
/// so that a 7 × 7 image becomes one of 4 × 4.
///
/// - Parameters:
///   - x: images.
///   - size: pixels on each side of a window, 1…15.
/// - Returns: images of ⌈height / size⌉ × ⌈width / size⌉ pixels.
public func maxPool(_ x: ImageTensor, size: Int) -> ImageTensor {
  precondition((1...15).contains(size), "windows of \(size) pixels; 1…15 are possible")
  return x.record(
    height: (x.height + size - 1) / size, width: (x.width + size - 1) / size, channels: x.channels
  ) {
    MaxPoolOperation(input: x, output: $0, size: size)
  }
}
