internal import CKernels

extension CorruptionKind {
  /// Adds σ ε, ε ~ N(0, 1), and cuts off at 0 and 1.
  public static let gaussian = CorruptionKind(
    id: "gaussian", title: "Gaussian", symbol: "σ", levels: 0...1, defaultLevel: 0.5,
    levelStep: 0.1
  ) { pass in
    ae_normal(pass.key, pass.samples, pass.rows, pass.shape.count, pass.result)
    ae_add_noise(pass.images, pass.level, pass.count, pass.result)
  }
}
