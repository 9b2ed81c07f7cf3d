internal import CKernels

/// The innermost loops, as far as others may know of them.
public enum Kernels {
  /// The instruction set in use: `baseline`, `avx2`, `avx512` or `neon`.
  public static var name: String { String(cString: ae_kernels_name()) }
}
