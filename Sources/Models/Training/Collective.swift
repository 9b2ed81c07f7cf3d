/// How the shards' contributions come together.
///
/// A step is the same program on every shard; only here do shards learn of each other. The one
/// implementation shares memory between the workers of a process; others may exchange sums with
/// other processes before they return.
protocol Collective: Sendable {
  /// Waits until the gradients of all shards are there, and returns the arrays whose sum, in their
  /// order, is the gradient of the batch.
  ///
  /// Called by every worker of the pool, with the same arrays.
  func gather(
    _ gradients: UnsafeBufferPointer<UnsafePointer<Float>?>, worker: Int, in pool: WorkerPool
  ) -> UnsafeBufferPointer<UnsafePointer<Float>?>
}

/// Workers of one process: the gradients are already where everybody can read them, and are summed
/// in the pass that updates the parameters.
struct SharedMemoryCollective: Collective {
  func gather(
    _ gradients: UnsafeBufferPointer<UnsafePointer<Float>?>, worker: Int, in pool: WorkerPool
  ) -> UnsafeBufferPointer<UnsafePointer<Float>?> {
    pool.synchronize()
    return gradients
  }
}
