import Dispatch
import Models
import RunStore

/// What is asked of saved runs by the screen; all of it waits for the disk, and is done elsewhere.
extension SessionRuns {
  /// Does what is asked for, on a queue, and leaves the answer in a mailbox.
  func serve(_ request: RunRequest, _ dataset: Dataset, _ mailbox: Mailbox) {
    if request == .refresh {
      guard TimeBudget.now - lastList > Self.refreshPause else { return }
    }
    if request == .refresh || request == .list { lastList = TimeBudget.now }
    let look: Int? = if case .look = request { looks.next() } else { nil }
    let (store, looks) = (store, looks)
    requests.async {
      if let look, !looks.isNewest(look) { return }
      do throws(RunStoreError) {
        if let answer = try Self.answer(request, store, dataset) { mailbox.leave(answer) }
      } catch {
        switch request {
        case .list, .refresh: mailbox.leave(.unreadable(error.description))
        case .look(let run, let digit):
          // What is wrong with its files is said when somebody wants them.
          mailbox.leave(.looked(RunDetail(run: run, history: [], digit: digit)))
        case .open, .delete, .export: mailbox.leave(.failed(error.description))
        }
      }
    }
  }

  private static func answer(
    _ request: RunRequest, _ store: RunStore, _ dataset: Dataset
  ) throws(RunStoreError) -> RunNews? {
    switch request {
    case .list, .refresh: return .listed(try store.runs(), folder: store.folder)
    case .look(let id, let digit): return .looked(try detail(of: id, digit, store, dataset))
    case .open(let id, let epoch, let opening):
      let opened = try OpenedRun(id, store, epoch: epoch)
      if let obstacle = obstacle(to: opened.run, opening, dataset) { return .failed(obstacle) }
      return .opened(opened, opening)
    case .delete(let id):
      try store.delete(id)
      return .done("run \(id) is deleted")
    case .export(let id):
      let run = try store.run(id)
      let names = try export(run, store)
      return .done("written into the working directory: \(names)")
    }
  }

  /// Says why a run can't be shown beside the data of this session; nil if it can.
  private static func obstacle(
    to run: SavedRun, _ opening: RunOpening, _ dataset: Dataset
  ) -> String? {
    guard run.subject.dataset == dataset.name, run.subject.shape == dataset.shape else {
      return
        "run \(run.id) has learned \(run.subject.dataset): `aexplorer explore --run \(run.id)` "
        + "opens it"
    }
    switch (run.status, opening) {
    case (.running, .waiting), (.running, .goingOn), (.paused, .waiting), (.paused, .goingOn):
      return "run \(run.id) is being trained already, here or elsewhere; f forks it"
    case _: return nil
    }
  }

  private static func detail(
    of id: Int, _ digit: Int, _ store: RunStore, _ dataset: Dataset
  ) throws(RunStoreError) -> RunDetail {
    let run = try store.run(id)
    var detail = RunDetail(run: id, history: try store.history(of: run), digit: digit)
    guard dataset.kind != .ratings, run.subject.dataset == dataset.name,
      run.subject.shape == dataset.shape, (0..<dataset.test.count).contains(digit),
      let checkpoint = try? store.checkpoint(of: run),
      let model = try? ModelCatalog.make(
        checkpoint.configuration.model, input: InputDescription(dataset))
    else { return detail }
    let inference = Inference(model: model)
    guard !inference.drawsPixelByPixel else { return detail }
    let weights = WeightSnapshot(checkpoint.state.parameters, step: checkpoint.state.step)
    inference.condition = Int(dataset.test.labels[digit])
    let image = dataset.test.image(digit).map { Float($0) / 255 }
    let code = inference.encode(image, weights: weights).means
    detail.reconstruction = inference.decode(code, weights: weights)
    return detail
  }

  private static func export(
    _ run: SavedRun, _ store: RunStore
  ) throws(RunStoreError) -> String {
    var names: [String] = []
    do {
      if !run.checkpoints.isEmpty {
        let name = "run-\(run.id).safetensors"
        do {
          try store.checkpoint(of: run).write(to: name)
        } catch let error as CheckpointError {
          throw RunStoreError.checkpoint(error)
        }
        names.append(name)
      }
      let name = "run-\(run.id).csv"
      try AtomicFile.write([Array(RunTable.csv(run, store.history(of: run)).utf8)], to: name)
      names.append(name)
    } catch let error as FileError {
      throw .file(error)
    } catch let error as RunStoreError {
      throw error
    } catch {
      throw .unreadable(run: run.id, "files")
    }
    return names.joined(separator: ", ")
  }
}
