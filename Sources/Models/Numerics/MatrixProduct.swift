internal import CKernels

#if canImport(Accelerate)
  internal import Accelerate
#else
  internal import COpenBLAS
#endif
#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Products of dense row-major matrices: kernels of our own, or the system's BLAS.
///
/// The engine calls these from inside its own workers, each on its share of a batch, so the library
/// itself stays single-threaded (`useOneThread`).
enum MatrixProduct {
  /// Whether the BLAS computes the products.
  ///
  /// Apple's reaches units that no instruction set offers, so there it does; elsewhere the kernels,
  /// which need no packing at these sizes, are faster. `AEXPLORER_PRODUCTS=blas` or `kernels` forces
  /// one of them.
  static let usesLibrary: Bool = {
    if let forced = getenv("AEXPLORER_PRODUCTS") { return String(cString: forced) == "blas" }
    #if canImport(Accelerate)
      return true
    #else
      return false
    #endif
  }()

  /// Makes the library compute on the calling thread; called once, before the workers start.
  static func useOneThread() {
    #if !canImport(Accelerate)
      openblas_set_num_threads(1)
    #endif
  }

  /// c = a · bᵀ for a `[m, k]`, b `[n, k]`, c `[m, n]`; on the BLAS.
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
    guard usesLibrary else {
      multiply(
        AEFactors(a: a, b: b, terms: k), aRow: k, aTerm: 1, into: c, m: m, n: n,
        accumulates: accumulates)
      return
    }
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(k), b, Int32(n), accumulates ? 1 : 0, c, Int32(n))
  }

  /// c = aᵀ · b, or c += aᵀ · b, for a `[k, m]`, b `[k, n]`, c `[m, n]`.
  static func multiply(
    transposed a: UnsafePointer<Float>, _ b: UnsafePointer<Float>,
    into c: UnsafeMutablePointer<Float>, m: Int, n: Int, k: Int, accumulates: Bool
  ) {
    guard usesLibrary else {
      multiply(
        AEFactors(a: a, b: b, terms: k), aRow: 1, aTerm: m, into: c, m: m, n: n,
        accumulates: accumulates)
      return
    }
    cblas_sgemm(
      CblasRowMajor, CblasTrans, CblasNoTrans, Int32(m), Int32(n), Int32(k), 1,
      a, Int32(m), b, Int32(n), accumulates ? 1 : 0, c, Int32(n))
  }

  private static func multiply(
    _ factors: AEFactors, aRow: Int, aTerm: Int, into c: UnsafeMutablePointer<Float>, m: Int,
    n: Int, accumulates: Bool
  ) {
    withUnsafePointer(to: factors) { factors in
      var product = AEProduct(
        rows: m, columns: n, factors: factors, count: 1, a_row: aRow, a_term: aTerm, b_row: n,
        c: c, c_row: n, accumulate: accumulates ? 1 : 0)
      ae_multiply(&product)
    }
  }
}
