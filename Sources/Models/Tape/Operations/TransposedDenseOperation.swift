internal import CKernels

/// y = activation(x W + b), with x `[rows, inputs]`, W `[inputs, outputs]`, b `[outputs]`: a dense
/// layer that reads the weights of another the other way round.
///
/// With d = ∂L/∂y ⊙ activation′: ∂L/∂W = xᵀ d, ∂L/∂b = Σ_rows d, ∂L/∂x = d Wᵀ.
final class TransposedDenseOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let weight: Parameter
  private let bias: Parameter?
  private let activation: Activation
  private let inputs: Int
  private let outputs: Int
  private let product: Tensor
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var productPlace = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?
  /// Whether the weight's gradient may be computed later; not if another operation adds to it.
  private var isDeferrable = false

  /// Creates the operation; without a bias nothing is added.
  init(
    input: Tensor, output: Tensor, weight: Parameter, bias: Parameter?, activation: Activation
  ) {
    self.input = input
    self.output = output
    self.weight = weight
    self.bias = bias
    self.activation = activation
    inputs = input.width
    outputs = output.width
    product = input.tape.scratch(width: input.width, layout: .rows)
  }

  override var recordedLayer: RecordedLayer? {
    // Without a bias it is part of a penalty, not of a network.
    bias.map { bias in
      RecordedLayer(
        kind: .tied, weight: weight, bias: bias, activation: activation, input: input,
        output: output)
    }
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    productPlace = places.place(product)
    outputGradient = places.gradient(of: output)
    guard outputGradient != nil else { return }
    inputGradient = places.inputGradient(input)
    weightGradient = places.parameterGradient(weight, of: output)
    biasGradient = bias.flatMap { places.parameterGradient($0, of: output) }
    guard let outputGradient, weightGradient != nil else { return }
    // Here x is what a layer's gradient is elsewhere, and the other way round.
    places.mayDefer(
      WeightProduct(
        offset: weight.offset, outputs: inputs, inputs: outputs, gradient: x,
        input: outputGradient))
  }

  override func settle(_ places: PlaceBinder) {
    isDeferrable = places.defers(weight)
  }

  override func forward(_ frame: Frame) {
    MatrixProduct.multiply(
      x.pointer(frame), frame.parameters + weight.offset, into: y.pointer(frame), m: frame.rows,
      n: outputs, k: inputs, accumulates: false)
    if let bias {
      ae_bias_activation(
        y.pointer(frame), frame.parameters + bias.offset, frame.rows, outputs, activation.kernel)
    } else {
      ae_activate(y.pointer(frame), frame.rows * outputs, activation.kernel)
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), frame.rows * outputs, activation.kernel)
    if let weightGradient, !(frame.defersProducts && isDeferrable) {
      MatrixProduct.multiply(
        transposed: x.pointer(frame), d, into: gradients + weightGradient.offset, m: inputs,
        n: outputs, k: frame.rows, accumulates: weightGradient.accumulates)
    }
    if let biasGradient {
      ae_column_sums(
        d, frame.rows, outputs, gradients + biasGradient.offset, biasGradient.accumulates ? 1 : 0)
    }
    guard let inputGradient else { return }
    MatrixProduct.multiply(
      d, transposed: frame.parameters + weight.offset, into: productPlace.pointer(frame),
      m: frame.rows, n: inputs, k: outputs)
    ae_scale_add(
      productPlace.pointer(frame), 1, frame.rows * inputs, inputGradient.place.pointer(frame),
      inputGradient.accumulates ? 1 : 0)
  }
}
