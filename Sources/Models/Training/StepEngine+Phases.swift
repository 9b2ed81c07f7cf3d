// One phase of a step, as the caller's thread sees it.
extension StepEngine {
  /// Asks the workers to compute a phase's terms for a batch.
  func prepare(_ index: Int, _ batch: Batch) {
    job = Job(
      phase: index, data: batch.data, samples: batch.samples, rows: batch.rows,
      random: batch.random.raw)
  }

  /// Runs a phase, and returns whether its numbers were finite.
  func run(
    _ index: Int, _ batch: Batch, _ settings: OptimizerSettings, _ learningRate: Float
  ) -> Bool {
    let phase = plan[index]
    prepare(index, batch)
    job.isTraining = true
    let update = ParameterUpdate(
      settings: phase.rule.settings(settings), learningRate: phase.rule.rate(learningRate),
      step: optimizerSteps[index] + 1)
    if !phase.hasGate { job.update = update }
    runWorkers()
    collectSums(index)
    hasRun[index] = true
    guard isFinite(index, results), job.update == nil || gradientIsFinite(index) else {
      return false
    }
    if phase.hasGate, let gate = phases[index].phase.gate {
      // The other phases decide only when this one's numbers are known.
      guard gate(meanTerms(rows: batch.rows)) else { return true }
      job.update = update
      job.computes = false
      runWorkers()
      guard gradientIsFinite(index) else { return false }
    }
    optimizerSteps[index] += 1
    if phase.hasConstraint { phases[index].phase.constraint?(parameters.start) }
    return true
  }

  private func meanTerms(rows: Int) -> [String: Double] {
    var means: [String: Double] = [:]
    for index in phases.indices where hasRun[index] {
      for term in plan[index].terms {
        means[termNames[term]] = termSums[term] / Double(max(rows, 1))
      }
    }
    return means
  }

  /// The sum of the squares of a phase's gradient, block by block.
  func gradientSquareSum(_ phase: Int) -> Double {
    var sum = 0.0
    for block in plan[phase].blocks.indices {
      sum += blockSums[block]
    }
    return sum
  }

  private func gradientIsFinite(_ phase: Int) -> Bool {
    job.update?.settings.clipNorm == nil || gradientSquareSum(phase).isFinite
  }

  /// Whether all terms of a phase are finite.
  func isFinite(_ phase: Int, _ results: ShardArrays) -> Bool {
    plan[phase].terms.allSatisfy { sum(ofTerm: $0, results).isFinite }
  }

  /// Takes the terms' sums over the last batch.
  func collectSums(_ phase: Int) {
    for term in plan[phase].terms {
      termSums[term] = sum(ofTerm: term, results)
    }
  }

  /// The sum of a term over the shards, in their order.
  private func sum(ofTerm term: Int, _ results: ShardArrays) -> Double {
    var sum = 0.0
    for case .some(let result) in results {
      sum += Shard.sums(behind: result, parameterCount: parameters.count)[term]
    }
    return sum
  }
}
