internal import CKernels
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Threads of our own that run one body together, again and again.
///
/// The caller is worker 0. Between two runs the others spin for a few microseconds, because the next
/// step usually follows at once, and then park, so that an idle program uses no processor time.
final class WorkerPool: Sendable {
  /// How many workers there are, with the caller.
  let count: Int
  private let body: @Sendable (Int, WorkerPool) -> Void
  private let generation = Atomic(0)
  private let isClosing = Atomic(false)
  private let finished = Atomic(0)
  private let arrived = Atomic(0)
  private let phase = Atomic(0)
  /// Workers that are parked, or about to be.
  private let parked = Atomic(0)
  private let seats: [Seat]

  /// Where one worker parks.
  private final class Seat: Sendable {
    let isParked = Atomic(false)
    let wake = DispatchSemaphore(value: 0)
    let left = DispatchSemaphore(value: 0)
  }

  /// Spins before a worker parks: about 50 µs.
  private static let spins = 2000

  /// Creates a pool.
  ///
  /// - Parameters:
  ///   - count: workers, at least 1.
  ///   - body: what each worker does in a run, given its number in `0..<count` and this pool.
  init(count: Int, body: @escaping @Sendable (_ worker: Int, _ pool: WorkerPool) -> Void) {
    precondition(count >= 1, "a pool of \(count) workers")
    self.count = count
    self.body = body
    seats = (1..<max(count, 1)).map { _ in Seat() }
    for (index, seat) in seats.enumerated() {
      startThread { [self] in
        work(number: index + 1, seat: seat)
        seat.left.signal()
      }
    }
  }

  /// Creates a pool whose workers don't wait for each other.
  convenience init(count: Int, body: @escaping @Sendable (_ worker: Int) -> Void) {
    self.init(count: count) { worker, _ in body(worker) }
  }

  /// Runs the body on all workers, and returns when the last has ended.
  func run() {
    guard count > 1 else {
      body(0, self)
      return
    }
    finished.store(0, ordering: .releasing)
    generation.add(1, ordering: .sequentiallyConsistent)
    // Usually everybody spins, and no seat is looked at.
    if parked.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
    body(0, self)
    spin { finished.load(ordering: .acquiring) == count - 1 }
  }

  /// Waits, inside the body, until every worker has arrived here.
  func synchronize() {
    guard count > 1 else { return }
    let current = phase.load(ordering: .acquiring)
    if arrived.add(1, ordering: .acquiringAndReleasing).newValue == count {
      arrived.store(0, ordering: .relaxed)
      phase.add(1, ordering: .releasing)
    } else {
      spin { phase.load(ordering: .acquiring) != current }
    }
  }

  private func wakeAll() {
    for seat in seats where takeFlag(of: seat) {
      seat.wake.signal()
    }
  }

  /// Takes down the flag of a worker that is parked, and returns whether it was up.
  private func takeFlag(of seat: Seat) -> Bool {
    guard seat.isParked.exchange(false, ordering: .sequentiallyConsistent) else { return false }
    parked.subtract(1, ordering: .sequentiallyConsistent)
    return true
  }

  /// Ends the threads, and returns when they have ended.
  ///
  /// The pool can't be used afterwards.
  func close() {
    isClosing.store(true, ordering: .releasing)
    generation.add(1, ordering: .sequentiallyConsistent)
    for seat in seats {
      if takeFlag(of: seat) { seat.wake.signal() }
      seat.left.wait()
    }
  }

  /// A worker's life: wait for a new run, take part in it, say so.
  private func work(number: Int, seat: Seat) {
    var seen = 0
    while true {
      waitForRun(after: seen, seat: seat)
      seen = generation.load(ordering: .acquiring)
      if isClosing.load(ordering: .acquiring) { return }
      body(number, self)
      finished.add(1, ordering: .releasing)
    }
  }

  private func waitForRun(after seen: Int, seat: Seat) {
    for _ in 0..<Self.spins {
      if generation.load(ordering: .acquiring) != seen { return }
      ae_pause()
    }
    while generation.load(ordering: .sequentiallyConsistent) == seen {
      parked.add(1, ordering: .sequentiallyConsistent)
      seat.isParked.store(true, ordering: .sequentiallyConsistent)
      // A run that began before the flag was up sends no signal; one that takes the flag does.
      if generation.load(ordering: .sequentiallyConsistent) != seen, takeFlag(of: seat) { return }
      seat.wake.wait()
    }
  }

  /// Waits for another worker, which is about to arrive; lets others run when it takes longer.
  private func spin(until isDone: () -> Bool) {
    var turns = 0
    while !isDone() {
      turns += 1
      if turns < 4 * Self.spins { ae_pause() } else { sched_yield() }
    }
  }
}

/// Starts a thread that takes no signals: those belong to the thread of the screen.
private func startThread(_ body: @escaping @Sendable () -> Void) {
  var signals = sigset_t()
  var previous = sigset_t()
  sigfillset(&signals)
  // A thread inherits the mask of the one that starts it.
  pthread_sigmask(SIG_SETMASK, &signals, &previous)
  defer { pthread_sigmask(SIG_SETMASK, &previous, nil) }
  let box = Unmanaged.passRetained(ThreadBody(run: body))
  #if canImport(Glibc)
    var thread = pthread_t()
    let status = pthread_create(&thread, nil, { argument in runThread(argument) }, box.toOpaque())
  #else
    var thread: pthread_t?
    let status = pthread_create(&thread, nil, { runThread($0) }, box.toOpaque())
  #endif
  precondition(status == 0, "the system refuses another thread (error \(status))")
  #if canImport(Glibc)
    pthread_detach(thread)
  #else
    if let thread { pthread_detach(thread) }
  #endif
}

private func runThread(_ argument: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  if let argument {
    Unmanaged<ThreadBody>.fromOpaque(argument).takeRetainedValue().run()
  }
  return nil
}

private final class ThreadBody: Sendable {
  let run: @Sendable () -> Void

  init(run: @escaping @Sendable () -> Void) {
    self.run = run
  }
}
