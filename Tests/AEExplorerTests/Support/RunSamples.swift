import Render

@testable import AEExplorer
@testable import Models

/// Saved runs as they may be read.
enum RunSamples {
  /// Returns the explorer with the Runs screen open, and its questions answered.
  static func make(
    width: Int = 120, height: Int = 40, appearance: Appearance = Appearance(),
    runs: [SavedRun] = all
  ) -> AppState {
    var state = SampleState.make(width: width, height: height, appearance: appearance)
    _ = reduce(&state, .show(.runs))
    _ = reduce(&state, .runs(.listed(runs, folder: "/home/ada/.local/share/aexplorer")))
    answer(&state)
    return state
  }

  /// Answers what the screen wants to know of the chosen run.
  static func answer(_ state: inout AppState) {
    guard let run = (state.screens[.runs] as? RunsScreen)?.run else { return }
    let picture = run.checkpoints.isEmpty ? nil : SampleState.picture(thickness: 3)
    _ = reduce(
      &state,
      .runs(
        .looked(
          RunDetail(
            run: run.id, history: history(of: run), digit: state.digit, reconstruction: picture)))
    )
  }

  /// Six runs, the newest first.
  static var all: [SavedRun] {
    [
      run(9, "vae", .interrupted, epochs: 24, lowest: 143, limit: 400, kept: [3, 9, 15, 21, 24]),
      run(
        8, "vae", .finished, epochs: 40, lowest: 139, settings: ["beta": 4], limit: 40,
        kept: [21, 40], origin: SavedRun.Origin(run: 5, epoch: 20)),
      run(6, "sparse-l1", .stopped, epochs: 12, lowest: 17.6, code: 256, kept: [4, 12]),
      run(5, "vae", .finished, epochs: 20, lowest: 148, limit: 20, kept: [20]),
      run(
        3, "undercomplete", .diverged, epochs: 7, lowest: 14.2, code: 32, kept: [7],
        remark: "at step 231 reconstruction blew up, with the learning rate 0.7"),
      run(1, "vae", .finished, epochs: 2, lowest: 181, code: 10, data: "fashion-mnist"),
    ]
  }

  static func run(
    _ id: Int, _ model: String, _ status: RunStatus, epochs: Int, lowest: Double, code: Int = 2,
    settings: [String: Double] = [:], data: String = "mnist-5k", limit: Int? = nil,
    kept: [Int] = [], origin: SavedRun.Origin? = nil, remark: String? = nil
  ) -> SavedRun {
    var configuration = SampleState.make(codeSize: code, model: model).configuration
    configuration.model.settings = settings
    configuration.epochs = limit
    let names = model == "vae" ? ["reconstruction", "kl"] : ["reconstruction"]
    let subject = RunSubject(
      configuration: configuration, dataset: data, source: data,
      shape: ImageShape(height: 28, width: 28), classCount: 10, splitSeed: nil, termNames: names,
      headline: nil, parameters: 1_068_820, origin: origin)
    let course = (1...epochs).map { Float(loss($0, lowest)) }
    return SavedRun(
      id: id, subject: subject, status: status, remark: remark, started: 0,
      date: "2026-11-\(10 + id) 14:0\(id)", seconds: Double(epochs) * 0.8, epoch: epochs,
      step: 32 * epochs, imagesPerSecond: 61_000, last: loss(epochs, lowest),
      best: loss(epochs, lowest), bestEpoch: epochs, course: course,
      checkpoints: kept.map { epoch in
        SavedCheckpoint(
          file: "step-\(32 * epoch).safetensors", epoch: epoch, step: 32 * epoch,
          isEndOfEpoch: true, score: loss(epoch, lowest), bytes: 12_830_608)
      })
  }

  private static func loss(_ epoch: Int, _ lowest: Double) -> Double {
    lowest * (1 + 0.4 / Double(epoch))
  }

  private static func history(of run: SavedRun) -> [EpochResult] {
    run.course.enumerated().map { index, value in
      let loss = Double(value ?? 0)
      func values(_ loss: Double) -> LossValues {
        LossValues(
          loss: loss,
          terms: run.subject.termNames.count == 2 ? [0.96 * loss, 0.04 * loss] : [loss])
      }
      return EpochResult(
        epoch: index + 1, step: 32 * (index + 1), train: values(0.97 * loss), test: values(loss),
        imagesPerSecond: 61_000, seconds: Double(index))
    }
  }
}

extension SampleState {
  /// The state of a small training at the end of an epoch.
  static func savedState(epoch: Int) -> TrainingState {
    let configuration = make().configuration
    var state = TrainingState(configuration, layout: ParameterLayout())
    (state.step, state.epoch) = (32 * epoch, epoch)
    return state
  }
}
