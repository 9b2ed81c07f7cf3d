import Models
import Render

/// The course of a training's losses, as the doctor reads it.
struct LossCourse {
  private let train: History
  private let test: History
  private let training: TrainingSnapshot
  /// The loss below which no model can get; 0 where none is known.
  private let floor: Double

  /// Creates the course of a training.
  init(_ training: TrainingSnapshot, floor: Double?) {
    self.training = training
    (train, test) = training.charted
    self.floor = floor ?? 0
  }

  /// Epochs before a course says something.
  private static let earliest = 12
  /// A rise of the test loss that counts, as a part of its height over the floor.
  private static let rise = 0.03
  /// A fall of the train loss that counts, likewise.
  private static let fall = 0.002
  /// Changes that count for nothing, likewise.
  private static let stillness = 0.001

  /// The test loss has risen for some time, while the train loss has fallen.
  func overfitting(sample: String) -> Finding? {
    guard training.epoch >= Self.earliest, training.status != .finished,
      let best = bestTest(before: .max), training.step - best.step >= 5 * epoch,
      let now = mean(of: test, over: 3)
    else { return nil }
    let height = max(abs(best.value - floor), 1e-9)
    let rise = (now - best.value) / height
    guard rise > Self.rise,
      let then = mean(of: train, in: (best.step - 2 * epoch)..<(best.step + 1)),
      let latest = mean(of: train, over: 2), then - latest > Self.fall * height
    else { return nil }
    return Finding(
      kind: .overfitting,
      sentence:
        "the test loss has risen since epoch \(best.step / epoch) while the train loss fell: "
        + "it learns the training \(sample)s by heart",
      brief: "test rises since epoch \(best.step / epoch), train falls",
      advice: "stop here, or make the code smaller", key: .character(" "), action: .togglePause)
  }

  /// Neither loss has moved for a long time, or the loss has never fallen.
  var plateau: Finding? { stuck ?? still }

  private var still: Finding? {
    let window = max(10, training.epoch / 6)
    guard training.epoch >= 3 * window, training.status != .finished,
      let latest = mean(of: train, over: window),
      let earlier = mean(
        of: train,
        in: (training.step - 2 * window * epoch)..<(training.step - window * epoch)),
      let best = bestTest(before: training.step - window * epoch), let all = bestTest(before: .max)
    else { return nil }
    let height = max(abs(latest - floor), 1e-9)
    guard abs(earlier - latest) < Self.stillness * height,
      best.value - all.value < Self.stillness * height
    else { return nil }
    return Finding(
      kind: .plateau, sentence: "neither loss has moved for \(window) epochs",
      brief: "neither loss moves",
      advice: "it has converged; a smaller learning rate may find a little more",
      key: .character("<"), action: .changeLearningRate(-1))
  }

  /// Only a reconstruction has to fall: other terms may grow while all is well.
  private var stuck: Finding? {
    guard training.epoch >= Doctor.settlingEpochs, training.termNames.first == "reconstruction",
      let first = training.test.terms[0].whole.first, first.step == 0,
      let latest = mean(of: training.test.terms[0], over: 2)
    else { return nil }
    let start = Double(first.mean)
    guard start - latest < 0.01 * max(abs(start - floor), 1e-9) else { return nil }
    return Finding(
      kind: .plateau, sentence: "the reconstruction is no better than before the first step",
      brief: "no better than before the first step",
      advice: "another learning rate", key: .character(latest > start ? "<" : ">"),
      action: .changeLearningRate(latest > start ? -1 : 1))
  }

  private var epoch: Int { max(1, training.stepsPerEpoch) }

  /// The least test loss, and its step; not the one before the first step.
  private func bestTest(before end: Int) -> (step: Int, value: Double)? {
    test.whole.filter { $0.step > 0 && $0.step < end && $0.minimum.isFinite }
      .min { $0.minimum < $1.minimum }.map { ($0.step, Double($0.minimum)) }
  }

  /// The mean over the last epochs.
  private func mean(of history: History, over epochs: Int) -> Double? {
    mean(of: history, in: (training.step - epochs * epoch + 1)..<(training.step + 1))
  }

  private func mean(of history: History, in steps: Range<Int>) -> Double? {
    let buckets = history.whole.filter { steps.contains($0.step) }
    let count = buckets.reduce(0) { $0 + $1.count }
    guard count > 0 else { return nil }
    let sum = buckets.reduce(0) { $0 + Double($1.mean) * Double($1.count) }
    return sum.isFinite ? sum / Double(count) : nil
  }
}
