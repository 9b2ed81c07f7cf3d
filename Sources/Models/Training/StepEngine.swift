internal import CKernels

/// A batch, as the workers take it.
struct Batch {
  /// The data set's bytes.
  var data: FrameData
  /// The numbers of the batch's samples.
  var samples: UnsafePointer<Int32>
  /// Samples.
  var rows: Int
  /// The place of the step's random numbers.
  var random: RandomKey
}

/// Runs training steps: the same program on every shard of a batch, then one sum of the gradients.
///
/// The batch is cut into a fixed number of shards. Each worker runs the program on its shards, in
/// arenas that belong to the shards; what the shards contribute to each other is summed in their
/// order. So the result depends on the number of shards, never on the number of workers or their
/// timing.
///
/// While a step runs, worker w alone touches the arenas and gradients of shards w, w + workers …,
/// and, after everybody has arrived, the parameters of its own blocks.
// Workers touch disjoint parts between barriers, as said above.
final class StepEngine: @unchecked Sendable {
  /// All parameters of the model.
  let parameters: FloatBuffer
  /// The phases of a step.
  let phases: [CompiledPhase]
  /// The names of all phases' terms.
  let termNames: [String]
  /// For each term, its sum over the last batch.
  var termSums: [Double]
  /// For each phase, whether it ran in the last step.
  var hasRun: [Bool]
  /// For each phase, the updates that its optimizer's memory has seen.
  var optimizerSteps: [Int]
  /// The numbers that may change while training.
  let controls: Controls
  /// The largest batch.
  let batchSize: Int

  /// What the workers read of the phases.
  let plan: UnsafeMutableBufferPointer<PhasePlan>
  /// The shards' memory.
  let memories: UnsafeMutableBufferPointer<ShardMemory>
  /// The shards' gradients, with their terms' sums behind.
  let results: ShardArrays
  /// Rows of the batch in each shard.
  let shardRows: UnsafeMutablePointer<Int>
  /// For each block of the phase, the sum of its gradient's squares.
  let blockSums: UnsafeMutableBufferPointer<Double>
  /// Stands for a batch's samples before there is a batch.
  let noSamples: UnsafeMutablePointer<Int32>
  /// How contributions meet.
  let collective = SharedMemoryCollective()
  /// What the workers are asked to do.
  var job = Job()

  private let owner: StepPlan
  private let shards: [Shard]
  private var pool: WorkerPool?

  /// What the workers are asked to do.
  struct Job {
    /// The number of the phase.
    var phase = 0
    /// Whether gradients are computed.
    var isTraining = false
    /// Whether the programs run, or only the update.
    var computes = true
    /// The batch: the data set's bytes, samples and their number.
    var data = FrameData.none
    /// The numbers of the batch's samples.
    var samples: UnsafePointer<Int32>?
    /// Samples.
    var rows = 0
    /// The place of the step's random numbers.
    var random = AERandomKey()
    /// What follows the gradients; nil updates nothing.
    var update: ParameterUpdate?
  }

  /// Creates an engine.
  ///
  /// - Parameters:
  ///   - model: what to train.
  ///   - parameters: first values, `model.layout.size` of them.
  ///   - batchSize: the most samples a step, at least 1.
  ///   - shards: parts of the batch, at least 1.
  ///   - threads: workers; more than shards are of no use.
  init(model: any Autoencoder, parameters: [Float], batchSize: Int, shards: Int, threads: Int) {
    MatrixProduct.useOneThread()
    let table = ControlTable()
    let phases = CompiledPhase.compile(
      model, rows: (batchSize + shards - 1) / shards, controls: table)
    self.phases = phases
    self.parameters = FloatBuffer(parameters)
    self.batchSize = batchSize
    controls = Controls(table)
    termNames = phases.flatMap(\.training.termNames)
    termSums = Array(repeating: 0, count: termNames.count)
    hasRun = Array(repeating: false, count: phases.count)
    optimizerSteps = Array(repeating: 0, count: phases.count)
    let size = phases.map { max($0.training.arenaSize, $0.evaluation.arenaSize) }.max() ?? 0
    let termCount = termNames.count
    let shards = (0..<shards).map { _ in
      Shard(arenaSize: size, parameterCount: parameters.count, termCount: termCount)
    }
    self.shards = shards
    memories = .allocate(capacity: shards.count)
    _ = memories.initialize(from: shards.lazy.map(\.memory))
    shardRows = .allocate(capacity: shards.count)
    shardRows.initialize(repeating: 0, count: shards.count)
    noSamples = .allocate(capacity: 1)
    noSamples.initialize(to: 0)
    let results = UnsafeMutableBufferPointer<UnsafePointer<Float>?>.allocate(
      capacity: shards.count)
    _ = results.initialize(from: shards.lazy.map { UnsafePointer($0.results.start) })
    self.results = ShardArrays(results)
    blockSums = .allocate(capacity: max(1, phases.map(\.blocks.count).max() ?? 0))
    blockSums.initialize(repeating: 0)
    let workers = max(1, min(threads, shards.count))
    owner = StepPlan(phases, shards: shards, workers: workers)
    plan = owner.phases
    let engine = Unmanaged.passUnretained(self)
    pool = WorkerPool(count: workers) { worker, pool in
      engine._withUnsafeGuaranteedRef { $0.work(worker, pool) }
    }
  }

