import Models

/// What `bench --kernels` prints: a line for the machine, and one for each kernel.
struct KernelReport {
  /// Threads whose peak together is measured.
  let threads: Int

  /// Bytes of copies that stay in the cache of the first, second and third level, and in none.
  private static let footprints = [16 << 10, 256 << 10, 8 << 20, 256 << 20]

  /// Measures and prints, line by line.
  func print(json: Bool) throws {
    let benchmark = KernelBenchmark()
    let machine = Machine(
      kernels: Kernels.name, peak: benchmark.peak, threads: threads,
      peakTogether: benchmark.peak(threads: threads),
      copies: Self.footprints.map {
        Machine.Copy(bytes: $0, rate: benchmark.bandwidth(footprint: $0))
      })
    Swift.print(json ? try JSONLine.text(machine) : machine.description)
    for rate in benchmark.rates() {
      Swift.print(json ? try JSONLine.text(Line(rate)) : Self.text(rate))
    }
  }

  private static func text(_ rate: KernelRate) -> String {
    let (low, high) = (rate.range.lowerBound, rate.range.upperBound)
    let spread = "(\(decimal(low, places: 1))–\(decimal(high, places: 1)))"
    return padded(rate.kernel, 29) + padded(rate.size, 29)
      + aligned(decimal(rate.median, places: 1), 7) + " " + padded(rate.unit.rawValue, 8)
      + padded(spread, 15) + "of" + aligned(decimal(rate.bound, places: 0), 5)
      + aligned("\(Int((100 * rate.share).rounded())) %", 7)
  }

  private static func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }

  private static func aligned(_ text: String, _ width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }
}

/// What the machine can do at most.
private struct Machine: Encodable, CustomStringConvertible {
  let kernels: String
  let peak: Double
  let threads: Int
  let peakTogether: Double
  let copies: [Copy]

  /// How fast so many bytes are read and written, together.
  struct Copy: Encodable {
    let bytes: Int
    let rate: Double

    enum CodingKeys: String, CodingKey {
      case bytes
      case rate = "gb_per_s"
    }
  }

  enum CodingKeys: String, CodingKey {
    case kernels, threads, copies
    case peak = "peak_gflop_per_s"
    case peakTogether = "peak_gflop_per_s_of_threads"
  }

  var description: String {
    let rates = copies.map { "\(decimal($0.rate, places: 0)) GB/s in \($0.bytes >> 10) KiB" }
    return "kernels \(kernels); peak \(decimal(peak, places: 0)) GFLOP/s on one thread, "
      + "\(decimal(peakTogether, places: 0)) on \(threads)\n"
      + "memory, read and written: " + rates.joined(separator: ", ")
  }
}

/// A kernel as JSON.
private struct Line: Encodable {
  let kernel: String
  let size: String
  let unit: String
  let median: Double
  let min: Double
  let max: Double
  let bound: Double

  init(_ rate: KernelRate) {
    kernel = rate.kernel
    size = rate.size
    unit = rate.unit.rawValue
    median = rate.median
    min = rate.range.lowerBound
    max = rate.range.upperBound
    bound = rate.bound
  }
}
