internal import CKernels

/// Runs training steps: the same program on every shard of a batch, then one sum of the gradients.
///
/// The batch is cut into a fixed number of shards. Each worker runs the program on its shards, in
/// arenas that belong to the shards; the gradients are summed in the order of the shards. So the
/// result depends on the number of shards, never on the number of workers or their timing.
///
/// While a step runs, worker w alone touches the arenas and gradients of shards w, w + workers …,
/// and, after everybody has arrived, the parameters of its own blocks.
// Workers touch disjoint parts between barriers, as said above.
final class StepEngine: @unchecked Sendable {
  /// All parameters of the model.
  let parameters: FloatBuffer
  /// The optimizer's memory.
  let optimizerState: OptimizerState
  /// Current values of the controls, by their places in the training program.
  let controls: FloatBuffer
  /// For each term of the objective, its sum over the last batch.
  private(set) var termSums: [Double]
  /// The training program.
  let training: Program
  /// The program without gradients.
  let evaluation: Program
  /// The largest batch.
  let batchSize: Int

  private let shards: UnsafeMutableBufferPointer<Shard>
  /// Keeps the shards' memory; steps go through pointers, which count no references.
  private let buffers: [FloatBuffer]
  private let collective: any Collective
  private var gradientPointers: UnsafeMutableBufferPointer<UnsafePointer<Float>?>
  private let plan: UpdatePlan
  /// For each piece of the plan, the sum of squares of its gradient.
  private let pieceSums: UnsafeMutableBufferPointer<Double>
  private var job = Job()
  private var pool: WorkerPool?

  /// What one shard writes into.
  private struct Shard {
    let arena: UnsafeMutablePointer<Float>
    let gradients: UnsafeMutablePointer<Float>
    let sums: UnsafeMutablePointer<Double>
  }

  /// What the workers are asked to do.
  private struct Job {
    var isTraining = false
    var images: UnsafePointer<UInt8>?
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
    let rows = (batchSize + shards - 1) / shards
    training = model.program(rows: rows, isTraining: true)
    evaluation = model.program(rows: rows, isTraining: false)
    self.parameters = FloatBuffer(parameters)
    self.batchSize = batchSize
    optimizerState = OptimizerState(count: parameters.count)
    controls = FloatBuffer(training.controls.map(\.value))
    termSums = Array(repeating: 0, count: training.termNames.count)
    let size = max(training.arenaSize, evaluation.arenaSize)
    let terms = max(training.termNames.count, 1)
    let arenas = (0..<shards).map { _ in FloatBuffer(count: size) }
    let gradients = (0..<shards).map { _ in FloatBuffer(count: parameters.count) }
    buffers = arenas + gradients
    self.shards = .allocate(capacity: shards)
    for index in 0..<shards {
      let sums = UnsafeMutablePointer<Double>.allocate(capacity: terms)
      sums.initialize(repeating: 0, count: terms)
      self.shards.initializeElement(
        at: index,
        to: Shard(arena: arenas[index].start, gradients: gradients[index].start, sums: sums))
    }
    gradientPointers = .allocate(capacity: shards)
    _ = gradientPointers.initialize(from: gradients.lazy.map { UnsafePointer($0.start) })
    let workers = max(1, min(threads, shards))
    plan = UpdatePlan(
      training, parameters: parameters.count, arenas: arenas.map(\.start),
      kept: gradients[0].start, workers: workers)
    pieceSums = .allocate(capacity: plan.count)
    pieceSums.initialize(repeating: 0)
    collective = SharedMemoryCollective()
    let pool = WorkerPool(count: workers) { [unowned self] worker in work(worker) }
    self.pool = pool
  }

  deinit {
    for shard in shards {
      shard.sums.deallocate()
    }
    shards.deallocate()
    gradientPointers.deallocate()
    pieceSums.deallocate()
  }

  /// Ends the workers; the engine can't run afterwards.
  func close() {
    pool?.close()
    pool = nil
  }

  /// Runs one training step, and leaves the terms' sums in `termSums`.
  ///
  /// When the objective is not finite the parameters stay as they were.
  ///
  /// - Returns: whether the objective and its gradient were finite.
  func step(
    images: UnsafePointer<UInt8>, samples: UnsafePointer<Int32>, rows: Int, random: RandomKey,
    update: ParameterUpdate
  ) -> Bool {
    job = Job(
      isTraining: true, images: images, samples: samples, rows: rows, random: random.raw,
      update: update)
    pool?.run()
    collectSums()
    return isFinite && gradientIsFinite
  }