  deinit {
    memories.deallocate()
    shardRows.deallocate()
    noSamples.deallocate()
    results.deallocate()
    blockSums.deallocate()
  }

  /// Ends the workers; the engine can't run afterwards.
  func close() {
    pool?.close()
    pool = nil
  }

  /// Makes one training step: every active phase in order.
  ///
  /// It leaves the terms' sums in `termSums`.
  /// When the objective of a phase is not finite its parameters stay as they were, and the phases
  /// behind it do not run.
  ///
  /// - Returns: whether all objectives and their gradients were finite.
  func step(
    _ batch: Batch, settings: OptimizerSettings, learningRate: Float, progress: TrainingProgress
  ) -> Bool {
    controls.follow(progress)
    for index in plan.indices {
      hasRun[index] = false
    }
    for index in plan.indices {
      if plan[index].mayRest, !phases[index].phase.isActive(progress) { continue }
      guard run(index, batch, settings, learningRate) else { return false }
    }
    return true
  }

  /// Computes the terms of all phases for a batch, and leaves their sums in `termSums`.
  func evaluate(_ batch: Batch) {
    for index in plan.indices {
      prepare(index, batch)
      runWorkers()
      collectSums(index)
    }
  }

  /// Returns the objective of the last batch: Σ coefficient · mean of the term, over the phases that
  /// count and ran; nil when none of them ran.
  ///
  /// - Parameters:
  ///   - rows: samples of that batch.
  ///   - evaluated: whether it was evaluated, and so every phase ran.
  /// - Returns: the mean over the batch.
  func objective(rows: Int, evaluated: Bool = false) -> Double? {
    var sum = 0.0
    var counts = false
    for index in plan.indices where plan[index].countsTowardsLoss && (evaluated || hasRun[index]) {
      counts = true
      sum += weightedSum(index)
    }
    return counts ? sum / Double(max(rows, 1)) : nil
  }

  /// Returns the objective of all phases that ran in the last step, whether they count or not.
  func stageObjective(rows: Int) -> Double {
    var sum = 0.0
    for index in plan.indices where hasRun[index] {
      sum += weightedSum(index)
    }
    return sum / Double(max(rows, 1))
  }

  /// The sum over a phase's terms of coefficient · term.
  private func weightedSum(_ index: Int) -> Double {
    let terms = plan[index].terms
    var sum = 0.0
    for term in terms {
      let coefficient = plan[index].coefficients[term - terms.lowerBound]
      guard coefficient != .constant(0) else { continue }
      sum += Double(controls.value(of: coefficient)) * termSums[term]
    }
    return sum
  }

  /// The term that made the largest part of the last objective; nil when none had a part in it.
  var heaviestTerm: Int? {
    var heaviest: (term: Int, part: Double)?
    for phase in phases {
      for term in phase.terms {
        let coefficient = controls.value(of: phase.training.coefficients[term - phase.firstTerm])
        let part = abs(Double(coefficient) * termSums[term])
        if part > heaviest?.part ?? 0 { heaviest = (term, part) }
      }
    }
    return heaviest?.term
  }

  /// The optimizer's memories, first and second moments of all phases one after the other.
  var moments: (first: [Float], second: [Float]) {
    get {
      (
        phases.flatMap { $0.optimizerState.first.array },
        phases.flatMap { $0.optimizerState.second.array }
      )
    }
    set {
      let count = parameters.count
      for (index, phase) in phases.enumerated() {
        let range = (index * count)..<((index + 1) * count)
        phase.optimizerState.first.copy(from: Array(newValue.first[range]))
        phase.optimizerState.second.copy(from: Array(newValue.second[range]))
      }
    }
  }

  /// Makes the optimizers forget.
  func clearMoments() {
    for index in phases.indices {
      phases[index].optimizerState.first.clear()
      phases[index].optimizerState.second.clear()
      optimizerSteps[index] = 0
    }
  }

  /// Runs the job on all workers.
  func runWorkers() {
    pool?.run()
  }
}
