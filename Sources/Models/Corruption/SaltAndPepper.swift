internal import CKernels

extension CorruptionKind {
  /// Makes a share p of the pixels black or white, either as likely as the other.
  public static let saltAndPepper = CorruptionKind(
    id: "salt-pepper", title: "salt & pepper", symbol: "p", levels: 0...1, defaultLevel: 0.2,
    levelStep: 0.1
  ) { pass in
    ae_uniform(pass.key, pass.samples, pass.rows, pass.shape.count, pass.result)
    ae_salt_and_pepper(pass.images, pass.level, pass.count, pass.result)
  }
}
