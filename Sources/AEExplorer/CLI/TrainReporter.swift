import Models
import Render
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Says how a training without a screen goes: lines or JSON on standard output, a progress bar on
/// standard error when that is a terminal.
final class TrainReporter: Sendable {
  private let asJSON: Bool
  private let epochs: Int
  private let isThorough: Bool
  private let hasBar: Bool
  private let termNames = Mutex<[String]>([])
  private let headline = Mutex<Int?>(nil)
  private let barWidth = Mutex(0)

  /// Creates a reporter.
  ///
  /// - Parameters:
  ///   - asJSON: whether lines are JSON.
  ///   - epochs: how many epochs there will be.
  ///   - isThorough: whether read-outs look at all of the test data.
  init(asJSON: Bool, epochs: Int, isThorough: Bool) {
    self.asJSON = asJSON
    self.epochs = epochs
    self.isThorough = isThorough
    hasBar = !asJSON && StandardError.isTerminal
  }

  /// Says what is trained.
  func began(_ trainer: Trainer) {
    let names = trainer.snapshot.termNames
    termNames.withLock { $0 = names }
    let place = trainer.snapshot.headline
    headline.withLock { $0 = place }
    let configuration = trainer.configuration
    if asJSON {
      write(
        try? JSONLine.text(
          StartEvent(
            model: configuration.model.model, data: trainer.dataset.name, config: configuration,
            parameters: trainer.model.layout.parameterCount)))
      return
    }
    let model = configuration.model
    let unit = model.lossScale.unit
    write(
      "\(model.model) · code \(model.codeSize) · \(trainer.model.layout.parameterCount) parameters · "
        + "\(trainer.dataset.name), \(Self.size(of: trainer.dataset)) · seed \(configuration.seed)"
        + (unit.isEmpty ? "" : " · losses in \(unit)"))
  }

  /// Says how an epoch ended; called on the training queue.
  func finished(_ result: EpochResult) {
    if asJSON {
      let names = termNames.withLock { $0 }
      write(try? JSONLine.text(EpochEvent(result, termNames: names)))
      return
    }
    let names = termNames.withLock { $0 }
    let measures = headline.withLock { $0 } ?? names.count
    let terms = zip(names, result.test.terms).prefix(measures)
      .map { "\($0) \(decimal($1, places: 2))" }
    let width = "\(epochs)".count
    let number = String(repeating: " ", count: width - "\(result.epoch)".count) + "\(result.epoch)"
    write(
      "epoch \(number)/\(epochs)  train \(Self.trained(result.train, names))  "
        + "test \(decimal(result.test.loss, places: 2))  (\(terms.joined(separator: ", ")))  "
        + names.indices.dropFirst(measures).map { place in
          "\(names[place]) \(decimal(result.train.terms[place], places: 4)) train, "
            + "\(decimal(result.test.terms[place], places: 4)) test  "
        }.joined()
        + "\(Int(result.imagesPerSecond)) \(rowsPerSecond)")
  }

  /// The loss of an epoch's batches; while something is trained by itself, that thing's own terms.
  private static func trained(_ values: LossValues, _ names: [String]) -> String {
    guard values.loss.isNaN else { return decimal(values.loss, places: 2) }
    let own = zip(names, values.terms).filter { !$0.1.isNaN }
    return own.isEmpty
      ? "-" : own.map { "\($0) \(decimal($1, places: 2))" }.joined(separator: ", ")
  }

  /// How many samples there are, in words.
  private static func size(of dataset: Dataset) -> String {
    switch dataset.kind {
    case .images, .points:
      return "\(dataset.train.count) + \(dataset.test.count) \(dataset.kind.samples)"
    case .ratings:
      let known = dataset.test.images.count { $0 > 0 }
      let heldOut = dataset.test.targets.count { $0 > 0 }
      let side = dataset.test.ratings?.side.rawValue ?? "rows"
      return "\(dataset.train.count) \(side) with \(known) + \(heldOut) ratings"
    }
  }

  /// What is counted a second.
  private var rowsPerSecond: String { headline.withLock { $0 } == nil ? "img/s" : "rows/s" }

  /// Draws the progress bar.
  func progress(_ snapshot: TrainingSnapshot) {
    guard hasBar else { return }
    let total = Double(epochs * snapshot.stepsPerEpoch)
    let done = Double(snapshot.epoch * snapshot.stepsPerEpoch + snapshot.stepInEpoch)
    let fraction = min(done / max(total, 1), 1)
    let left = fraction > 0 ? snapshot.seconds * (1 - fraction) / fraction : 0
    let cells = 30
    let full = Int(fraction * Double(cells))
    let bar = String(repeating: "#", count: full) + String(repeating: "-", count: cells - full)
    let text =
      "[\(bar)] epoch \(min(snapshot.epoch + 1, epochs))/\(epochs)  "
      + "\(Int(snapshot.imagesPerSecond)) \(rowsPerSecond)  \(Int(left.rounded(.up))) s left"
    barWidth.withLock { width in
      let padding = String(repeating: " ", count: max(0, width - text.count))
      StandardError.write("\r\(text)\(padding)")
      width = text.count
    }
  }

