import Models
import Render

/// What scores, a class and a threshold come to.
struct DetectVerdict: Sendable {
  /// One image with its score.
  struct Sample: Sendable {
    var index: Int
    var label: Int
    var score: Float
    /// Intensities in 0…1.
    var pixels: [Float]
  }

  /// Bars of a histogram.
  static let bins = 60
  /// False alarms at the usual threshold, as a part of the normal images.
  static let usualShare = 0.05
  /// Samples kept of either end.
  private static let samples = 16

  let characteristic: OperatingCharacteristic
  /// That of principal components, where it is known.
  let linear: OperatingCharacteristic?
  /// The lowest score that raises an alarm.
  let threshold: Float
  /// The scores that histograms show.
  let range: AxisRange
  /// The part of each kind's images in each bar.
  let normal: [Float]
  let anomalous: [Float]
  /// Images by what they are and whether they raise an alarm.
  let truePositives: Int
  let falseNegatives: Int
  let falsePositives: Int
  let trueNegatives: Int
  /// Images with the highest scores, the highest first, and with the lowest.
  let strangest: [Sample]
  let mostNormal: [Sample]

  /// Judges; nil where there are no images of one kind.
  init?(
    _ scores: DetectScreen.Scores, linear linearErrors: [Float]?, anomaly: Int, usesBound: Bool,
    chosen: Float?
  ) {
    let values =
      (usesBound ? scores.model.negativeBounds : nil) ?? scores.model.squaredErrors
    let isAnomalous = scores.labels.map { Int($0) == anomaly }
    func part(_ all: [Float], _ wanted: Bool) -> [Float] {
      zip(all, isAnomalous).filter { $0.1 == wanted }.map(\.0)
    }
    let (normalScores, anomalousScores) = (part(values, false), part(values, true))
    guard !normalScores.isEmpty, !anomalousScores.isEmpty else { return nil }
    characteristic = OperatingCharacteristic(normal: normalScores, anomalous: anomalousScores)
    linear = linearErrors.flatMap { errors in
      errors.count == values.count
        ? OperatingCharacteristic(normal: part(errors, false), anomalous: part(errors, true)) : nil
    }
    let range = Self.range(of: values)
    self.range = range
    let usual = characteristic.point(falseAlarms: Self.usualShare).threshold
    threshold = chosen ?? (usual.isFinite ? usual : Float(range.upper))
    normal = Self.histogram(normalScores, range)
    anomalous = Self.histogram(anomalousScores, range)
    let limit = threshold
    truePositives = anomalousScores.count { $0 >= limit }
    falseNegatives = anomalousScores.count - truePositives
    falsePositives = normalScores.count { $0 >= limit }
    trueNegatives = normalScores.count - falsePositives
    let order = values.indices.sorted { values[$0] > values[$1] }
    func sample(_ index: Int) -> Sample {
      let width = scores.images.count / values.count
      return Sample(
        index: index, label: Int(scores.labels[index]), score: values[index],
        pixels: scores.images[(index * width)..<((index + 1) * width)].map { Float($0) / 255 })
    }
    strangest = order.prefix(Self.samples).map(sample)
    mostNormal = order.reversed().prefix(Self.samples).map(sample)
  }

  /// From the lowest score to where all but a few are: one outlier would flatten the rest.
  private static func range(of values: [Float]) -> AxisRange {
    let sorted = values.filter(\.isFinite).sorted()
    guard let first = sorted.first else { return AxisRange(0, 1) }
    return AxisRange(Double(first), Double(sorted[(sorted.count - 1) * 995 / 1000]))
  }

  private static func histogram(_ values: [Float], _ range: AxisRange) -> [Float] {
    var bars = [Float](repeating: 0, count: bins)
    for value in values where value.isFinite {
      let place = (Double(value) - range.lower) / range.length * Double(bins)
      bars[Int(min(max(place, 0), Double(bins - 1)))] += 1 / Float(values.count)
    }
    return bars
  }

  /// The part of alarms that are right; nil without an alarm.
  var precision: Double? {
    let alarms = truePositives + falsePositives
    return alarms > 0 ? Double(truePositives) / Double(alarms) : nil
  }

  /// The part of anomalies that raise an alarm.
  var recall: Double { Double(truePositives) / Double(max(1, truePositives + falseNegatives)) }

  /// The part of normal images that do.
  var falseAlarms: Double {
    Double(falsePositives) / Double(max(1, falsePositives + trueNegatives))
  }
}
