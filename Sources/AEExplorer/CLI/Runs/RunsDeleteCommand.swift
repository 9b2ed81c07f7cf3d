import ArgumentParser
import Models
import RunStore

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `aexplorer runs delete`: takes runs away, with their files.
struct RunsDeleteCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "delete", abstract: "Delete runs with their files, for good.")

  @OptionGroup var folder: RunsFolder

  @Argument(help: ArgumentHelp("The runs' numbers.", valueName: "id"))
  var ids: [Int]

  @Flag(name: .shortAndLong, help: "Do not ask.")
  var yes = false

  func run() throws {
    let store = try folder.store()
    // All of them must be there before one of them goes.
    let runs = try Set(ids).sorted().map { try store.run($0) }
    guard try yes || isAgreed(runs) else {
      print("nothing was deleted")
      throw ExitCode.failure
    }
    for run in runs {
      try store.delete(run.id)
      print("run \(run.id) is deleted")
    }
  }

  private func isAgreed(_ runs: [SavedRun]) throws -> Bool {
    guard isatty(STDIN_FILENO) == 1 else {
      throw ValidationError("there is nobody to ask whether that is meant: say so with --yes")
    }
    for run in runs {
      print(
        "run \(run.id): \(run.subject.configuration.model.model) on \(run.subject.dataset), "
          + "\(run.epoch) epochs, \(ByteText.of(run.bytes))")
    }
    print(
      "delete \(runs.count == 1 ? "it" : "these \(runs.count) runs") for good? [y/N] ",
      terminator: "")
    fflush(nil)
    let answer = readLine()?.lowercased() ?? ""
    return answer == "y" || answer == "yes"
  }
}
