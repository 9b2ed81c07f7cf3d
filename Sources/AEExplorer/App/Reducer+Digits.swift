import Models
import Render

/// Keys that choose a digit and its noise.
extension AppState {
  /// Shows a test digit; numbers beyond the last begin again.
  mutating func show(digit wanted: Int) -> [Effect] {
    guard dataset.count > 0 else { return [] }
    let remainder = wanted % dataset.count
    digit = remainder < 0 ? remainder + dataset.count : remainder
    if message == nil, isDigitHidden {
      message = "\(dataset.sample) \(digit + 1) of \(dataset.count)\(labelText), 2 shows it"
    }
    return [inspect]
  }

  /// Whether the Explore screen is too small to show the digit beside what is focused.
  private var isDigitHidden: Bool {
    screen == .explore && ExploreLayout(self).rect(of: .digit) == nil
  }

  private var labelText: String {
    guard dataset.labels.indices.contains(digit) else { return "" }
    let label = Int(dataset.labels[digit])
    return dataset.classNames.indices.contains(label) ? " “\(dataset.classNames[label])”" : ""
  }

  mutating func showRandomDigit() -> [Effect] {
    guard dataset.count > 1 else { return [] }
    // Source: Steele, Lea & Flood, Fast Splittable Pseudorandom Number Generators (2014).
    randomState &+= 0x9E37_79B9_7F4A_7C15
    var bits = randomState
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    bits ^= bits >> 31
    // Never the same digit again.
    return show(digit: digit + 1 + Int(bits % UInt64(dataset.count - 1)))
  }

  mutating func showNextWorst() -> [Effect] {
    guard let errors = observation?.errors, errors.indices.contains(digit) else {
      message = "the test \(dataset.sample)s are still being encoded"
      return []
    }
    let order = errors.indices.sorted { left, right in
      errors[left] == errors[right] ? left < right : errors[left] > errors[right]
    }
    let rank = ((order.firstIndex(of: digit) ?? -1) + 1) % order.count
    message = "place \(rank + 1) of \(order.count) by error, the worst first"
    return show(digit: order[rank])
  }

  mutating func awaitClass() {
    awaitsClass = true
    message = "the next \(dataset.sample) of which class? 0…9, or Esc"
  }

  mutating func showNext(ofClass label: Int) -> [Effect] {
    let following = (1...max(1, dataset.count)).map { (digit + $0) % max(1, dataset.count) }
    let next = following.first { index in
      dataset.labels.indices.contains(index) && Int(dataset.labels[index]) == label
    }
    guard let next else {
      message = "there is no test \(dataset.sample) of class \(label)"
      return []
    }
    return show(digit: next)
  }

  mutating func toggleNoise() -> [Effect] {
    isNoiseOn.toggle()
    message = isNoiseOn ? noiseText : "no noise"
    return [inspect]
  }

  mutating func chooseNextNoise() -> [Effect] {
    let all = CorruptionCatalog.all
    let index = all.firstIndex { $0.id == noise.kind.id } ?? 0
    noise = Corruption(all[(index + 1) % all.count])
    isNoiseOn = true
    message = noiseText
    return [inspect]
  }

  /// Changes the level by so many of its steps, and switches noise on.
  mutating func changeNoiseLevel(_ steps: Int) -> [Effect] {
    let kind = noise.kind
    // Counted in whole steps, so that ten times 0.1 is 1.
    let place = (noise.level / kind.levelStep).rounded() + Float(steps)
    let changed = Corruption(kind, level: place * kind.levelStep)
    guard changed != noise || !isNoiseOn else {
      message = steps > 0 ? "no stronger noise than this" : "no weaker noise than this"
      return []
    }
    noise = changed
    isNoiseOn = true
    message = noiseText
    return [inspect]
  }

  private var noiseText: String {
    "noise: \(noise.kind.title), \(noise.levelText)" + (isDigitHidden ? "; 2 shows it" : "")
  }
}

extension Corruption {
  /// Its level with the letter that stands for it: `σ 0.5`.
  var levelText: String { "\(kind.symbol) \(NumberText.short(Double(level), digits: 2))" }
}
