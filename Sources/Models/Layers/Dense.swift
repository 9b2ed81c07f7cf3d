/// A fully connected layer, y = activation(x Wᵀ + b).
public struct Dense: Equatable, Sendable {
  /// Features in.
  public let inputs: Int
  /// Features out.
  public let outputs: Int
  /// What is applied to each output.
  public let activation: Activation
  let weight: Parameter
  let bias: Parameter

  /// Creates a layer and lays out its parameters, `name.weight` `[outputs, inputs]` and `name.bias`
  /// `[outputs]`.
  public init(
    _ name: String, inputs: Int, outputs: Int, activation: Activation,
    weights: WeightInitialization = .glorot, bias firstBias: Initializer = .zeros,
    layout: inout ParameterLayout
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.activation = activation
    weight = layout.add(
      "\(name).weight", shape: [outputs, inputs],
      weights.initializer(inputs: inputs, outputs: outputs))
    bias = layout.add("\(name).bias", shape: [outputs], firstBias)
  }

  private init(
    inputs: Int, outputs: Int, activation: Activation, weight: Parameter, bias: Parameter
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.activation = activation
    self.weight = weight
    self.bias = bias
  }

  /// Creates the layer behind a Gaussian encoder: means and log-variances as one product.
  ///
  /// Checkpoints name the halves `name.mean` and `name.logVariance`. The log-variances begin at 0
  /// for every input, so that the first codes are sampled with variance 1.
  static func gaussianHead(
    _ name: String, inputs: Int, size: Int, weights: WeightInitialization,
    layout: inout ParameterLayout
  ) -> Dense {
    let weight = layout.add([
      (
        "\(name).mean.weight", [size, inputs],
        weights.initializer(inputs: inputs, outputs: size)
      ),
      ("\(name).logVariance.weight", [size, inputs], .zeros),
    ])
    let bias = layout.add([
      ("\(name).mean.bias", [size], .zeros), ("\(name).logVariance.bias", [size], .zeros),
    ])
    return Dense(
      inputs: inputs, outputs: 2 * size, activation: .identity, weight: weight, bias: bias)
  }

  /// Returns the layer's output `[batch, outputs]` for `x` `[batch, inputs]`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    precondition(x.width == inputs, "a layer of \(inputs) inputs cannot read \(x.width) features")
    return x.tape.record(reading: [x], width: outputs, parameters: [weight, bias]) {
      DenseOperation(input: x, output: $0, weight: weight, bias: bias, activation: activation)
    }
  }
}

/// Layers in a row.
public struct Network: Equatable, Sendable {
  /// The layers, in the order of computing.
  public let layers: [Dense]

  /// Creates a network from the sizes of its values: `[784, 256, 32]` has two layers.
  ///
  /// - Parameters:
  ///   - name: layers are called `name.0`, `name.1` …
  ///   - sizes: features of the input, then of each layer's output.
  ///   - activation: for all layers but the last.
  ///   - last: for the last layer.
  ///   - weights: how weights begin.
  ///   - lastBias: how the last layer's bias begins.
  ///   - layout: receives the parameters.
  public init(
    _ name: String, sizes: [Int], activation: Activation, last: Activation,
    weights: WeightInitialization = .glorot, lastBias: Initializer = .zeros,
    layout: inout ParameterLayout
  ) {
    var layers: [Dense] = []
    for index in sizes.indices.dropLast() {
      let isLast = index == sizes.count - 2
      layers.append(
        Dense(
          "\(name).\(index)", inputs: sizes[index], outputs: sizes[index + 1],
          activation: isLast ? last : activation, weights: weights,
          bias: isLast ? lastBias : .zeros, layout: &layout))
    }
    self.layers = layers
  }

  /// Returns the last layer's output for `x`; a network without layers returns `x`.
  public func callAsFunction(_ x: Tensor) -> Tensor {
    layers.reduce(x) { value, layer in layer(value) }
  }
}
