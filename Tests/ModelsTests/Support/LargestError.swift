/// Returns the largest |actual − expected| / max(|expected|, floor), in the mean of a relative error
/// that turns into an absolute one where the expected value is small.
///
/// A value that is not a number where a number is expected, or the other way round, counts as
/// infinitely wrong; so does an infinity that is not the expected one. What overflows a `Float` is
/// expected to be infinite.
func largestError(
  _ actual: some Sequence<Float>, _ expected: some Sequence<Double>, floor: Double
) -> Double {
  zip(actual, expected).reduce(0) { largest, pair in
    max(largest, error(pair.0, pair.1, floor: floor))
  }
}

private func error(_ actual: Float, _ expected: Double, floor: Double) -> Double {
  if expected.isNaN || actual.isNaN { return expected.isNaN && actual.isNaN ? 0 : .infinity }
  let rounded = Float(expected)
  if rounded.isInfinite || actual.isInfinite { return rounded == actual ? 0 : .infinity }
  return abs(Double(actual) - expected) / max(abs(expected), floor)
}
