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
