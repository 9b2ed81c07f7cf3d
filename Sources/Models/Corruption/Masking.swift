extension CorruptionKind {
  /// Sets a share p of the pixels to 0.
  ///
  /// Source: Vincent et al., *Extracting and Composing Robust Features with Denoising Autoencoders*
  /// (2008), section 2.3.
  public static let masking = CorruptionKind(
    id: "masking", title: "masking", symbol: "p", levels: 0...1, defaultLevel: 0.3,
    levelStep: 0.1
  ) { image, _, level, key, sample in
    let chance = key.uniform(sample: sample, count: image.count)
    for index in image.indices where chance[index] < level {
      image[index] = 0
    }
  }
}