  /// Says where and why training diverged.
  func diverged(_ divergence: Divergence) {
    clearBar()
    StandardError.write(
      "diverged at step \(divergence.step): the term “\(divergence.term)” blew up; the "
        + "weights are those of step \(divergence.restoredStep). Try a smaller --learning-rate "
        + "than \(divergence.learningRate).\n")
  }

  /// Says that something is not as it should be, and training goes on.
  func warn(_ sentence: String) {
    clearBar()
    StandardError.write(sentence + "\n")
  }

  /// Says how training ended.
  ///
  /// - Parameters:
  ///   - trainer: it.
  ///   - reason: why it ended.
  ///   - run: the number of the run as which it is saved.
  ///   - checkpoint: the file that holds the model.
  func ended(_ trainer: Trainer, reason: EndReason, run: Int?, checkpoint: String?) {
    clearBar()
    let snapshot = trainer.snapshot
    let readouts = ReadoutReport(trainer, isThorough: isThorough)
    if asJSON {
      let names = termNames.withLock { $0 }
      write(
        try? JSONLine.text(
          EndEvent(
            snapshot, reason: reason, termNames: names, readouts: readouts,
            run: run, checkpoint: checkpoint)))
      return
    }
    let rate =
      snapshot.lastEpoch == nil
      ? "" : " · \(decimal(snapshot.seconds, places: 1)) s"
    write("\(reason.rawValue) after \(snapshot.epoch) epochs\(rate)")
    if !readouts.lines.isEmpty { write("read-outs on the test data:") }
    for line in readouts.lines { write("  " + line) }
    if let run { write("run \(run); `aexplorer runs show \(run)` tells of it") }
    if let checkpoint { write("saved to \(checkpoint)") }
  }

  private func write(_ line: String?) {
    guard let line else { return }
    clearBar()
    print(line)
    fflush(nil)
  }

  private func clearBar() {
    guard hasBar else { return }
    barWidth.withLock { width in
      guard width > 0 else { return }
      StandardError.write("\r\(String(repeating: " ", count: width))\r")
      width = 0
    }
  }
}

/// Returns a number with a fixed number of decimal places.
func decimal(_ value: Double, places: Int) -> String {
  guard value.isFinite else { return "\(value)" }
  var scale = 1.0
  for _ in 0..<places {
    scale *= 10
  }
  let scaled = (abs(value) * scale).rounded()
  guard scaled < 9e15 else { return "\(value)" }
  let digits = String(Int(scaled))
  let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
  let whole = padded.dropLast(places)
  let sign = value < 0 && scaled > 0 ? "-" : ""
  return places == 0 ? sign + whole : "\(sign)\(whole).\(padded.suffix(places))"
}

/// The first line of `train --json`.
private struct StartEvent: Encodable {
  let event = "start"
  let model: String
  let data: String
  let config: TrainingConfiguration
  let parameters: Int
}

/// A line of `train --json` for an epoch.
private struct EpochEvent: Encodable {
  let event = "epoch"
  let epoch: Int
  let step: Int
  let train: [String: FiniteNumber]
  let test: [String: FiniteNumber]
  let imagesPerSecond: FiniteNumber
  let seconds: FiniteNumber

  init(_ result: EpochResult, termNames: [String]) {
    epoch = result.epoch
    step = result.step
    train = named(result.train, termNames)
    test = named(result.test, termNames)
    imagesPerSecond = FiniteNumber(result.imagesPerSecond)
    seconds = FiniteNumber(result.seconds)
  }
}

/// The last line of `train --json`.
private struct EndEvent: Encodable {
  let event = "end"
  let reason: EndReason
  let epochs: Int
  let test: [String: FiniteNumber]
  let imagesPerSecond: FiniteNumber
  let seconds: FiniteNumber
  let readouts: ReadoutReport
  let run: String?
  let checkpoint: String?

  init(
    _ snapshot: TrainingSnapshot, reason: EndReason, termNames: [String],
    readouts: ReadoutReport, run: Int?, checkpoint: String?
  ) {
    self.reason = reason
    self.readouts = readouts
    epochs = snapshot.epoch
    test = snapshot.lastEpoch.map { named($0.test, termNames) } ?? [:]
    imagesPerSecond = FiniteNumber(
      snapshot.lastEpoch?.imagesPerSecond ?? snapshot.imagesPerSecond)
    seconds = FiniteNumber(snapshot.seconds)
    self.run = run.map { "\($0)" }
    self.checkpoint = checkpoint
  }
}

private func named(_ values: LossValues, _ termNames: [String]) -> [String: FiniteNumber] {
  var named = ["loss": FiniteNumber(values.loss)]
  for (name, value) in zip(termNames, values.terms) {
    named[name] = FiniteNumber(value)
  }
  return named
}
