extension Codebook {
  /// Puts the vectors to the averages of what they stand for, and brings one that stands for almost
  /// nothing back to life, if that is wanted.
  ///
  /// The dead one moves beside the busiest, and takes half of what that stands for: as when a
  /// codebook is grown by splitting.
  ///
  /// Source: the averages: van den Oord et al. (2017), appendix A.1; the split: Linde, Buzo & Gray,
  /// *An Algorithm for Vector Quantizer Design* (1980).
  func follow(_ parameters: UnsafeMutablePointer<Float>, revivesBelow share: Float) {
    let vectors = parameters + vectors.offset
    let use = parameters + use.offset
    let sums = parameters + sums.offset
    var total: Float = 0
    for index in 0..<count {
      total += use[index]
      guard use[index] > 1e-8 else { continue }
      for k in 0..<size { vectors[index * size + k] = sums[index * size + k] / use[index] }
    }
    guard share > 0, total > 0 else { return }
    let numbers = 0..<count
    guard let dead = numbers.min(by: { use[$0] < use[$1] }),
      let busiest = numbers.max(by: { use[$0] < use[$1] }),
      use[dead] < share * total / Float(count), dead != busiest
    else { return }
    split(busiest, into: dead, parameters)
  }

  private func split(_ busiest: Int, into dead: Int, _ parameters: UnsafeMutablePointer<Float>) {
    let vectors = parameters + vectors.offset
    let use = parameters + use.offset
    let sums = parameters + sums.offset
    let noise = RandomKey(seed: 0, epoch: 0, purpose: .weights).normal(sample: dead, count: size)
    var square: Float = 0
    for k in 0..<size { square += vectors[busiest * size + k] * vectors[busiest * size + k] }
    let distance = 0.05 * (square / Float(size)).squareRoot() + 1e-3
    use[busiest] /= 2
    use[dead] = use[busiest]
    for k in 0..<size {
      let value = vectors[busiest * size + k] + distance * noise[k]
      vectors[dead * size + k] = value
      sums[busiest * size + k] /= 2
      sums[dead * size + k] = value * use[dead]
    }
  }
}
