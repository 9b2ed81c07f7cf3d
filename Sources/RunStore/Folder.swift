internal import Models

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Folders of the file system.
enum Folder {
  /// Returns whether there is something at a path.
  static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Creates a folder and those above it, as far as they are missing.
  static func create(_ path: String) throws(RunStoreError) {
    guard !exists(path) else { return }
    for index in path.indices where path[index] == "/" && index != path.startIndex {
      mkdir(String(path[..<index]), 0o755)
    }
    guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
      throw .file(FileError("create", path, errno))
    }
  }

  /// Takes a folder away with the files in it; sub-folders, which are not ours, stay.
  static func remove(_ path: String) {
    for name in files(in: path) { unlink("\(path)/\(name)") }
    rmdir(path)
  }

  /// Returns the names of what is in a folder.
  static func files(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names
  }

  /// Takes a file away, if it is there.
  static func removeFile(_ path: String) { unlink(path) }

  /// Returns the size of a file in bytes, 0 if it is not there.
  static func size(of path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }
}

/// Says that this process trains a run; given back when the process ends, however it does.
final class RunLock: Sendable {
  private let file: Int32

  /// Takes the lock.
  ///
  /// - Throws: when somebody else has it.
  init(in folder: String, run: Int) throws(RunStoreError) {
    let path = "\(folder)/lock"
    file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw .file(FileError("write", path, errno)) }
    guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
      close(file)
      throw .inUse(run: run)
    }
  }

  deinit { close(file) }

  /// Returns whether somebody has the lock of a run's folder.
  static func isHeld(in folder: String) -> Bool {
    let file = open("\(folder)/lock", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    guard flock(file, LOCK_SH | LOCK_NB) == 0 else { return errno == EWOULDBLOCK }
    return false
  }
}

/// Clocks.
enum Clock {
  /// Seconds since 1970.
  static var now: Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Waits some seconds.
  static func sleep(_ seconds: Double) {
    usleep(UInt32(seconds * 1e6))
  }

  /// Seconds since some moment in the past.
  static var steady: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Seconds that the calling thread has had on a processor.
  static var worked: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// Returns a moment in local time, as `2026-11-21 14:05`.
  static func text(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e11 else { return "" }
    var time = time_t(seconds)
    var parts = tm()
    guard localtime_r(&time, &parts) != nil else { return "" }
    func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
    return "\(parts.tm_year + 1900)-\(two(parts.tm_mon + 1))-\(two(parts.tm_mday)) "
      + "\(two(parts.tm_hour)):\(two(parts.tm_min))"
  }
}

extension RunStore {
  /// The folder that runs are in unless somebody says otherwise: `$XDG_DATA_HOME/aexplorer`, or
  /// `~/.local/share/aexplorer`; nil where there is no home.
  public static var usualFolder: String? {
    func environment(_ name: String) -> String? {
      guard let value = getenv(name), value.pointee != 0 else { return nil }
      return String(cString: value)
    }
    if let folder = environment("XDG_DATA_HOME"), folder.hasPrefix("/") {
      return folder + "/aexplorer"
    }
    return environment("HOME").map { $0 + "/.local/share/aexplorer" }
  }
}
