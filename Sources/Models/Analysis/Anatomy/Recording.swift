/// One way of recording a model, in which some of its layers are computed.
enum Recording: Equatable, Sendable {
  /// Encoding, and decoding the code (its mean).
  case coding
  /// Encoding alone.
  case encoding
  /// The objective of a phase of the training.
  case phase(Int)
  /// Decoding alone, where pictures come about otherwise.
  case decoding

  /// The handles of what is recorded.
  struct Handles {
    let input: Tensor
    var code: Tensor?
    var picture: Tensor?
  }

  /// Records a model on a tape.
  ///
  /// - Parameters:
  ///   - model: what to record.
  ///   - tape: an empty tape.
  ///   - isVariable: whether a gradient by the input will be asked for.
  /// - Returns: the handles.
  func record(
    _ model: any Autoencoder, on tape: Tape, isVariable: Bool = false
  ) -> Handles {
    let x =
      isVariable ? tape.variableInput(width: model.inputSize) : tape.input(width: model.inputSize)
    var handles = Handles(input: x)
    switch self {
    case .encoding:
      handles.code = model.encode(x).center(size: model.codeSize)
    case .coding, .decoding:
      let code = model.encode(x).center(size: model.codeSize)
      handles.code = code
      if self == .decoding || model.makePixelSampler() == nil {
        handles.picture = model.decode(code)
      }
    case .phase(let number):
      _ = model.phases[number].objective(x, x)
    }
    return handles
  }

  /// The recordings of a model, those first in which a layer is best looked at.
  static func all(of model: any Autoencoder) -> [Recording] {
    [.coding] + (model.makePixelSampler() == nil ? [] : [.decoding])
      + model.phases.indices.map(Recording.phase)
  }
}

extension Encoding {
  /// The code itself, or the means of its distribution, `[batch, size]`.
  func center(size: Int) -> Tensor {
    switch self {
    case .point(let code): code
    case .gaussian(let posterior): posterior.parameters.columns(0..<size)
    }
  }
}

extension Tape {
  /// Records the input as a value whose gradient is wanted.
  func variableInput(width: Int) -> Tensor {
    variable(width: width) { InputOperation(output: $0) }
  }
}
