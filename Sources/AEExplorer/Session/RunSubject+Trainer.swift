import Models

extension RunSubject {
  /// Describes a training.
  ///
  /// - Parameters:
  ///   - trainer: it.
  ///   - source: what `--data` has to be to find its data again.
  ///   - splitSeed: which tenth of ratings is held out, where somebody has said so.
  ///   - origin: where it began, unless at first weights.
  init(_ trainer: Trainer, source: String, splitSeed: UInt64?, origin: SavedRun.Origin?) {
    let (dataset, snapshot) = (trainer.dataset, trainer.snapshot)
    self.init(
      configuration: trainer.configuration, dataset: dataset.name, source: source,
      shape: dataset.shape, classCount: dataset.classNames.count,
      splitSeed: dataset.kind == .ratings ? splitSeed ?? 1 : nil, termNames: snapshot.termNames,
      headline: snapshot.headline, parameters: trainer.model.layout.parameterCount, origin: origin)
  }
}
