#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Returns the number that a standard normal variable stays below with a probability in 0…1.
///
/// Found by bisection of Φ(x) = erfc(−x/√2) / 2, to within 1e-9; ±8 stands for the ends.
public func normalQuantile(_ probability: Double) -> Double {
  var (low, high) = (-8.0, 8.0)
  while high - low > 1e-9 {
    let middle = (low + high) / 2
    if 0.5 * erfc(-middle / 2.0.squareRoot()) < probability {
      low = middle
    } else {
      high = middle
    }
  }
  return (low + high) / 2
}
