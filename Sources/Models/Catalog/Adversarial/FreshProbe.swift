#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A small network that is trained anew to tell two sets of points apart.
///
/// What it reaches on points that it has not seen says how different the sets are, whatever a model's
/// own discriminator says of them: that one may have given up, or have been deceived for so long that
/// it looks at nothing else.
///
/// Source: Lopez-Paz & Oquab, *Revisiting Classifier Two-Sample Tests* (2017).
struct FreshProbe {
  private static let units = 32
  private static let steps = 120
  private static let learningRate: Float = 0.03

  private let size: Int

  /// Returns the share of unseen points that a fresh probe puts into the right set: 0.5 for sets
  /// that are alike, within ±0.03 for 500 points of each.
  ///
  /// - Parameters:
  ///   - left: points, `[count, size]`; the probe learns from every other.
  ///   - right: as many points of the other set.
  ///   - size: dimensions of a point.
  /// - Returns: 0…1, or nil when there are fewer than 20 points of each.
  static func accuracy(_ left: [Float], _ right: [Float], size: Int) -> Double? {
    precondition(left.count == right.count, "\(left.count) and \(right.count) numbers")
    guard left.count >= 20 * size, (left + right).allSatisfy(\.isFinite) else { return nil }
    return FreshProbe(size: size).accuracy(standardized(left + right, size: size))
  }

  /// Trains and tests on points of which the first half belongs to one set.
  private func accuracy(_ points: [Float]) -> Double {
    var layout = ParameterLayout()
    let network = Network(
      "probe", sizes: [size, Self.units, 1], activation: .tanh, last: .identity, layout: &layout)
    let parameters = FloatBuffer(layout.initialValues(seed: 1))
    let learned = rows(of: points, isSeen: true)
    let unseen = rows(of: points, isSeen: false)
    train(network, parameters, learned)
    let margins = run(network, parameters, unseen, gradients: nil)
    return Double(margins.count { $0 > 0 }) / Double(max(margins.count, 1))
  }

  private func train(_ network: Network, _ parameters: FloatBuffer, _ rows: [Float]) {
    let gradients = FloatBuffer(count: parameters.count)
    let state = OptimizerState(count: parameters.count)
    let program = ProbeProgram(network, size: size, rows: rows, isTraining: true)
    var places: [UnsafePointer<Float>?] = [UnsafePointer(gradients.start)]
    for step in 1...Self.steps {
      program.run(parameters, gradients)
      let update = ParameterUpdate(
        settings: OptimizerSettings(), learningRate: Self.learningRate, step: step)
      places.withUnsafeMutableBufferPointer { places in
        update.apply(
          first: 0, count: parameters.count, state: state, parameters: parameters,
          gradients: UnsafeBufferPointer(places))
      }
    }
  }

  private func run(
    _ network: Network, _ parameters: FloatBuffer, _ rows: [Float], gradients: FloatBuffer?
  ) -> [Float] {
    let program = ProbeProgram(network, size: size, rows: rows, isTraining: false)
    program.run(parameters, gradients)
    return program.margins
  }

  /// Every other point, and behind it the side that it belongs to, ±1: `[count, size + 1]`.
  private func rows(of points: [Float], isSeen: Bool) -> [Float] {
    let count = points.count / size
    var rows: [Float] = []
    for point in stride(from: isSeen ? 0 : 1, to: count, by: 2) {
      rows += points[(point * size)..<((point + 1) * size)]
      rows.append(point < count / 2 ? -1 : 1)
    }
    return rows
  }

  /// Returns points with mean 0 and variance 1 in every dimension.
  private static func standardized(_ points: [Float], size: Int) -> [Float] {
    var points = points
    let count = Double(points.count / size)
    for dimension in 0..<size {
      let places = stride(from: dimension, to: points.count, by: size)
      let mean = places.reduce(0) { $0 + Double(points[$1]) } / count
      let variance = places.reduce(0) { $0 + pow(Double(points[$1]) - mean, 2) } / count
      let deviation = max(variance.squareRoot(), 1e-12)
      for place in places {
        points[place] = Float((Double(points[place]) - mean) / deviation)
      }
    }
    return points
  }
}

/// A probe's network on some points, ready to run.
private final class ProbeProgram {
  private let program: Program
  private let arena: FloatBuffer
  private let rows: Int

  init(_ network: Network, size: Int, rows points: [Float], isTraining: Bool) {
    MatrixProduct.useOneThread()
    let tape = Tape()
    let input = tape.input(width: size + 1)
    // Positive when the point is put where it belongs.
    let margin = network(input.columns(0..<size)) * input.columns(size..<(size + 1))
    tape.minimize(Loss("probe", asReal(margin)))
    rows = points.count / (size + 1)
    program = Program(tape, rows: rows, outputs: [input, margin], isTraining: isTraining)
    arena = FloatBuffer(count: program.arenaSize)
    points.withUnsafeBufferPointer { points in
      guard let start = points.baseAddress else { return }
      (arena.start + program.outputs[0].offset).update(from: start, count: points.count)
    }
  }

  /// What the last run said of each point.
  var margins: [Float] {
    let start = arena.start + program.outputs[1].offset
    return Array(UnsafeBufferPointer(start: start, count: rows))
  }

  func run(_ parameters: FloatBuffer, _ gradients: FloatBuffer?) {
    var sums = 0.0
    var none: Float = 0
    let samples = [Int32](repeating: 0, count: rows)
    samples.withUnsafeBufferPointer { samples in
      withUnsafeMutablePointer(to: &sums) { sums in
        withUnsafePointer(to: &none) { controls in
          guard let samples = samples.baseAddress else { return }
          program.run(
            Frame(
              arena: arena.start, rows: rows, batchRows: rows, parameters: parameters.start,
              gradients: gradients?.start, data: .none, samples: samples,
              random: RandomKey(seed: 1, epoch: 0, purpose: .evaluation).raw, controls: controls,
              sums: sums))
        }
      }
    }
  }
}
