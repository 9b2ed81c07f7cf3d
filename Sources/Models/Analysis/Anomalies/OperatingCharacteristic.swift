/// How well a score tells anomalous samples from normal ones, at every threshold.
///
/// A sample whose score is at the threshold or above it raises an alarm. Scores that are equal are
/// on the same side of every threshold, so a tie counts as half a success in the area.
///
/// Source: Fawcett, *An introduction to ROC analysis* (2006), algorithms 1 and 2.
public struct OperatingCharacteristic: Equatable, Sendable {
  /// What a threshold leads to.
  public struct Point: Equatable, Sendable {
    /// The lowest score that raises an alarm; infinite where none does.
    public let threshold: Float
    /// The part of normal samples that raise one, in 0…1.
    public let falseAlarms: Double
    /// The part of anomalous samples that do, in 0…1.
    public let detections: Double
  }

  /// The thresholds at which something changes, from no alarm at all to all samples.
  public let points: [Point]
  /// The area under the curve, AUROC: how probably an anomalous sample has a higher score than a
  /// normal one; ½ for scores that say nothing.
  public let area: Double

  /// Creates the curve.
  ///
  /// - Parameters:
  ///   - normal: scores of normal samples, at least one; those that are not a number count as the
  ///     highest.
  ///   - anomalous: of anomalous samples, likewise.
  public init(normal: [Float], anomalous: [Float]) {
    precondition(
      !normal.isEmpty && !anomalous.isEmpty,
      "\(normal.count) normal and \(anomalous.count) anomalous samples")
    let scores =
      (normal.map { (score: Self.rank($0), isAnomalous: false) }
      + anomalous.map { (score: Self.rank($0), isAnomalous: true) })
      .sorted { $0.score > $1.score }
    var points = [Point(threshold: .infinity, falseAlarms: 0, detections: 0)]
    var area = 0.0
    var (falseAlarms, detections) = (0, 0)
    for (index, sample) in scores.enumerated() {
      if sample.isAnomalous { detections += 1 } else { falseAlarms += 1 }
      let isLastOfTies = index + 1 == scores.count || scores[index + 1].score != sample.score
      guard isLastOfTies else { continue }
      let point = Point(
        threshold: sample.score, falseAlarms: Double(falseAlarms) / Double(normal.count),
        detections: Double(detections) / Double(anomalous.count))
      if let last = points.last {
        area += (point.falseAlarms - last.falseAlarms) * (point.detections + last.detections) / 2
      }
      points.append(point)
    }
    self.points = points
    self.area = area
  }

  /// Returns the point that detects most with at most a share of false alarms, in 0…1.
  public func point(falseAlarms share: Double) -> Point {
    points.last { $0.falseAlarms <= share } ?? points[0]
  }

  private static func rank(_ score: Float) -> Float {
    score.isNaN ? .greatestFiniteMagnitude : score
  }
}
