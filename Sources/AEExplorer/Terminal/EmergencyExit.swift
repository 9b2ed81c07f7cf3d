import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What a dying process needs to give the terminal back, all of it prepared in advance.
private struct Record {
  var terminal: Int32
  var attributes: termios
  var restore: UnsafeMutablePointer<UInt8>
  var restoreCount: Int
  /// The real standard error, and the file that holds back what was written to it (or -1).
  var errors: Int32
  var heldErrors: Int32
}

/// The address of a `Record` while a terminal is taken over, otherwise 0.
///
/// Whoever takes it out gives the terminal back. Pointers are not Sendable, so an atomic one cannot
/// be global.
private let armed = Atomic<UInt>(0)

/// Gives the terminal back when the program dies by a fault or by `exit`.
///
/// A Swift trap raises SIGILL (x86-64) or SIGTRAP (arm64) and runs no `deinit`. Everything that
/// runs then is safe in a signal handler: atomics, write, pread and tcsetattr, and no allocation.
enum EmergencyExit {
  private static let faults: [Int32] = [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT]
  private static let stackSize = 64 * 1024

  /// Arms the handlers.
  ///
  /// - Parameters:
  ///   - terminal: the terminal's file descriptor.
  ///   - attributes: the terminal's attributes before it was taken over.
  ///   - restore: what to write to it.
  ///   - errors: where the message goes.
  ///   - heldErrors: the file with what was held back from there, or -1.
  static func arm(
    terminal: Int32, attributes: termios, restore: [UInt8], errors: Int32, heldErrors: Int32
  ) {
    let bytes = UnsafeMutablePointer<UInt8>.allocate(capacity: restore.count)
    bytes.initialize(from: restore, count: restore.count)
    let record = UnsafeMutablePointer<Record>.allocate(capacity: 1)
    record.initialize(
      to: Record(
        terminal: terminal, attributes: attributes, restore: bytes, restoreCount: restore.count,
        errors: errors, heldErrors: heldErrors))
    armed.store(UInt(bitPattern: record), ordering: .sequentiallyConsistent)
    installOnce()
    for number in faults {
      Signals.setAction(number, dieOf, flags: Int32(SA_ONSTACK))
    }
  }

  /// Disarms the handlers.
  ///
  /// The record is not freed: a fault in another thread may be reading it.
  static func disarm() {
    guard armed.exchange(0, ordering: .sequentiallyConsistent) != 0 else { return }
    for number in faults {
      Signals.setDefaultAction(number)
    }
  }

  private static func installOnce() {
    _ = once
  }

  private static let once: Void = {
    // A stack overflow leaves no stack to handle it on.
    var stack = stack_t()
    stack.ss_sp = UnsafeMutableRawPointer.allocate(byteCount: stackSize, alignment: 16)
    stack.ss_size = Int(stackSize)
    sigaltstack(&stack, nil)
    atexit { _ = giveBack() }
  }()
}

/// Gives the terminal back once, and returns where messages go now; -1 if there was nothing to do.
@discardableResult
private func giveBack() -> Int32 {
  let address = armed.exchange(0, ordering: .sequentiallyConsistent)
  guard let record = UnsafeMutablePointer<Record>(bitPattern: address) else { return -1 }
  writeAll(record.pointee.restore, record.pointee.restoreCount, to: record.pointee.terminal)
  tcsetattr(record.pointee.terminal, TCSANOW, &record.pointee.attributes)
  replayTail(of: record.pointee.heldErrors, to: record.pointee.errors)
  return record.pointee.errors
}

/// Copies the end of what was held back: the runtime's own message about the fault is there.
private func replayTail(of held: Int32, to errors: Int32) {
  guard held >= 0 else { return }
  let size = lseek(held, 0, SEEK_END)
  withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 1) { buffer in
    guard let base = buffer.baseAddress else { return }
    let count = pread(held, base, buffer.count, max(0, size - off_t(buffer.count)))
    if count > 0 {
      writeAll(base.assumingMemoryBound(to: UInt8.self), count, to: errors)
    }
  }
}

private func writeAll(_ bytes: UnsafePointer<UInt8>, _ count: Int, to descriptor: Int32) {
  var done = 0
  while done < count {
    let written = write(descriptor, bytes + done, count - done)
    guard written > 0 else { return }
    done += written
  }
}

/// Runs in signal context.
private func dieOf(_ number: Int32) {
  let errors = giveBack()
  if errors >= 0 {
    let message = faultMessage(number)
    writeAll(message.utf8Start, message.utf8CodeUnitCount, to: errors)
  }
  Signals.setDefaultAction(number)
  // Blocked while this handler runs, so it arrives as soon as it returns.
  raise(number)
}

private func faultMessage(_ number: Int32) -> StaticString {
  switch number {
  case SIGILL: "aexplorer: ended by a fault of its own (SIGILL); please report it.\n"
  case SIGTRAP: "aexplorer: ended by a fault of its own (SIGTRAP); please report it.\n"
  case SIGSEGV: "aexplorer: ended by a fault of its own (SIGSEGV); please report it.\n"
  case SIGBUS: "aexplorer: ended by a fault of its own (SIGBUS); please report it.\n"
  case SIGFPE: "aexplorer: ended by a fault of its own (SIGFPE); please report it.\n"
  default: "aexplorer: ended by a fault of its own (SIGABRT); please report it.\n"
  }
}
