import Testing

@testable import Models

/// How far each number is moved to either side, and then as far again.
///
/// A power of two, so that it is moved exactly. The objectives of the tests are of the order of 10,
/// known to about 1e-6 in single precision, so the derivative is known to about 1e-4; the error of
/// cutting off the series is h⁴ / 30 ≈ 2e-9 times the fifth derivative.
private let h: Float = 1 / 64

/// The allowed difference, relative to 1 + |gradient|.
private let tolerance = 1e-3

/// The part of the objective that its rounding may be, divided by the step: the sum of the factors of
/// the four differences, 18/12 · 64, times the last place of single precision, 2⁻²³.
private let rounding = 1.15e-5

/// Compares the gradient of every parameter, or of those that a phase trains, with central
/// differences of the objective; only of parameters whose names begin with `prefix`.
///
/// The run begins with memory full of other numbers, on which nothing may depend.
func expectFiniteDifferences(
  _ runner: ProgramRunner, trainedBy phase: TrainingPhase? = nil, prefix: String = "",
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let result = runner.run(stale: 123)
  let gradients = result.gradients
  for parameter in runner.layout.parameters
  where parameter.name.hasPrefix(prefix) && phase?.trains(parameter.name) ?? true {
    for index in parameter.offset..<(parameter.offset + parameter.count) {
      let numeric = difference(runner, index)
      let analytic = Double(gradients[index])
      #expect(
        abs(analytic - numeric)
          <= tolerance * (1 + abs(numeric)) + rounding * abs(result.objective),
        "\(parameter.name)[\(index - parameter.offset)]: \(analytic), by differences \(numeric)",
        sourceLocation: sourceLocation)
    }
  }
}

private func difference(_ runner: ProgramRunner, _ index: Int) -> Double {
  let value = runner.parameters[index]
  defer { runner.parameters[index] = value }
  func objective(_ distance: Float) -> Double {
    runner.parameters[index] = value + distance
    return runner.run().objective
  }
  let near = objective(h) - objective(-h)
  let far = objective(2 * h) - objective(-2 * h)
  return (8 * near - far) / (12 * Double(h))
}
