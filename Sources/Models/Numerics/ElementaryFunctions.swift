#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Returns eˣ. (The C library's `exp`, under a name that can't be mistaken.)
func exponential(_ x: Double) -> Double {
  exp(x)
}

/// Returns the natural logarithm of `x`.
func logarithm(_ x: Double) -> Double {
  log(x)
}

/// Returns the peak signal-to-noise ratio of an image in 0…1, in decibels: 10 log₁₀ (count / error).
///
/// - Parameters:
///   - squaredError: the squared error, summed over pixels; for 0 the ratio is infinite.
///   - count: the pixels.
/// - Returns: the ratio, in decibels.
public func signalToNoise(squaredError: Double, count: Int) -> Double {
  10 / log(10) * log(Double(count) / squaredError)
}

/// Returns the standard deviation σ = e^(lv/2) of a Gaussian with log-variance `lv`.
public func standardDeviation(logVariance: Float) -> Float {
  Float(exponential(Double(logVariance) / 2))
}
