extension CorruptionKind {
  /// Adds σ ε, ε ~ N(0, 1), and cuts off at 0 and 1.
  public static let gaussian = CorruptionKind(
    id: "gaussian", title: "Gaussian", symbol: "σ", levels: 0...1, defaultLevel: 0.5,
    levelStep: 0.1
  ) { image, _, level, key, sample in
    let noise = key.normal(sample: sample, count: image.count)
    for index in image.indices {
      image[index] = min(max(image[index] + level * noise[index], 0), 1)
    }
  }
}