  /// Computes the objective's terms for a batch, and leaves their sums in `termSums`.
  func evaluate(
    images: UnsafePointer<UInt8>, samples: UnsafePointer<Int32>, rows: Int, random: RandomKey
  ) {
    job = Job(
      isTraining: false, images: images, samples: samples, rows: rows, random: random.raw,
      update: nil)
    pool?.run()
    collectSums()
  }

  /// The objective of the last batch: Σ coefficient · mean of the term.
  func objective(rows: Int) -> Double {
    var sum = 0.0
    for (term, coefficient) in training.coefficients.enumerated() {
      sum += Double(value(of: coefficient)) * termSums[term]
    }
    return sum / Double(max(rows, 1))
  }

  /// Returns the current value of a coefficient.
  func value(of coefficient: Coefficient) -> Float {
    switch coefficient {
    case .constant(let value): value
    case .control(let index): controls.start[index]
    }
  }

  // MARK: - What a worker does

  private func work(_ worker: Int) {
    guard let pool else { return }
    var shard = worker
    while shard < shards.count {
      run(shard)
      shard += pool.count
    }
    guard job.isTraining, let update = job.update else { return }
    let gradients = collective.gather(
      UnsafeBufferPointer(gradientPointers), worker: worker, in: pool)
    // Everybody sees the same sums, and so comes to the same conclusion.
    guard isFinite else { return }
    self.update(worker, update, gradients, pool)
  }

  private func run(_ index: Int) {
    let shard = shards[index]
    let range = ShardRange(index, of: shards.count, rows: job.rows)
    guard let samples = job.samples else { return }
    let frame = Frame(
      arena: shard.arena, rows: range.count, batchRows: job.rows,
      parameters: parameters.start, gradients: job.isTraining ? shard.gradients : nil,
      images: job.images, samples: samples + range.first, random: job.random, controls: controls.start,
      sums: shard.sums, defersProducts: job.isTraining && !MatrixProduct.usesLibrary)
    if range.count == 0, job.isTraining {
      shard.gradients.update(repeating: 0, count: parameters.count)
    }
    (job.isTraining ? training : evaluation).run(frame)
  }

  private func update(
    _ worker: Int, _ update: ParameterUpdate,
    _ gradients: UnsafeBufferPointer<UnsafePointer<Float>?>, _ pool: WorkerPool
  ) {
    var update = update
    var products = UpdatePlan.Products.once
    if let limit = update.settings.clipNorm {
      plan.forEachPiece(of: worker, rows: job.rows, gradients: gradients, products: .kept) {
        piece, first, count, gradients in
        pieceSums[piece] = ParameterUpdate.squareSum(
          first: first, count: count, gradients: gradients)
      }
      pool.synchronize()
      let norm = Float(gradientSquareSum.squareRoot())
      guard norm.isFinite else { return }
      if norm > limit { update.gradientScale = limit / norm }
      products = .found
    }
    plan.forEachPiece(of: worker, rows: job.rows, gradients: gradients, products: products) {
      _, first, count, gradients in
      update.apply(
        first: first, count: count, state: optimizerState, parameters: parameters,
        gradients: gradients)
    }
  }

  // MARK: - Sums

  private var gradientSquareSum: Double {
    pieceSums.reduce(0, +)
  }

  private var gradientIsFinite: Bool {
    job.update?.settings.clipNorm == nil || gradientSquareSum.isFinite
  }

  private var isFinite: Bool {
    for term in termSums.indices {
      var sum = 0.0
      for shard in shards {
        sum += shard.sums[term]
      }
      guard sum.isFinite else { return false }
    }
    return true
  }

  private func collectSums() {
    for term in termSums.indices {
      var sum = 0.0
      for shard in shards {
        sum += shard.sums[term]
      }
      termSums[term] = sum
    }
  }
}

extension Autoencoder {
  /// Returns the program of the objective.
  func program(rows: Int, isTraining: Bool) -> Program {
    let tape = Tape()
    let x = tape.input(width: inputSize)
    tape.minimize(objective(input: x, target: x))
    return Program(tape, rows: rows, isTraining: isTraining)
  }
}
