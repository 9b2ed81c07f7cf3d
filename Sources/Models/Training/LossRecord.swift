/// What a training's losses were: step by step, over the current epoch, and on the test split.
struct LossRecord {
  /// What is shown of the terms.
  let book: TermBook
  /// The losses of batches.
  private(set) var train: LossHistories
  /// The losses on the test split.
  private(set) var test: LossHistories

  private var epochLoss = 0.0
  private var epochLossRows = 0
  private var epochTerms: [Double]
  /// For each phase, the samples of the epoch that it ran on.
  private var epochRows: [Int]

  /// Creates the record of a training.
  ///
  /// - Parameters:
  ///   - engine: what makes its steps.
  ///   - measures: what follows from the terms and is shown with them.
  ///   - past: the epochs before, if it goes on with another.
  init(_ engine: StepEngine, measures: [Measure], past: [EpochResult]) {
    book = TermBook(
      names: engine.termNames, areShown: engine.phases.flatMap(\.training.areTermsShown),
      measures: measures)
    train = LossHistories(termCount: book.names.count)
    test = LossHistories(termCount: book.names.count)
    epochTerms = Array(repeating: 0, count: engine.termNames.count)
    epochRows = Array(repeating: 0, count: engine.phases.count)
    for result in past where fits(result) {
      train.appendMeasured(result.train, step: result.step)
      test.append(result.test, step: result.step)
    }
  }

  /// Whether an epoch has the terms that are recorded here.
  func fits(_ result: EpochResult) -> Bool {
    result.test.terms.count == book.names.count
  }

  /// Takes note of the batch that the engine has just learnt from.
  mutating func addBatch(of engine: StepEngine, rows: Int, step: Int) {
    if let loss = engine.objective(rows: rows) {
      epochLoss += loss * Double(rows)
      epochLossRows += rows
      train.loss.append(step: step, value: Float(loss))
    }
    for index in engine.phases.indices where engine.hasRun[index] {
      epochRows[index] += rows
      for term in engine.phases[index].terms {
        epochTerms[term] += engine.termSums[term]
        guard let place = book.places[term] else { continue }
        train.terms[place].append(step: step, value: Float(engine.termSums[term] / Double(rows)))
      }
    }
    guard let first = book.headline else { return }
    for (index, value) in book.measured(engine.termSums.map { $0 / Double(rows) }).enumerated() {
      train.terms[first + index].append(step: step, value: Float(value))
    }
  }

  /// Takes note of a loss on the test split.
  mutating func addTest(_ values: LossValues, step: Int) {
    test.append(values, step: step)
  }

  /// Returns the means over the epoch's batches, and begins the next; what never ran has no mean.
  mutating func takeEpochMeans(of engine: StepEngine) -> LossValues {
    var terms = epochTerms
    for (index, phase) in engine.phases.enumerated() {
      for term in phase.terms {
        terms[term] = epochRows[index] > 0 ? terms[term] / Double(epochRows[index]) : .nan
      }
    }
    let loss = epochLossRows > 0 ? epochLoss / Double(epochLossRows) : .nan
    epochLoss = 0
    epochLossRows = 0
    for index in epochRows.indices {
      epochRows[index] = 0
    }
    for term in epochTerms.indices {
      epochTerms[term] = 0
    }
    return LossValues(loss: loss, terms: book.shown(terms))
  }
}
