/// What an encoder says of an input: a code, or a Gaussian over codes.
public enum Encoding {
  /// The code itself, `[batch, size]`.
  case point(Tensor)
  /// A distribution over codes, whose mean stands for the code.
  case gaussian(DiagonalGaussian)

  /// Means, then log-variances if it is a distribution: `[batch, size]` or `[batch, 2 · size]`.
  var tensor: Tensor {
    switch self {
    case .point(let code): code
    case .gaussian(let posterior): posterior.parameters
    }
  }
}

/// A model: networks, and how a loss, a code and a picture are computed with them.
///
/// A model holds no weights. It is a description that is recorded on a tape, once for each thing
/// that is done with it: training, evaluating, encoding, decoding. A new model is one new file with
/// a type like this and one line in `ModelCatalog`.
public protocol Autoencoder: Sendable {
  /// The parameters' names, shapes, first values and places.
  var layout: ParameterLayout { get }
  /// Dimensions of the code.
  var codeSize: Int { get }
  /// Features of the input.
  var inputSize: Int { get }

  /// Records the objective for a batch.
  ///
  /// - Parameters:
  ///   - input: what the encoder sees, `[batch, features]`.
  ///   - target: what the output is compared with, `[batch, features]`.
  /// - Returns: the named terms, the reconstruction first.
  func objective(input: Tensor, target: Tensor) -> Loss

  /// The updates of a training step; one, with `objective` and all parameters, where nothing else is
  /// said.
  var phases: [TrainingPhase] { get }

  /// What follows from its terms and is shown with them; nothing, where nothing else is said.
  var measures: [Measure] { get }

  /// Records the code of inputs `[batch, features]`.
  func encode(_ input: Tensor) -> Encoding

  /// Records the picture of codes `[batch, codeSize]`: intensities, `[batch, features]`, which may
  /// leave 0…1 where the output is linear.
  func decode(_ code: Tensor) -> Tensor

  /// Returns what draws the picture of a code pixel by pixel, where that is how the model's pictures
  /// come about; then `decode` is not what is shown.
  func makePixelSampler() -> (any PixelSampler)?

  /// What codes were meant to be distributed like; nil where the model asks for nothing.
  var prior: (any Sampler)? { get }

  /// Whether its networks are told the class of an image.
  var isConditional: Bool { get }

  /// The networks as rows of a table, for summaries and the Network screen.
  var summary: [LayerSummary] { get }
}

extension Autoencoder {
  /// No prior.
  public var prior: (any Sampler)? { nil }

  /// Nobody tells it the class.
  public var isConditional: Bool { false }

  /// One phase that trains everything.
  public var phases: [TrainingPhase] {
    [TrainingPhase("autoencoder") { objective(input: $0, target: $1) }]
  }

  /// None.
  public var measures: [Measure] { [] }
  /// Nil: pictures are decoded at once.
  public func makePixelSampler() -> (any PixelSampler)? { nil }
}

/// One layer, for people.
public struct LayerSummary: Equatable, Sendable {
  /// Its name in checkpoints, `encoder.0`.
  public let name: String
  /// What it is: `dense 784→512 relu`.
  public let kind: String
  /// Learned parameters.
  public let parameters: Int
}

extension Network {
  /// The layers as rows of a table.
  func summary(_ name: String) -> [LayerSummary] {
    layers.enumerated().map { index, layer in layer.summary("\(name).\(index)") }
  }
}

extension Dense {
  /// The layer as a row of a table.
  func summary(_ name: String) -> LayerSummary {
    LayerSummary(
      name: name, kind: "dense \(inputs)→\(outputs) \(activation.rawValue)",
      parameters: inputs * outputs + outputs)
  }
}
