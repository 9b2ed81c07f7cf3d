internal import CKernels

/// y = activation(x Wᵀ + b), with x `[rows, inputs]`, W `[outputs, inputs]`, b `[outputs]`.
///
/// With d = ∂L/∂y ⊙ activation′: ∂L/∂W = dᵀ x, ∂L/∂b = Σ_rows d, ∂L/∂x = d W.
final class DenseOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let weight: Parameter
  private let bias: Parameter
  private let activation: Activation
  private let inputs: Int
  private let outputs: Int
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?

  init(
    input: Tensor, output: Tensor, weight: Parameter, bias: Parameter, activation: Activation
  ) {
    self.input = input
    self.output = output
    self.weight = weight
    self.bias = bias
    self.activation = activation
    inputs = input.width
    outputs = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    // An operation that the objective does not read adds nothing, and so writes nothing first.
    guard outputGradient != nil else { return }
    inputGradient = places.inputGradient(input)
    weightGradient = places.parameterGradient(weight, of: output)
    biasGradient = places.parameterGradient(bias, of: output)
  }

  override func forward(_ frame: Frame) {
    let result = y.pointer(frame)
    MatrixProduct.multiply(
      x.pointer(frame), transposed: frame.parameters + weight.offset, into: result,
      m: frame.rows, n: outputs, k: inputs)
    ae_bias_activation(
      result, frame.parameters + bias.offset, frame.rows, outputs, activation.kernel)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), frame.rows * outputs, activation.kernel)
    if let weightGradient {
      MatrixProduct.multiply(
        transposed: d, x.pointer(frame), into: gradients + weightGradient.offset,
        m: outputs, n: inputs, k: frame.rows, accumulates: weightGradient.accumulates)
    }
    if let biasGradient {
      ae_column_sums(
        d, frame.rows, outputs, gradients + biasGradient.offset, biasGradient.accumulates ? 1 : 0)
    }
    guard let inputGradient else { return }
    MatrixProduct.multiply(
      d, frame.parameters + weight.offset, into: inputGradient.place.pointer(frame),
      m: frame.rows, n: inputs, k: outputs, accumulates: inputGradient.accumulates)
  }
}
