internal import CKernels
internal import Dispatch

/// How fast a kernel is, beside what the machine can do at most.
public struct KernelRate: Equatable, Sendable {
  /// What a rate counts.
  public enum Unit: String, Sendable {
    /// 10⁹ floating-point operations a second.
    case operations = "GFLOP/s"
    /// 10⁹ bytes a second, read or written.
    case bytes = "GB/s"
  }

  /// The kernel's name.
  public let kernel: String
  /// What it was called for.
  public let size: String
  /// What is counted.
  public let unit: Unit
  /// The median of the samples.
  public let median: Double
  /// The slowest and the fastest sample.
  public let range: ClosedRange<Double>
  /// What the machine can do: multiplications with additions in registers, or moving as many bytes.
  public let bound: Double

  /// The median as a share of the bound.
  ///
  /// It may exceed 1 a little where more bytes are read than
  /// written.
  public var share: Double { bound > 0 ? median / bound : 0 }
}

/// Measures kernels one by one, on the calling thread.
public struct KernelBenchmark {
  /// Operations a second that one core can do at most, in GFLOP/s.
  public let peak: Double
  private let cases = KernelCase.all
  private let samples: Int

  /// Measures the peak.
  ///
  /// - Parameter samples: how often each kernel is timed, a millisecond each.
  public init(samples: Int = 15) {
    precondition(samples >= 1, "a median of \(samples) samples")
    self.samples = samples
    peak = Self.rates(of: .peak, samples: samples).last ?? 0
  }

  /// Measures how many bytes a second can be read and written: in copying or in place, what is faster.
  ///
  /// - Parameter footprint: bytes that are read and those that are written, together.
  /// - Returns: GB/s.
  public func bandwidth(footprint: Int) -> Double {
    let count = max(16, footprint / 2 / MemoryLayout<Float>.stride)
    let source = benchmarkNumbers(count)
    let target = FloatBuffer(count: count)
    return [
      KernelCase("copy", "", floats: 2 * count) { target.copy(from: source) },
      KernelCase("in place", "", floats: 2 * count) {
        ae_add_noise(source.start, 0, count, source.start)
      },
    ].map { Self.rates(of: $0, samples: samples).last ?? 0 }.max() ?? 0
  }

  /// Returns the operations a second that several threads can do at most together, in GFLOP/s.
  public func peak(threads: Int) -> Double {
    let turns = 2_000_000
    let operations = Double(turns * peakOperations)
    let pool = WorkerPool(count: threads) { _ in
      var result: Float = 0
      _ = ae_peak(turns, 0.5, &result)
    }
    defer { pool.close() }
    pool.run()
    let times = (0..<max(3, samples / 3)).map { _ in seconds(pool.run) }
    return operations * Double(threads) / (times.min() ?? 1) / 1e9
  }

  /// Measures every kernel.
  public func rates() -> [KernelRate] {
    var bandwidths: [Int: Double] = [:]
    return cases.map { kernelCase in
      let rates = Self.rates(of: kernelCase, samples: samples)
      let unit: KernelRate.Unit
      let bound: Double
      switch kernelCase.work {
      case .operations:
        unit = .operations
        bound = peak
      case .bytes:
        unit = .bytes
        bound = bandwidths[kernelCase.footprint] ?? bandwidth(footprint: kernelCase.footprint)
        bandwidths[kernelCase.footprint] = bound
      }
      return KernelRate(
        kernel: kernelCase.kernel, size: kernelCase.size, unit: unit,
        median: rates[rates.count / 2], range: rates[0]...rates[rates.count - 1], bound: bound)
    }
  }

  /// Returns the rates of so many samples, in ascending order, in 10⁹ a second.
  private static func rates(of kernelCase: KernelCase, samples: Int) -> [Double] {
    let work: Int
    switch kernelCase.work {
    case .operations(let count), .bytes(let count): work = count
    }
    kernelCase.call()
    // As many calls as a millisecond takes.
    let calls = max(1, Int(1e-3 / max(seconds(kernelCase.call), 1e-9)))
    return (0..<samples).map { _ in
      let time = seconds { for _ in 0..<calls { kernelCase.call() } }
      return Double(work * calls) / max(time, 1e-9) / 1e9
    }.sorted()
  }
}

/// Operations in a turn of the loop that measures the peak.
private var peakOperations: Int {
  var result: Float = 0
  return ae_peak(1, 0.5, &result)
}

/// Returns how long `body` takes.
private func seconds(_ body: () -> Void) -> Double {
  let start = DispatchTime.now().uptimeNanoseconds
  body()
  return Double(DispatchTime.now().uptimeNanoseconds - start) / 1e9
}
