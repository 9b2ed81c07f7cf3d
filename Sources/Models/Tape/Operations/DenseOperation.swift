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
  private let transposed: Tensor
  private var x = Place(offset: 0)
  private var xTransposed = Place(offset: 0)
  /// Whether the layer in front writes the transposed input.
  private var findsInputTransposed = false
  private var y = Place(offset: 0)
  private var yTransposed: Place?
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?
  /// Whether the weight's gradient may be computed later; not if another operation adds to it.
  private var isDeferrable = false

  /// With fewer rows each is multiplied by itself: sixteen side by side would mostly be empty.
  private static let fewestRows = 6

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
    transposed = input.tape.transpositions.copy(of: input)
    output.tape.transpositions.noteLayer(writing: output)
  }

  override var recordedLayer: RecordedLayer? {
    RecordedLayer(
      kind: .dense, weight: weight, bias: bias, activation: activation, input: input,
      output: output)
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    xTransposed = places.place(transposed)
    let transpositions = input.tape.transpositions
    findsInputTransposed = transpositions.isWrittenByLayer(input)
    yTransposed = transpositions.wantedCopy(of: output).map { places.place($0) }
    outputGradient = places.gradient(of: output)
    // An operation that the objective does not read adds nothing, and so writes nothing first.
    guard outputGradient != nil else { return }
    inputGradient = places.inputGradient(input)
    weightGradient = places.parameterGradient(weight, of: output)
    biasGradient = places.parameterGradient(bias, of: output)
    guard let outputGradient, weightGradient != nil else { return }
    places.mayDefer(
      WeightProduct(
        offset: weight.offset, outputs: outputs, inputs: inputs, gradient: outputGradient,
        input: x))
  }

  override func settle(_ places: PlaceBinder) {
    isDeferrable = places.defers(weight)
  }

  override func forward(_ frame: Frame) {
    if MatrixProduct.usesLibrary {
      MatrixProduct.multiply(
        x.pointer(frame), transposed: frame.parameters + weight.offset, into: y.pointer(frame),
        m: frame.rows, n: outputs, k: inputs)
      addBiasAndActivate(frame)
    } else if frame.rows < Self.fewestRows {
      for row in 0..<frame.rows {
        ae_dense_row(
          x.pointer(frame) + row * inputs, frame.parameters + weight.offset, inputs, outputs,
          y.pointer(frame) + row * outputs)
      }
      addBiasAndActivate(frame)
    } else {
      forwardInLanes(frame)
    }
  }

  private func addBiasAndActivate(_ frame: Frame) {
    ae_bias_activation(
      y.pointer(frame), frame.parameters + bias.offset, frame.rows, outputs, activation.kernel)
  }

  /// Computes sixteen samples side by side.
  private func forwardInLanes(_ frame: Frame) {
    if !findsInputTransposed {
      ae_transpose(x.pointer(frame), frame.rows, inputs, xTransposed.pointer(frame))
    }
    var layer = AEDense(
      rows: frame.rows, inputs: inputs, outputs: outputs,
      x_transposed: xTransposed.pointer(frame), weight: frame.parameters + weight.offset,
      bias: frame.parameters + bias.offset, activation: activation.kernel, y: y.pointer(frame),
      y_transposed: yTransposed?.pointer(frame))
    ae_dense(&layer)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), frame.rows * outputs, activation.kernel)
    if let weightGradient, !(frame.defersProducts && isDeferrable) {
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
