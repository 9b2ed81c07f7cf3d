import Dispatch
import Synchronization
import Testing

@testable import Models

extension EngineTests {
  struct WorkerPoolTests {
    /// Many workers on few processors take turns, which takes time.
    @Test(arguments: [(1, 10_000), (2, 10_000), (3, 10_000), (8, 1_000)])
    func everyWorkerRunsOnceARun(count: Int, times: Int) {
      let runs = (0..<count).map { _ in Counter() }
      let pool = WorkerPool(count: count) { worker in runs[worker].add() }
      for _ in 0..<times {
        pool.run()
      }
      pool.close()
      #expect(runs.map(\.value) == Array(repeating: times, count: count))
    }

    @Test(arguments: [2, 3])
    func nobodyPassesABarrierBeforeEverybodyIsThere(count: Int) {
      let arrived = Counter()
      let early = Counter()
      let box = PoolBox()
      let pool = WorkerPool(count: count) { _ in
        for barrier in 1...3 {
          arrived.add()
          box.synchronize()
          if arrived.value < barrier * count { early.add() }
          box.synchronize()
        }
      }
      box.set(pool)
      for _ in 0..<1_000 {
        arrived.reset()
        pool.run()
      }
      box.set(nil)
      pool.close()
      #expect(early.value == 0)
    }

    @Test func workersThatParkedWakeUp() {
      let runs = Counter()
      let pool = WorkerPool(count: 3) { _ in runs.add() }
      for _ in 0..<20 {
        pool.run()
        // Longer than a worker spins, without sleeping: another queue's turn takes a while.
        for _ in 0..<200 {
          DispatchQueue.global().sync {}
          spin()
        }
      }
      pool.close()
      #expect(runs.value == 60)
    }

    @Test func closingEndsTheThreads() {
      weak var released: WorkerPool?
      do {
        let pool = WorkerPool(count: 4) { _ in }
        pool.run()
        released = pool
        // Returns only when every worker has left its loop.
        pool.close()
      }
      // A thread that has left its loop still holds the pool for an instant.
      for _ in 0..<100_000 where released != nil {
        spin()
      }
      #expect(released == nil)
    }
  }
}

/// Passes a few microseconds.
private func spin() {
  let end = DispatchTime.now().uptimeNanoseconds + 5_000
  while DispatchTime.now().uptimeNanoseconds < end {}
}

private final class Counter: Sendable {
  private let count = Atomic(0)

  var value: Int { count.load(ordering: .sequentiallyConsistent) }

  func add() {
    count.add(1, ordering: .sequentiallyConsistent)
  }

  func reset() {
    count.store(0, ordering: .sequentiallyConsistent)
  }
}

/// A pool as its own body reaches it.
private final class PoolBox: Sendable {
  private let pool = Mutex<WorkerPool?>(nil)

  func set(_ newPool: WorkerPool?) {
    pool.withLock { $0 = newPool }
  }

  func synchronize() {
    let pool = pool.withLock { $0 }
    pool?.synchronize()
  }
}
