/// Who computes in an `Inference`: the caller alone, or the caller and threads that wait for it.
// What the workers share while a run lasts is its body, which gives each of them parts of its own.
final class InferenceCrew: @unchecked Sendable {
  /// How many workers there are, with the caller.
  let count: Int
  private var body: ((Int) -> Void)?
  private var pool: WorkerPool?

  /// Creates a crew of at least one worker.
  init(count: Int) {
    self.count = count
    guard count > 1 else { return }
    pool = WorkerPool(count: count) { [unowned self] worker in
      body?(worker)
    }
  }

  deinit {
    pool?.close()
  }

  /// Calls `body` once on every worker, with its number in `0..<count`, and returns when all are done.
  func run(_ body: (_ worker: Int) -> Void) {
    guard let pool else {
      body(0)
      return
    }
    withoutActuallyEscaping(body) { body in
      self.body = body
      pool.run()
      self.body = nil
    }
  }
}
