#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The machine and the process, as the system tells of them.
enum Processor {
  /// Processors that are online.
  static var count: Int {
    max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))
  }

  /// The most memory that this process ever had, in megabytes.
  static var peakMemory: Int {
    var usage = rusage()
    #if canImport(Glibc)
      getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
      return usage.ru_maxrss / 1024
    #else
      getrusage(RUSAGE_SELF, &usage)
      return usage.ru_maxrss / 1_048_576
    #endif
  }

  /// Seconds since this process was started, or nil where the system does not tell.
  static var age: Double? {
    #if canImport(Glibc)
      guard let file = fopen("/proc/self/stat", "r") else { return nil }
      defer { fclose(file) }
      var line = [UInt8](repeating: 0, count: 1024)
      let length = fread(&line, 1, line.count, file)
      let text = String(decoding: line.prefix(length), as: UTF8.self)
      // The second field is the name in parentheses, which may hold anything; the start time is the
      // twentieth after it, in clock ticks since the machine started.
      guard let name = text.lastIndex(of: ")") else { return nil }
      let fields = text[name...].split(separator: " ")
      guard fields.count > 20, let ticks = Double(fields[20]) else { return nil }
      var now = timespec()
      clock_gettime(CLOCK_BOOTTIME, &now)
      let seconds = Double(now.tv_sec) + Double(now.tv_nsec) / 1e9
      return seconds - ticks / Double(sysconf(Int32(_SC_CLK_TCK)))
    #else
      return nil
    #endif
  }
}
