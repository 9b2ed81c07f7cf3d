/// One array for each shard, in the order of the shards.
typealias ShardArrays = UnsafeBufferPointer<UnsafePointer<Float>?>

/// How the shards' contributions come together.
///
/// A step is the same program on every shard; only here do shards learn of each other: at the
/// program's collective operations, and at its end, for gradients and the sums of the objective's
/// terms. The one implementation shares memory between the workers of a process; others may
/// exchange arrays with other processes before they return.
protocol Collective: Sendable {
  /// Waits until the arrays of all shards are written, and returns them for reading.
  ///
  /// Called by every worker of the pool, with the same arrays. The readers add in the order of the
  /// shards, so that no result depends on who came first.
  func gather(_ arrays: ShardArrays, worker: Int, in pool: WorkerPool) -> ShardArrays
}

/// Workers of one process: the arrays are already where everybody can read them.
struct SharedMemoryCollective: Collective {
  func gather(_ arrays: ShardArrays, worker: Int, in pool: WorkerPool) -> ShardArrays {
    pool.synchronize()
    return arrays
  }
}
