internal import CKernels

// What a worker does in a step.
extension StepEngine {
  /// Does a worker's share of the job.
  func work(_ worker: Int, _ pool: WorkerPool) {
    if job.computes { compute(worker, pool) }
    guard job.isTraining, let update = job.update else { return }
    let gradients = collective.gather(results, worker: worker, in: pool)
    // Everybody sees the same sums, and so comes to the same conclusion.
    guard isFinite(job.phase, gradients) else { return }
    self.update(worker, update, gradients, pool)
  }

  /// Runs the phase's program on the worker's shards, and exchanges where it is cut.
  private func compute(_ worker: Int, _ pool: WorkerPool) {
    let phase = plan[job.phase]
    let program = job.isTraining ? phase.training : phase.evaluation
    begin(worker, phase, pool)
    for segment in program.forward {
      forEachShard(of: worker, pool) { shard in
        program.program._withUnsafeGuaranteedRef { $0.forward(segment, frame(shard, phase)) }
      }
      guard let exchange = segment.exchange else { continue }
      let peers = gather(program.values[exchange], worker, pool)
      forEachShard(of: worker, pool) { shard in
        program.collectives[exchange]._withUnsafeGuaranteedRef {
          $0.exchange(frame(shard, phase), peers)
        }
      }
    }
    for segment in program.backward {
      forEachShard(of: worker, pool) { shard in
        program.program._withUnsafeGuaranteedRef { $0.backward(segment, frame(shard, phase)) }
      }
      guard let exchange = segment.exchange else { continue }
      let peers = gather(program.gradients[exchange], worker, pool)
      forEachShard(of: worker, pool) { shard in
        program.collectives[exchange]._withUnsafeGuaranteedRef {
          $0.exchangeBackward(frame(shard, phase), peers)
        }
      }
    }
  }

  /// Notes how many rows each of the worker's shards has; one without adds nothing to sums.
  private func begin(_ worker: Int, _ phase: PhasePlan, _ pool: WorkerPool) {
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

  private func frame(_ shard: Int, _ phase: PhasePlan) -> Frame {
    let memory = memories[shard]
    let first = shard * job.rows / memories.count
    return Frame(
      arena: memory.arena, rows: shardRows[shard], batchRows: job.rows,
      parameters: parameters.start, gradients: job.isTraining ? memory.gradients : nil,
      data: job.data, samples: (job.samples ?? UnsafePointer(noSamples)) + first,
      random: job.random,
      controls: controls.start, sums: memory.sums + phase.terms.lowerBound,
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
    let moments = plan[job.phase].moments
    forEachBlock(of: worker, use, gradients) { _, block, gradients in
      update.apply(
        first: block.first, count: block.count, moments: moments, parameters: parameters.start,
        gradients: gradients)
    }
  }

  /// Calls `body` with the worker's blocks of parameters, a contiguous run of them, and the arrays
  /// whose sum is the gradient.
  private func forEachBlock(
    of worker: Int, _ use: WeightGradients.Use, _ gradients: ShardArrays,
    _ body: (_ number: Int, _ block: ParameterBlock, _ gradients: ShardArrays) -> Void
  ) {
    let phase = plan[job.phase]
    for number in phase.shares[worker]..<phase.shares[worker + 1] {
      let block = phase.blocks[number]
      phase.finisher._withUnsafeGuaranteedRef { finisher in
        finisher.withGradient(
          of: block, worker: worker, use: use, shards: (memories, UnsafePointer(shardRows)),
          gradients
        ) { body(number, block, $0) }
      }
    }
  }
}
