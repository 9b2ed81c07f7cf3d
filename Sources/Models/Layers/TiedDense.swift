/// A layer with the weights of another, the other way round: y = activation(x W + b) for that
/// layer's W `[outputs, inputs]`.
///
/// What the two learn of W is added up. The bias is its own.
///
/// Source: Vincent et al., *Stacked Denoising Autoencoders* (2010), section 2.2: tied weights.
struct TiedDense: Equatable, Sendable {
  /// The layer whose weights it has.
  let layer: Dense
  /// What is applied to each output.
  let activation: Activation
  private let bias: Parameter

  /// Creates a layer and lays out its bias, `name.bias` `[layer.inputs]`.
  init(
    _ name: String, of layer: Dense, activation: Activation, bias firstBias: Initializer = .zeros,
    layout: inout ParameterLayout
  ) {
    self.layer = layer
    self.activation = activation
    bias = layout.add("\(name).bias", shape: [layer.inputs], firstBias)
  }

  /// Returns the layer's output `[batch, layer.inputs]` for `x` `[batch, layer.outputs]`.
  func callAsFunction(_ x: Tensor) -> Tensor {
    x.multiplied(byWeightOf: layer, bias: bias, activation: activation)
  }

  /// The layer as a row of a table.
  func summary(_ name: String) -> LayerSummary {
    LayerSummary(
      name: name, kind: "tied \(layer.outputs)→\(layer.inputs) \(activation.rawValue)",
      parameters: layer.inputs)
  }
}

extension Tensor {
  /// Returns activation(x W + b), `[rows, layer.inputs]`, for the weight W `[outputs, inputs]` of a
  /// layer and x `[rows, layer.outputs]`; without a bias, activation(x W).
  func multiplied(
    byWeightOf layer: Dense, bias: Parameter? = nil, activation: Activation = .identity
  ) -> Tensor {
    precondition(
      width == layer.outputs, "a layer of \(layer.outputs) outputs cannot take back \(width)")
    let parameters = [layer.weight] + (bias.map { [$0] } ?? [])
    return tape.record(reading: [self], width: layer.inputs, parameters: parameters) {
      TransposedDenseOperation(
        input: self, output: $0, weight: layer.weight, bias: bias, activation: activation)
    }
  }
}
