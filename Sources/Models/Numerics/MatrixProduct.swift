#if canImport(Accelerate)
  internal import Accelerate
#else
  internal import COpenBLAS
#endif

/// Products of dense row-major matrices, on the system's BLAS.
///
/// The engine calls these from inside its own workers, each on its share of a batch, so the library
/// itself stays single-threaded (`useOneThread`).
enum MatrixProduct {
  /// Makes the library compute on the calling thread; called once, before the workers start.
  static func useOneThread() {
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
    #endif
  }

  /// c = a · bᵀ for a `[m, k]`, b `[n, k]`, c `[m, n]`.
  static func multiply(
    _ a: UnsafePointer<Float>, transposed b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(k), b, Int32(k), 0, c, Int32(n))
  }

  /// c = a · b, or c += a · b, for a `[m, k]`, b `[k, n]`, c `[m, n]`.
  static func multiply(
    _ a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulates: Bool
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(k), b, Int32(n), accumulates ? 1 : 0, c, Int32(n))
  }

  /// c = aᵀ · b, or c += aᵀ · b, for a `[k, m]`, b `[k, n]`, c `[m, n]`.
  static func multiply(
    transposed a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulates: Bool
  ) {
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(m), b, Int32(n), accumulates ? 1 : 0, c, Int32(n))
  }
}
