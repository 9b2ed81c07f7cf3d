import Models

/// The time machine: weights of earlier steps.
extension Session {
  /// The bytes that earlier weights may take, unless somebody says otherwise.
  static let archiveBudget = 128_000_000

  /// Shows the weights of an earlier step from now on, or the live ones.
  func look(at step: Int?) -> [Action] {
    guard let step, let found = trainer.archive?.snapshot(nearest: step) else {
      (pastStep, weights) = (nil, trainer.snapshot.weights)
      return []
    }
    (pastStep, weights) = (found.step, found)
    // The step that was asked for may have been given up just now.
    return found.step == step ? [] : [.looked(step: found.step)]
  }

  /// Begins a training from earlier weights of this one.
  func fork(_ next: TrainingConfiguration, step: Int) -> [Action] {
    let source = pastStep == step ? weights : trainer.archive?.snapshot(nearest: step) ?? weights
    do {
      let state = try TrainingState(from: source, next, dataset: dataset)
      let origin = runs?.run(of: trainer).map { SavedRun.Origin(run: $0, epoch: state.epoch) }
      return begin(next, from: state, origin: origin)
    } catch .outOfRange("weights", _, _) {
      stayWithTheLiveWeights()
      return [
        .beginFailed("weights of step \(source.step) do not fit other layers; } goes back to live"),
        current,
      ]
    } catch {
      stayWithTheLiveWeights()
      return [.beginFailed(error.description), current]
    }
  }

  /// Takes note that the screen shows the training as it is, though another one was to begin.
  func stayWithTheLiveWeights() {
    generation += 1
    (pastStep, weights, pastObservations) = (nil, trainer.snapshot.weights, [:])
  }

  /// Keeps what was seen of an earlier step: it does not change.
  func remember(_ news: ObservationNews) {
    guard news.generation == generation, let step = news.pastStep,
      !news.observation.errors.isEmpty
    else { return }
    if pastObservations.count >= Self.keptObservations { pastObservations = [:] }
    pastObservations[step] = news
  }

  /// An observation of codes of 64 dimensions takes half a megabyte.
  private static let keptObservations = 64
}
