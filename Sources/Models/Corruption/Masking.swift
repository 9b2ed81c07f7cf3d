internal import CKernels

extension CorruptionKind {
  /// Sets a share p of the pixels to 0.
  ///
  /// Source: Vincent et al., *Extracting and Composing Robust Features with Denoising Autoencoders*
  /// (2008), section 2.3.
  public static let masking = CorruptionKind(
    id: "masking", title: "masking", symbol: "p", levels: 0...1, defaultLevel: 0.3,
    levelStep: 0.1
  ) { pass in
    ae_uniform(pass.key, pass.samples, pass.rows, pass.shape.count, pass.result)
    ae_mask(pass.images, pass.level, pass.count, pass.result)
  }
}
