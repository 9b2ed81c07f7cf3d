extension Readout {
  /// The singular values of the code's derivative by the input, as a mean over a few images.
  static let singularValues = Readout(
    "singular values",
    summary: "How far the code moves when the image moves by 1, along the directions in which it "
      + "moves most; the 64 largest singular values of ∂h/∂x, means over the first few test images."
  ) { context in
    let spectra = context.jacobians(images: imageCount(context)).map(\.singularValues)
      .filter { !$0.isEmpty }
    guard let shown = spectra.map(\.count).min().map({ min(64, $0) }) else { return nil }
    return .bars(
      (0..<shown).map { place in
        spectra.reduce(0) { $0 + $1[place] } / Float(spectra.count)
      })
  }

  /// How much the code moves in all directions together.
  static let jacobianNorm = Readout(
    "‖∂h/∂x‖",
    summary: "The Frobenius norm of the code's derivative by the image, exact; a mean over the "
      + "first few test images."
  ) { context in
    let jacobians = context.jacobians(images: imageCount(context))
    guard !jacobians.isEmpty else { return nil }
    let sum = jacobians.reduce(0) { $0 + $1.squaredNorm.squareRoot() }
    return .number(sum / Double(jacobians.count))
  }

  /// The size of the encoder's weights.
  static let encoderNorm = Readout(
    "‖W‖",
    summary: "The Frobenius norm of the encoder's weights: where it falls and ‖V‖ grows, a penalty "
      + "on the code is being cheated."
  ) { context in
    .number(weightNorm(context, "encoder.", tied: "encoder."))
  }

  /// The size of the decoder's weights.
  static let decoderNorm = Readout(
    "‖V‖", summary: "The Frobenius norm of the decoder's weights; with tied weights equal to ‖W‖."
  ) { context in
    .number(weightNorm(context, "decoder.", tied: "encoder."))
  }

  /// Fewer images where the code is large: all of it is to take some hundredths of a second at most.
  private static func imageCount(_ context: ReadoutContext) -> Int {
    let size = context.model.codeSize
    return size <= 64 ? 8 : size <= 160 ? 4 : 2
  }

  /// Returns the norm of the weights whose names begin so; where there are none, of the others.
  private static func weightNorm(
    _ context: ReadoutContext, _ beginning: String, tied: String
  ) -> Double {
    func squares(_ beginning: String) -> Double {
      context.model.layout.parameters.filter {
        $0.name.hasPrefix(beginning) && $0.name.hasSuffix(".weight")
      }.reduce(0) { sum, parameter in
        let start = context.weights.buffer.start + parameter.offset
        return sum + Double(SquareSum.of(start, count: parameter.count))
      }
    }
    let own = squares(beginning)
    return (own > 0 ? own : squares(tied)).squareRoot()
  }
}
