import Models
import Render

/// Read-outs in words and numbers.
enum ReadoutText {
  /// Returns what a read-out says in one line.
  static func line(_ value: ReadoutValue, unit: String) -> String {
    let tail = unit.isEmpty ? "" : " \(unit)"
    switch value {
    case .number(let number): return NumberText.short(number, digits: 3) + tail
    case .count(let count, let total): return "\(count) of \(total)" + tail
    case .bars(let values, let line):
      guard let least = values.min(), let most = values.max() else { return "none" }
      let mean = values.reduce(0, +) / Float(values.count)
      let target = line.map { ", wanted \(NumberText.short(Double($0), digits: 2))" } ?? ""
      // What is wanted before the range: where room is short the end is lost.
      return "mean \(NumberText.short(Double(mean), digits: 3))\(target) "
        + "(\(NumberText.short(Double(least), digits: 2))"
        + "…\(NumberText.short(Double(most), digits: 2)))\(tail)"
    }
  }
}
