import ArgumentParser
import Models
import RunStore

/// `aexplorer runs export`: a run's model or history as a file for other programs.
struct RunsExportCommand: ParsableCommand {
  /// What can be exported.
  enum Format: String, CaseIterable, ExpressibleByArgument {
    case safetensors
    case csv
  }

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a run's weights (safetensors) or its history (csv) into a file.")

  @OptionGroup var folder: RunsFolder

  @Argument(help: ArgumentHelp("The run's number.", valueName: "id"))
  var id: Int

  @Option(help: "safetensors: the weights; csv: the terms of every epoch.")
  var format = Format.safetensors

  @Option(help: "The epoch of the weights; `runs show` lists those kept (default: the newest).")
  var epoch: Int?

  @Option(
    help: ArgumentHelp(
      "The file (default: run-ID.safetensors; csv: standard output).", valueName: "file"))
  var output: String?

  mutating func validate() throws {
    if format == .csv, epoch != nil {
      throw ValidationError("--epoch chooses weights, and csv has every epoch")
    }
    if let output { try CheckpointPlace.check(output, option: "output") }
  }

  func run() throws {
    let store = try folder.store()
    let run = try store.run(id)
    switch format {
    case .safetensors:
      let checkpoint = try store.checkpoint(of: run, epoch: epoch)
      let path = output ?? "run-\(id).safetensors"
      try checkpoint.write(to: path)
      print("epoch \(checkpoint.state.epoch) of run \(id) written to \(path)")
    case .csv:
      let text = RunTable.csv(run, try store.history(of: run))
      guard let output else {
        print(text, terminator: "")
        return
      }
      try AtomicFile.write([Array(text.utf8)], to: output)
      print("\(run.epoch) epochs of run \(id) written to \(output)")
    }
  }
}

/// A run's history as a table of text.
enum RunTable {
  /// Returns a line of names and one an epoch, with commas; a value that was not measured is empty.
  static func csv(_ run: SavedRun, _ history: [EpochResult]) -> String {
    let names = ["loss"] + run.subject.termNames
    let heading =
      ["epoch", "step", "seconds", "images_per_second"] + names.map { "train_\($0)" }
      + names.map { "test_\($0)" }
    let rows = history.map { result in
      ["\(result.epoch)", "\(result.step)", "\(result.seconds)", "\(result.imagesPerSecond)"]
        + ([result.train.loss] + result.train.terms + [result.test.loss] + result.test.terms)
        .map { $0.isNaN ? "" : "\($0)" }
    }
    return ([heading] + rows).map { $0.map(cell).joined(separator: ",") + "\n" }.joined()
  }

  private static func cell(_ text: String) -> String {
    guard text.contains(where: { ",\"\n".contains($0) }) else { return text }
    let parts = text.split(separator: "\"", omittingEmptySubsequences: false)
    return "\"" + parts.joined(separator: "\"\"") + "\""
  }
}
