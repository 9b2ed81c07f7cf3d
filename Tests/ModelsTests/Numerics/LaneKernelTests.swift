import CKernels
import Testing

@testable import Models

extension EngineTests {
  /// The kernels on images in lanes, one by one; `ConvolutionTests` has what they make together.
  struct LaneKernelTests {
    private static let sizes = [(1, 1), (3, 16), (15, 17), (16, 5), (17, 40), (33, 33)]

    @Test(arguments: KernelVariants.here, [0, 1])
    func numbersGoToLanesAndBackUnchanged(variant: String, accumulate: Int32) throws {
      for (rows, width) in Self.sizes {
        let special = KernelInputs.special
        let x = (0..<(rows * width)).map { special[$0 % special.count] }
        let lanes = GuardedFloats(
          [Float](repeating: -0.0, count: Lanes.groups(rows) * Lanes.count * width))
        let back = GuardedFloats([Float](repeating: -0.0, count: rows * width))
        let from = GuardedFloats(x)
        try KernelVariants.use(variant) {
          ae_to_lanes(from.start, rows, width, lanes.start, accumulate)
          ae_from_lanes(lanes.start, rows, width, back.start, accumulate)
        }
        #expect(back.values.map(\.bitPattern) == x.map(\.bitPattern), "\(rows) × \(width)")
        let empty = lanes.values.indices.filter { index in
          index / (width * Lanes.count) * Lanes.count + index % Lanes.count >= rows
        }
        #expect(empty.allSatisfy { lanes.values[$0] == 0 })
      }
    }

    @Test(arguments: KernelVariants.here)
    func lossesMatchTheirTwinsForEveryNumber(variant: String) throws {
      // One pixel a sample, so that every value is seen by itself.
      let y = KernelInputs.all.filter { !($0.magnitude > 1e18) }
      let x = y.indices.map { Float($0 % 7) / 7 }
      let entropy = try Self.loss(ae_bernoulli_lanes, y, x, variant)
      let square = try Self.loss(ae_squared_error_lanes, y, x, variant)
      for index in y.indices {
        let (logit, target) = (Double(y[index]), Double(x[index]))
        let expected = Scalar.bernoulli(logit, target)
        let isClose =
          largestError([entropy.values[index]], [expected], floor: max(0.1, abs(logit))) <= 1e-6
        #expect(isClose, "\(logit), \(target)")
      }
      let slopes = y.indices.map { (Scalar.logistic(Double(y[$0])) - Double(x[$0])) * 0.5 }
      #expect(largestError(entropy.gradient, slopes, floor: 0.5) <= 3e-7)
      let differences = y.indices.map { Double(y[$0]) - Double(x[$0]) }
      #expect(largestError(square.values, differences.map { $0 * $0 }, floor: 1e-30) <= 3e-7)
      #expect(largestError(square.gradient, differences, floor: 1e-30) <= 2e-7)
    }

    @Test(arguments: KernelVariants.here)
    func lanesWithoutASampleHaveNoGradient(variant: String) throws {
      for rows in [1, 15, 17] {
        let count = Lanes.groups(rows) * Lanes.count * 3
        let y = (0..<count).map { Self.row(of: $0, width: 3) < rows ? Float($0 % 5) : .nan }
        let x = [Float](repeating: 0.25, count: count)
        let gradient = GuardedFloats([Float](repeating: 7, count: count))
        let values = GuardedFloats([Float](repeating: 7, count: rows))
        try KernelVariants.use(variant) {
          ae_bernoulli_lanes(y, x, rows, 3, values.start, gradient.start, 1)
        }
        let isFinite = values.values.allSatisfy { $0.isFinite }
        #expect(isFinite)
        let empty = gradient.values.indices.filter { Self.row(of: $0, width: 3) >= rows }
        // What is no number may stay in a lane that nobody reads, but never in a sample's.
        #expect(empty.count + rows * 3 == count)
        #expect(
          gradient.values.indices.filter { gradient.values[$0].isNaN }.allSatisfy(empty.contains))
      }
    }

    @Test(arguments: KernelVariants.here)
    func samplesAreScaledByTheirOwnFactors(variant: String) throws {
      for (rows, width) in Self.sizes {
        let count = Lanes.groups(rows) * Lanes.count * width
        let y = GuardedFloats(wave(count, amplitude: 3))
        let before = y.values
        let scales = wave(rows, a: 2)
        try KernelVariants.use(variant) { ae_scale_lanes(y.start, scales, rows, width) }
        let expected = before.indices.map { index in
          let row = Self.row(of: index, width: width)
          return before[index] * (row < rows ? scales[row] : 0)
        }
        #expect(y.values == expected)
      }
    }

