internal import CKernels

/// Finishes the gradients that a run left open, a block of parameters at a time, from what all shards
/// left in their arenas.
///
/// Each worker computes in memory of its own.
final class WeightGradients {
  private let products: UnsafeMutableBufferPointer<WeightProduct>
  private let workers: UnsafeMutableBufferPointer<Worker>
  private let buffers: [FloatBuffer]
  /// An array as large as the parameters, for gradients that are needed twice.
  private let kept: UnsafeMutablePointer<Float>

  /// What a worker computes in.
  private struct Worker {
    let gradient: UnsafeMutablePointer<Float>
    let factors: UnsafeMutablePointer<AEFactors>
  }

  /// What becomes of a gradient.
  enum Use {
    /// It is computed for this one use.
    case once
    /// It is computed and kept.
    case kept
    /// It is what was kept before.
    case found
  }

  /// Creates what a phase's gradients are finished with.
  ///
  /// - Parameters:
  ///   - phase: whose training program leaves products open.
  ///   - shards: how many arenas there are.
  ///   - workers: how many share the work.
  ///   - kept: an array as large as the parameters.
  init(_ phase: CompiledPhase, shards: Int, workers: Int, kept: UnsafeMutablePointer<Float>) {
    let open = phase.training.openProducts
    let largest = phase.blocks.lazy.map(\.count).max() ?? 0
    products = .allocate(capacity: open.count)
    _ = products.initialize(from: open)
    let buffers = (0..<workers).map { _ in FloatBuffer(count: largest) }
    self.buffers = buffers
    self.workers = .allocate(capacity: workers)
    _ = self.workers.initialize(
      from: buffers.lazy.map {
        Worker(gradient: $0.start, factors: .allocate(capacity: max(1, open.count * shards)))
      })
    self.kept = kept
  }

  deinit {
    for worker in workers {
      worker.factors.deallocate()
    }
    workers.deallocate()
    products.deallocate()
  }

  /// Calls `body` with the arrays whose sum is the gradient of a block.
  ///
  /// - Parameters:
  ///   - block: the block, of this phase.
  ///   - worker: who asks.
  ///   - use: what becomes of the gradient.
  ///   - shards: the shards' memory, and how many rows each has.
  ///   - gradients: the shards' arrays, with the gradients that are not open.
  ///   - body: what needs them; it indexes them with places among all parameters.
  func withGradient(
    of block: ParameterBlock, worker: Int, use: Use,
    shards: (memories: UnsafeMutableBufferPointer<ShardMemory>, rows: UnsafePointer<Int>),
    _ gradients: ShardArrays, _ body: (ShardArrays) -> Void
  ) {
    guard !block.products.isEmpty else {
      body(gradients)
      return
    }
    let all =
      switch use {
      case .once: workers[worker].gradient - block.first
      case .kept, .found: kept
      }
    if use != .found {
      let count = collectFactors(of: block, shards, workers[worker].factors)
      compute(block, workers[worker].factors, count, into: all + block.first)
    }
    withUnsafePointer(to: UnsafePointer(all) as UnsafePointer<Float>?) {
      body(ShardArrays(start: $0, count: 1))
    }
  }

  /// Finds the factors of all shards that have samples, and returns how many pairs there are.
  private func collectFactors(
    of block: ParameterBlock,
    _ shards: (memories: UnsafeMutableBufferPointer<ShardMemory>, rows: UnsafePointer<Int>),
    _ factors: UnsafeMutablePointer<AEFactors>
  ) -> Int {
    var count = 0
    for number in block.products {
      for shard in shards.memories.indices where shards.rows[shard] > 0 {
        let arena = shards.memories[shard].arena
        factors[count] = AEFactors(
          a: arena + products[number].gradient.offset + block.row,
          b: arena + products[number].input.offset, terms: shards.rows[shard])
        count += 1
      }
    }
    return count
  }

  private func compute(
    _ block: ParameterBlock, _ factors: UnsafePointer<AEFactors>, _ count: Int,
    into gradient: UnsafeMutablePointer<Float>
  ) {
    let weight = products[block.products.lowerBound]
    var product = AEProduct(
      rows: block.count / weight.inputs, columns: weight.inputs, factors: factors, count: count,
      a_row: 1, a_term: weight.outputs, b_row: weight.inputs, c: gradient, c_row: weight.inputs,
      accumulate: 0)
    ae_multiply(&product)
  }
}
