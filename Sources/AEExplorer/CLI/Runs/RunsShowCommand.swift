import ArgumentParser
import Models
import RunStore

/// `aexplorer runs show`: all that is known of a run.
struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show all that is known of a run.")

  @OptionGroup var folder: RunsFolder

  @Argument(help: ArgumentHelp("The run's number.", valueName: "id"))
  var id: Int

  @Flag(help: "Print one JSON object.")
  var json = false

  func run() throws {
    let store = try folder.store()
    let run = try store.run(id)
    if json {
      print(try JSONLine.text(RunLine(run, store)))
      return
    }
    let subject = run.subject
    let configuration = subject.configuration
    print(
      "run \(run.id) · \(configuration.model.model) · \(subject.dataset) · code "
        + "\(configuration.model.codeSize) · seed \(configuration.seed) · \(run.status.rawValue)")
    for line in facts(run) { print("\(line.name.padding(to: 12))\(line.text)") }
    try printTerms(run, store)
    if !run.checkpoints.isEmpty { print("\ncheckpoints") }
    for checkpoint in run.checkpoints {
      let score = checkpoint.score.map { "test \(decimal($0, places: 2))" } ?? ""
      let marks = [
        checkpoint == run.bestCheckpoint ? "best" : "",
        checkpoint == run.checkpoints.last ? "newest" : "",
      ].filter { !$0.isEmpty }.joined(separator: ", ")
      print(
        "  epoch \("\(checkpoint.epoch)".right(in: 5))  step \("\(checkpoint.step)".right(in: 7))  "
          + "\(score.padding(to: 13)) \(ByteText.of(checkpoint.bytes).right(in: 8))  \(marks)")
    }
    print("\nthe same training from the beginning")
    let options = configuration.options(data: subject.source)
    let epochs = ["--epochs", "\(max(1, configuration.epochs ?? run.epoch))"]
    print(
      "  "
        + (["aexplorer", "train"] + options + epochs).map(ShellWord.quoted)
        .joined(separator: " "))
  }

  private func facts(_ run: SavedRun) -> [(name: String, text: String)] {
    let configuration = run.subject.configuration
    let unit = configuration.model.lossScale.unit
    var facts = [
      ("began", "\(run.date), trained \(decimal(run.seconds, places: 1)) s"),
      (
        "epochs",
        "\(run.epoch)\(configuration.epochs.map { " of \($0)" } ?? ""), \(run.step) steps, "
          + "\(Int(run.imagesPerSecond)) img/s"
      ),
    ]
    if let last = run.last, let best = run.best, let epoch = run.bestEpoch {
      let what = run.subject.headline.map { run.subject.termNames[$0] } ?? "loss"
      facts.append(
        (
          "test \(what)",
          "\(decimal(last, places: 3)) \(unit), best \(decimal(best, places: 3)) in epoch \(epoch)"
        ))
    }
    if let remark = run.remark { facts.append(("diverged", remark)) }
    if let origin = run.subject.origin {
      facts.append(("forked from", "run \(origin.run) at epoch \(origin.epoch)"))
    }
    facts.append(("parameters", "\(run.subject.parameters)"))
    return facts
  }

  private func printTerms(_ run: SavedRun, _ store: RunStore) throws {
    guard let last = try store.history(of: run).last else { return }
    print("\nterms at the end of epoch \(last.epoch)")
    print("  " + "".padding(to: 20) + "train".right(in: 12) + "test".right(in: 12))
    let rows =
      [("loss", last.train.loss, last.test.loss)]
      + run.subject.termNames.indices.map {
        (run.subject.termNames[$0], last.train.terms[$0], last.test.terms[$0])
      }
    for (name, train, test) in rows {
      let texts = [train, test].map { ($0.isNaN ? "-" : decimal($0, places: 3)).right(in: 12) }
      print("  " + name.padding(to: 20) + texts.joined())
    }
  }
}
