internal import CKernels

/// y = σ(x), where only the value is wanted: intensities from logits.
final class SigmoidOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let width: Int
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor) {
    self.input = input
    self.output = output
    width = input.width
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    ae_sigmoid(x.pointer(frame), frame.rows * width, y.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    let count = frame.rows * width
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), count, Activation.sigmoid.kernel)
    ae_scale_add(
      d, 1, count, inputGradient.place.pointer(frame), inputGradient.accumulates ? 1 : 0)
  }
}

/// Returns the logistic function of every element, 1 / (1 + e^−x).
public func sigmoid(_ x: Tensor) -> Tensor {
  x.tape.record(reading: [x], width: x.width) { SigmoidOperation(input: x, output: $0) }
}