    @Test(arguments: KernelVariants.here)
    func channelsAndLanesAreSummed(variant: String) throws {
      for (positions, channels) in [(1, 1), (7, 3), (49, 8), (784, 2)] {
        let d = GuardedFloats(wave(positions * channels * 16, a: 1.3))
        let sums = GuardedFloats(wave(channels * 16, a: 0.2))
        let before = sums.values
        let totals = GuardedFloats(wave(channels))
        try KernelVariants.use(variant) {
          ae_channel_sums(d.start, positions, channels, sums.start)
          ae_lane_totals(sums.start, channels, totals.start)
        }
        let values = d.values
        let expected = before.indices.map { index in
          (0..<positions).reduce(Double(before[index])) {
            $0 + Double(values[$1 * channels * 16 + index])
          }
        }
        let floor = Double(positions)
        #expect(largestError(sums.values, expected, floor: floor) <= 6e-8 * floor)
        let lanes = sums.values
        let summed = (0..<channels).map { channel in
          (0..<16).reduce(0.0) { $0 + Double(lanes[channel * 16 + $1]) }
        }
        #expect(largestError(totals.values, summed, floor: 16 * floor) <= 3e-7)
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func poolingMatchesItsTwin(variant: String, accumulate: Int32) throws {
      for (height, width, size) in [(2, 2, 2), (3, 5, 2), (7, 4, 3), (5, 5, 1)] {
        let special = KernelInputs.special
        let x = (0..<(height * width * 2 * 16)).map { special[($0 * 13 + 5) % special.count] }
        let twin = Pooling(x: x, height: height, width: width, channels: 2, size: size)
        let out = GuardedFloats([Float](repeating: 7, count: twin.values.count))
        var places = [UInt8](repeating: 99, count: twin.values.count)
        let input = GuardedFloats(x)
        let d = wave(twin.values.count)
        let dx = GuardedFloats([Float](repeating: 3, count: x.count))
        try KernelVariants.use(variant) {
          ae_max_pool(input.start, height, width, 2, size, out.start, &places)
          ae_max_pool_gradient(
            d, places, height, width, 2, size, dx.start, accumulate)
        }
        #expect(input.values.count == x.count)
        #expect(largestError(out.values, twin.values.map(Double.init), floor: 1e-40) == 0)
        var expected = [Float](repeating: accumulate == 1 ? 3 : 0, count: x.count)
        for (index, source) in twin.sources.enumerated() { expected[source] += d[index] }
        #expect(dx.values == expected, "\(height) × \(width), \(size)")
      }
    }

    @Test(arguments: KernelVariants.here, [0, 1])
    func upSamplingMatchesItsTwin(variant: String, accumulate: Int32) throws {
      for factor in 1...3 {
        let (height, width, pixel) = (2, 3, 2 * 16)
        let special = KernelInputs.special
        let x = (0..<(height * width * pixel)).map { special[$0 % special.count] }
        let out = GuardedFloats([Float](repeating: 7, count: x.count * factor * factor))
        let d = wave(x.count * factor * factor, a: 0.7)
        let dx = GuardedFloats(wave(x.count))
        let before = dx.values
        try KernelVariants.use(variant) {
          ae_up_sample(x, height, width, 2, factor, out.start)
          ae_up_sample_gradient(d, height, width, 2, factor, dx.start, accumulate)
        }
        var sums = before.map { accumulate == 1 ? Double($0) : 0 }
        for index in d.indices {
          let (row, column) = (index / pixel / (width * factor), index / pixel % (width * factor))
          let source = (row / factor * width + column / factor) * pixel + index % pixel
          #expect(out.values[index].bitPattern == x[source].bitPattern)
          sums[source] += Double(d[index])
        }
        #expect(largestError(dx.values, sums, floor: Double(factor * factor)) <= 6e-7)
      }
    }

    private static func row(of place: Int, width: Int) -> Int {
      place / (width * Lanes.count) * Lanes.count + place % Lanes.count
    }

    private typealias Kernel = (
      UnsafePointer<Float>?, UnsafePointer<Float>?, Int, Int, UnsafeMutablePointer<Float>?,
      UnsafeMutablePointer<Float>?, Float
    ) -> Void

    /// The values and gradients (times ½) of samples of one pixel.
    private static func loss(
      _ kernel: Kernel, _ y: [Float], _ x: [Float], _ variant: String
    ) throws -> (values: [Float], gradient: [Float]) {
      let count = Lanes.groups(y.count) * Lanes.count
      let padding = [Float](repeating: 0, count: count - y.count)
      let (outputs, targets) = (GuardedFloats(y + padding), GuardedFloats(x + padding))
      let values = GuardedFloats([Float](repeating: 7, count: y.count))
      let gradient = GuardedFloats([Float](repeating: 7, count: count))
      try KernelVariants.use(variant) {
        kernel(outputs.start, targets.start, y.count, 1, values.start, gradient.start, 0.5)
      }
      return (values.values, Array(gradient.values.prefix(y.count)))
    }
  }
}

/// Pooling as plain loops: the first of the largest, where what is no number is the largest.
private struct Pooling {
  var values: [Float] = []
  /// Where each value comes from.
  var sources: [Int] = []

  init(x: [Float], height: Int, width: Int, channels: Int, size: Int) {
    let pixel = channels * 16
    for top in stride(from: 0, to: height, by: size) {
      for left in stride(from: 0, to: width, by: size) {
        for lane in 0..<pixel {
          var best = (top * width + left) * pixel + lane
          for row in top..<min(top + size, height) {
            for column in left..<min(left + size, width) {
              let place = (row * width + column) * pixel + lane
              if x[place] > x[best] || x[place].isNaN { best = place }
            }
          }
          values.append(x[best])
          sources.append(best)
        }
      }
    }
  }
}
