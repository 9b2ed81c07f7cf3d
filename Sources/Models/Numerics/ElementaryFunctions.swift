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

/// Returns the standard deviation σ = e^(lv/2) of a Gaussian with log-variance `lv`.
public func standardDeviation(logVariance: Float) -> Float {
  Float(exponential(Double(logVariance) / 2))
}
