extension CorruptionKind {
  /// Makes a share p of the pixels black or white, either as likely as the other.
  public static let saltAndPepper = CorruptionKind(
    id: "salt-pepper", title: "salt & pepper", symbol: "p", levels: 0...1, defaultLevel: 0.2,
    levelStep: 0.1
  ) { image, _, level, key, sample in
    let chance = key.uniform(sample: sample, count: image.count)
    for index in image.indices where chance[index] < level {
      image[index] = chance[index] < level / 2 ? 0 : 1
    }
  }
}
