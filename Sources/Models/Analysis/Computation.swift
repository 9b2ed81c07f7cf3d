/// Something that a model records, ready to be computed for any samples with any weights.
///
/// It is how whatever is measured of a model besides its loss is computed: the activations of a
/// layer, a bound with many samples, what a discriminator says. It keeps memory of its own between
/// calls; each thread needs one for itself.
public final class Computation {
  private let program: Program
  private let widths: [Int]
  private let inputs: [Place]
  private let arena: FloatBuffer
  private let table: ControlTable
  private let controls: FloatBuffer

  /// Samples that are computed together.
  private static let rows = 64

  /// Records what is to be computed.
  ///
  /// - Parameter record: returns matrices `[rows, width]`, given the tape of a shard.
  public init(_ record: (Tape) -> [Tensor]) {
    MatrixProduct.useOneThread()
    let tape = Tape()
    let outputs = record(tape)
    precondition(
      outputs.allSatisfy { $0.layout == .rows }, "images in lanes are no rows of a matrix")
    widths = outputs.map(\.width)
    program = Program(tape, rows: Self.rows, outputs: outputs, isTraining: false)
    inputs = program.outputs
    arena = FloatBuffer(count: program.arenaSize)
    table = tape.controls
    controls = FloatBuffer(count: table.entries.count)
  }

  /// Computes what was recorded, for some samples of a split.
  ///
  /// - Parameters:
  ///   - split: the data.
  ///   - samples: which of it; all when nil.
  ///   - weights: the model's.
  ///   - random: where random numbers begin.
  /// - Returns: matrices `[samples.count, width]`.
  public func run(
    _ split: Split, samples: Range<Int>? = nil, weights: WeightSnapshot,
    random: RandomKey = RandomKey(seed: 0, epoch: 0, purpose: .evaluation)
  ) -> [[Float]] {
    let samples = samples ?? 0..<split.count
    precondition(
      samples.lowerBound >= 0 && samples.upperBound <= split.count,
      "samples \(samples) of \(split.count)")
    table.copyValues(of: weights, to: controls)
    var results = widths.map { [Float](repeating: 0, count: samples.count * $0) }
    split.withData { data in
      for first in stride(from: samples.lowerBound, to: samples.upperBound, by: Self.rows) {
        let rows = min(Self.rows, samples.upperBound - first)
        run(
          rows: rows, data: data, samples: (first..<(first + rows)).map(Int32.init),
          weights: weights, random: random)
        collect(rows: rows, at: first - samples.lowerBound, into: &results)
      }
    }
    return results
  }

  private func collect(rows: Int, at first: Int, into results: inout [[Float]]) {
    for (index, width) in widths.enumerated() {
      let source = UnsafeBufferPointer(
        start: arena.start + program.outputs[index].offset, count: rows * width)
      results[index].replaceSubrange((first * width)..<((first + rows) * width), with: source)
    }
  }

  private func run(
    rows: Int, data: FrameData, samples: [Int32], weights: WeightSnapshot, random: RandomKey
  ) {
    var sums = [Double](repeating: 0, count: max(1, program.termNames.count))
    sums.withUnsafeMutableBufferPointer { sums in
      samples.withUnsafeBufferPointer { samples in
        guard let sums = sums.baseAddress, let samples = samples.baseAddress else { return }
        program.run(
          Frame(
            arena: arena.start, rows: rows, batchRows: rows, parameters: weights.buffer.start,
            gradients: nil, data: data, samples: samples, random: random.raw,
            controls: controls.start, sums: sums))
      }
    }
  }
}
