extension CorruptionKind {
  /// Sets a rectangle to 0, at a random place; its sides are a share s of the image's.
  public static let block = CorruptionKind(
    id: "block", title: "block", symbol: "s", levels: 0...1, defaultLevel: 0.4, levelStep: 0.1
  ) { image, shape, level, key, sample in
    let height = Int((level * Float(shape.height)).rounded())
    let width = Int((level * Float(shape.width)).rounded())
    let chance = key.uniform(sample: sample, count: 2)
    let top = Int(chance[0] * Float(shape.height - height + 1))
    let left = Int(chance[1] * Float(shape.width - width + 1))
    for channel in 0..<shape.channels {
      for y in top..<(top + height) {
        let row = (channel * shape.height + y) * shape.width
        for x in left..<(left + width) {
          image[row + x] = 0
        }
      }
    }
  }
}
