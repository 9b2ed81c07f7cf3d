import ArgumentParser
import Models
import RunStore

/// `aexplorer runs`: the saved runs, and what can be done with them.
struct RunsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "runs",
    abstract: "List saved runs, go on with them, fork, export or delete them.",
    discussion: """
      `aexplorer train` and the explorer save what they train, from its first epoch on: the \
      configuration, the terms of every epoch, and checkpoints. `aexplorer explore --run ID` opens a \
      run in the explorer.
      """,
    subcommands: [
      RunsListCommand.self, RunsShowCommand.self, RunsResumeCommand.self, RunsForkCommand.self,
      RunsExportCommand.self, RunsDeleteCommand.self,
    ],
    defaultSubcommand: RunsListCommand.self)
}

/// `aexplorer runs list`, and `aexplorer runs` alone.
struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the saved runs, the newest first (the default).")

  @OptionGroup var folder: RunsFolder

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    let store = try folder.store()
    let runs = try store.runs()
    if json {
      for run in runs { print(try JSONLine.text(RunLine(run, store))) }
      return
    }
    guard !runs.isEmpty else {
      print(
        "no runs in \(store.folder) yet: `aexplorer train` and the explorer save theirs from the "
          + "first epoch on")
      return
    }
    let rows = [Self.heading] + runs.map { Self.row($0) }
    let widths = Self.heading.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for row in rows {
      let cells = zip(row, widths).enumerated().map { column, cell in
        Self.isNumber[column] ? cell.0.right(in: cell.1) : cell.0.padding(to: cell.1)
      }
      print(cells.joined(separator: "  ").trimmedAtEnd)
    }
    let bytes = runs.reduce(0) { $0 + $1.bytes }
    print(
      "\n\(runs.count) run\(runs.count == 1 ? "" : "s"), \(ByteText.of(bytes)) in \(store.folder)")
  }

  private static let heading = [
    "run", "model", "data", "code", "epochs", "test", "best", "status", "began",
  ]
  private static let isNumber = [true, false, false, true, true, true, true, false, false]

  private static func row(_ run: SavedRun) -> [String] {
    let configuration = run.subject.configuration
    let limit = configuration.epochs.map { "/\($0)" } ?? ""
    func number(_ value: Double?) -> String { value.map { decimal($0, places: 2) } ?? "-" }
    return [
      "\(run.id)", configuration.model.model, run.subject.dataset,
      "\(configuration.model.codeSize)", "\(run.epoch)\(limit)", number(run.last),
      number(run.best), run.status.rawValue, run.date,
    ]
  }
}

extension String {
  /// The text without the spaces at its end.
  fileprivate var trimmedAtEnd: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}

/// A saved run as a line of JSON.
struct RunLine: Encodable {
  let run: String
  let model: String
  let data: String
  let status: String
  let remark: String?
  let codeSize: Int
  let seed: UInt64
  let parameters: Int
  let epochs: Int
  let step: Int
  let test: FiniteNumber
  let best: FiniteNumber
  let bestEpoch: Int?
  let seconds: FiniteNumber
  let imagesPerSecond: FiniteNumber
  let began: String
  let bytes: Int
  let folder: String
  let checkpoint: String?
  let keptEpochs: [Int]
  let forkedFrom: String?
  let forkedAtEpoch: Int?
  let config: TrainingConfiguration

  init(_ run: SavedRun, _ store: RunStore) {
    let configuration = run.subject.configuration
    self.run = "\(run.id)"
    model = configuration.model.model
    data = run.subject.dataset
    status = run.status.rawValue
    remark = run.remark
    codeSize = configuration.model.codeSize
    seed = configuration.seed
    parameters = run.subject.parameters
    epochs = run.epoch
    step = run.step
    test = FiniteNumber(run.last ?? .nan)
    best = FiniteNumber(run.best ?? .nan)
    bestEpoch = run.bestEpoch
    seconds = FiniteNumber(run.seconds)
    imagesPerSecond = FiniteNumber(run.imagesPerSecond)
    began = run.date
    bytes = run.bytes
    folder = store.folder(of: run.id)
    checkpoint = run.checkpoints.last.map { store.path(of: $0, of: run.id) }
    keptEpochs = run.keptEpochs
    forkedFrom = run.subject.origin.map { "\($0.run)" }
    forkedAtEpoch = run.subject.origin?.epoch
    config = configuration
  }
}
