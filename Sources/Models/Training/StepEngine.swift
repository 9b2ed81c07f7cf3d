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
  private(set) var termSums: [Double]
  /// For each phase, whether it ran in the last step.
  private(set) var hasRun: [Bool]
  /// For each phase, the updates that its optimizer's memory has seen.
  var optimizerSteps: [Int]
  /// The numbers that may change while training.
  let controls: Controls
  /// The largest batch.
  let batchSize: Int

  private let shards: [Shard]
  private let memories: UnsafeMutableBufferPointer<ShardMemory>
  private let shardRows: UnsafeMutablePointer<Int>
  /// Stands for a batch's samples before there is a batch.
  private let noSamples: UnsafeMutablePointer<Int32>
  private let results: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
  /// For each phase, program and collective operation, the shards' contributions.
  private let exchanges: [ExchangePlaces]
  private let blockSums: UnsafeMutableBufferPointer<Double>
  /// For each phase, what finishes the gradients of its weights, and where workers' blocks begin.
  private let weightGradients: [WeightGradients]
  private let blockShares: [[Int]]
  private let collective: any Collective
  private var job = Job()
  private var pool: WorkerPool?

  /// What the workers are asked to do.
  private struct Job {
    var phase = 0
    var isTraining = false
    var computes = true
    var data = FrameData.none
    var samples: UnsafePointer<Int32>?
    var rows = 0
    var random = AERandomKey()
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
    let blocks = (phases.map(\.blocks.count).max() ?? 0)
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
    results = .allocate(capacity: shards.count)
    _ = results.initialize(from: shards.lazy.map { UnsafePointer($0.results.start) })
    blockSums = .allocate(capacity: max(1, blocks))
    blockSums.initialize(repeating: 0)
    exchanges = phases.map { ExchangePlaces($0, shards: shards) }
    let workers = max(1, min(threads, shards.count))
    weightGradients = phases.map {
      WeightGradients($0, shards: shards.count, workers: workers, kept: shards[0].results.start)
    }
    blockShares = phases.map { ParameterBlock.shares(of: $0.blocks, workers: workers) }
    collective = SharedMemoryCollective()
    pool = WorkerPool(count: workers) { [unowned self] worker in
      work(worker)
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
    for index in phases.indices {
      hasRun[index] = false
    }
    for index in phases.indices where phases[index].phase.isActive(progress) {
      guard run(index, batch, settings, learningRate) else { return false }
    }
    return true
  }

  /// Computes the terms of all phases for a batch, and leaves their sums in `termSums`.
  func evaluate(_ batch: Batch) {
    for index in phases.indices {
      prepare(index, batch)
      pool?.run()
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
    for index in phases.indices
    where phases[index].phase.countsTowardsLoss && (evaluated || hasRun[index]) {
      counts = true
      sum += weightedSum(index)
    }
    return counts ? sum / Double(max(rows, 1)) : nil
  }

  /// Returns the objective of all phases that ran in the last step, whether they count or not.
  func stageObjective(rows: Int) -> Double {
    var sum = 0.0
    for index in phases.indices where hasRun[index] {
      sum += weightedSum(index)
    }
    return sum / Double(max(rows, 1))
  }

  /// The sum over a phase's terms of coefficient · term.
  private func weightedSum(_ index: Int) -> Double {
    let phase = phases[index]
    var sum = 0.0
    for term in phase.terms {
      let coefficient = phase.training.coefficients[term - phase.firstTerm]
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

  // MARK: - One phase

  private func prepare(_ index: Int, _ batch: Batch) {
    job = Job(
      phase: index, data: batch.data, samples: batch.samples, rows: batch.rows,
      random: batch.random.raw)
  }

  private func run(
    _ index: Int, _ batch: Batch, _ settings: OptimizerSettings, _ learningRate: Float
  ) -> Bool {
    let phase = phases[index].phase
    prepare(index, batch)
    job.isTraining = true
    let update = ParameterUpdate(
      settings: phase.settings(settings), learningRate: phase.rate(learningRate),
      step: optimizerSteps[index] + 1)
    if phase.gate == nil { job.update = update }
    pool?.run()
    collectSums(index)
    hasRun[index] = true
    guard isFinite(index, ShardArrays(results)), job.update == nil || gradientIsFinite(index) else {
      return false
    }
    if let gate = phase.gate {
      // The other phases decide only when this one's numbers are known.
      guard gate(meanTerms(rows: batch.rows)) else { return true }
      job.update = update
      job.computes = false
      pool?.run()
      guard gradientIsFinite(index) else { return false }
    }
    optimizerSteps[index] += 1
    phase.constraint?(parameters.start)
    return true
  }

  private func meanTerms(rows: Int) -> [String: Double] {
    var means: [String: Double] = [:]
    for index in phases.indices where hasRun[index] {
      for term in phases[index].terms {
        means[termNames[term]] = termSums[term] / Double(max(rows, 1))
      }
    }
    return means
  }

  // MARK: - What a worker does

  private func work(_ worker: Int) {
    guard let pool else { return }
    if job.computes { compute(worker, pool) }
    guard job.isTraining, let update = job.update else { return }
    let gradients = collective.gather(ShardArrays(results), worker: worker, in: pool)
    // Everybody sees the same sums, and so comes to the same conclusion.
    guard isFinite(job.phase, gradients) else { return }
    self.update(worker, update, gradients, pool)
  }

  /// Runs the phase's program on the worker's shards, and exchanges where it is cut.
  private func compute(_ worker: Int, _ pool: WorkerPool) {
    let phase = phases[job.phase]
    let program = job.isTraining ? phase.training : phase.evaluation
    let places = exchanges[job.phase].of(isTraining: job.isTraining)
    begin(worker, phase, pool)
    for segment in program.forwardSegments {
      forEachShard(of: worker, pool) { program.forward(segment, frame($0, phase)) }
      guard let exchange = segment.exchange else { continue }
      let peers = gather(places.values[exchange], worker, pool)
      forEachShard(of: worker, pool) {
        program.collectives[exchange].exchange(frame($0, phase), peers)
      }
    }
    for segment in program.backwardSegments {
      forEachShard(of: worker, pool) { program.backward(segment, frame($0, phase)) }
      guard let exchange = segment.exchange else { continue }
      let peers = gather(places.gradients[exchange], worker, pool)
      forEachShard(of: worker, pool) {
        program.collectives[exchange].exchangeBackward(frame($0, phase), peers)
      }
    }
  }

  /// Notes how many rows each of the worker's shards has; one without adds nothing to sums.
  private func begin(_ worker: Int, _ phase: CompiledPhase, _ pool: WorkerPool) {
    var shard = worker
    while shard < memories.count {
      shardRows[shard] = (shard + 1) * job.rows / memories.count - shard * job.rows / memories.count
      if shardRows[shard] == 0 {
        for term in phase.terms {
          memories[shard].sums[term] = 0
        }
        if job.isTraining {
          memories[shard].gradients.update(repeating: 0, count: parameters.count)
        }
      }
      shard += pool.count
    }
  }

  private func forEachShard(of worker: Int, _ pool: WorkerPool, _ body: (Int) -> Void) {
    var shard = worker
    while shard < memories.count {
      if shardRows[shard] > 0 { body(shard) }
      shard += pool.count
    }
  }

  private func gather(
    _ places: ShardArrays, _ worker: Int, _ pool: WorkerPool
  ) -> Peers {
    Peers(
      arrays: collective.gather(places, worker: worker, in: pool),
      rows: shardRows)
  }

  private func frame(_ shard: Int, _ phase: CompiledPhase) -> Frame {
    let memory = memories[shard]
    let first = shard * job.rows / memories.count
    return Frame(
      arena: memory.arena, rows: shardRows[shard], batchRows: job.rows,
      parameters: parameters.start, gradients: job.isTraining ? memory.gradients : nil,
      data: job.data, samples: (job.samples ?? UnsafePointer(noSamples)) + first,
      random: job.random,
      controls: controls.start, sums: memory.sums + phase.firstTerm,
      defersProducts: !MatrixProduct.usesLibrary)
  }

  private func update(
    _ worker: Int, _ update: ParameterUpdate, _ gradients: ShardArrays, _ pool: WorkerPool
  ) {
    var update = update
    var use = WeightGradients.Use.once
    if let limit = update.settings.clipNorm {
      forEachBlock(of: worker, .kept, gradients) { number, block, gradients in
        blockSums[number] = ParameterUpdate.squareSum(
          first: block.first, count: block.count, gradients: gradients)
      }
      pool.synchronize()
      let norm = Float(gradientSquareSum(job.phase).squareRoot())
      guard norm.isFinite else { return }
      if norm > limit { update.gradientScale = limit / norm }
      use = .found
    }
    let state = phases[job.phase].optimizerState
    forEachBlock(of: worker, use, gradients) { _, block, gradients in
      update.apply(
        first: block.first, count: block.count, state: state, parameters: parameters,
        gradients: gradients)
    }
  }

  /// Calls `body` with the worker's blocks of parameters, a contiguous run of them, and the arrays
  /// whose sum is the gradient.
  private func forEachBlock(
    of worker: Int, _ use: WeightGradients.Use, _ gradients: ShardArrays,
    _ body: (_ number: Int, _ block: ParameterBlock, _ gradients: ShardArrays) -> Void
  ) {
    let blocks = phases[job.phase].blocks
    let shares = blockShares[job.phase]
    let open = weightGradients[job.phase]
    for number in shares[worker]..<shares[worker + 1] {
      open.withGradient(
        of: blocks[number], worker: worker, use: use, shards: (memories, UnsafePointer(shardRows)),
        gradients
      ) { body(number, blocks[number], $0) }
    }
  }

  // MARK: - Sums

  private func gradientSquareSum(_ phase: Int) -> Double {
    var sum = 0.0
    for block in phases[phase].blocks.indices {
      sum += blockSums[block]
    }
    return sum
  }

  private func gradientIsFinite(_ phase: Int) -> Bool {
    job.update?.settings.clipNorm == nil || gradientSquareSum(phase).isFinite
  }

  private func isFinite(_ phase: Int, _ results: ShardArrays) -> Bool {
    phases[phase].terms.allSatisfy { sum(ofTerm: $0, results).isFinite }
  }

  private func collectSums(_ phase: Int) {
    for term in phases[phase].terms {
      termSums[term] = sum(ofTerm: term, ShardArrays(results))
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
