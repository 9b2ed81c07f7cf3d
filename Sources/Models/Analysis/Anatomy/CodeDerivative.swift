/// How far the code moves when the input does, in each direction: the singular values of ∂z/∂x.
public struct CodeDerivative: Equatable, Sendable {
  /// The singular values, largest first; empty where the weights are no numbers any more.
  public let singularValues: [Float]
  /// The directions of the input that belong to the first of them, each of length 1: along them the
  /// code moves most.
  public let directions: [[Float]]
  /// Whether it is that of the encoder's last layer, because the code itself moves in jumps.
  public let isBeforeRounding: Bool

  /// Directions that are looked for.
  private static let mostDirections = 6

  /// Creates what is known.
  public init(singularValues: [Float], directions: [[Float]] = [], isBeforeRounding: Bool = false) {
    self.singularValues = singularValues
    self.directions = directions
    self.isBeforeRounding = isBeforeRounding
  }

  init(_ jacobian: EncoderJacobian, isBeforeRounding: Bool) {
    let values = jacobian.singularValues
    let used = values.prefix(Self.mostDirections).count { $0 > 1e-3 * (values.first ?? 0) }
    self.init(
      singularValues: values, directions: values.isEmpty ? [] : jacobian.directions(used),
      isBeforeRounding: isBeforeRounding)
  }

  /// The Frobenius norm ‖∂z/∂x‖.
  public var norm: Double {
    singularValues.reduce(0) { $0 + Double($1) * Double($1) }.squareRoot()
  }

  /// How many directions matter: the singular values that are more than a part of the largest.
  public func count(above part: Float) -> Int {
    guard let first = singularValues.first else { return 0 }
    return singularValues.count { $0 > part * first }
  }
}

extension NetworkAnatomy {
  /// Returns the derivative of the code (its mean, where it is a distribution) by the input at a
  /// sample of a split; nil when it was given up.
  public func codeDerivative(
    sample: Int, of split: Split, weights: WeightSnapshot, isCancelled: () -> Bool = { false }
  ) -> CodeDerivative? {
    let all = Array(0..<model.codeSize)
    func derivative(_ value: (Tape, Recording.Handles) -> Tensor) -> EncoderJacobian? {
      InputDerivative(model, .encoding, of: value)
        .rows(all, sample: sample, of: split, weights: weights, isCancelled: isCancelled)
        .map { EncoderJacobian(codeSize: all.count, inputSize: model.inputSize, values: $0) }
    }
    guard let ofCode = derivative({ _, handles in handles.code ?? handles.input }) else {
      return nil
    }
    if ofCode.values.contains(where: { $0 != 0 }) {
      return CodeDerivative(ofCode, isBeforeRounding: false)
    }
    let ofLayer = derivative { tape, handles in lastLayer(on: tape) ?? handles.input }
    return ofLayer.map { CodeDerivative($0, isBeforeRounding: true) }
  }

  /// What the last layer writes that is as wide as the code.
  private func lastLayer(on tape: Tape) -> Tensor? {
    tape.operations.lazy.compactMap(\.recordedLayer).last { layer in
      if case .codebook = layer.kind { return false }
      return layer.output.width == model.codeSize
    }?.rows()
  }
}
