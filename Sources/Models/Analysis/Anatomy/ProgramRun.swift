/// Runs a recorded program with numbers that are put into its arena by hand.
///
/// It keeps memory of its own between calls; each thread needs one for itself.
final class ProgramRun {
  /// What runs.
  let program: Program
  private let arena: FloatBuffer
  private let table: ControlTable
  private let controls: FloatBuffer
  /// Where gradients of parameters would go; none is asked for.
  private let noGradients = FloatBuffer(count: 16)

  /// Rows that are computed together at most.
  static let rows = 32

  /// Records a program; `record` returns the values whose places are wanted.
  init(isTraining: Bool, _ record: (Tape) -> [Tensor]) {
    MatrixProduct.useOneThread()
    let tape = Tape(controls: ControlTable(), trained: [])
    let outputs = record(tape)
    program = Program(tape, rows: Self.rows, outputs: outputs, isTraining: isTraining)
    arena = FloatBuffer(count: program.arenaSize)
    table = tape.controls
    controls = FloatBuffer(count: table.entries.count)
  }

  /// Puts numbers into the place of a value.
  func put(_ values: [Float], at place: Place) {
    values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (arena.start + place.offset).update(from: base, count: values.count)
    }
  }

  /// Returns the numbers at a place.
  func numbers(at place: Place, count: Int) -> [Float] {
    Array(UnsafeBufferPointer(start: arena.start + place.offset, count: count))
  }

  /// Runs it for rows that are all the same sample of a split.
  func run(rows: Int, sample: Int, of split: Split, weights: WeightSnapshot) {
    table.copyValues(of: weights, to: controls)
    let samples = [Int32](repeating: Int32(sample), count: rows)
    var sums = [Double](repeating: 0, count: max(1, program.termNames.count))
    split.withData { data in
      sums.withUnsafeMutableBufferPointer { sums in
        samples.withUnsafeBufferPointer { samples in
          guard let sums = sums.baseAddress, let samples = samples.baseAddress else { return }
          program.run(
            // The sum over the rows, each of which is a question of its own.
            Frame(
              arena: arena.start, rows: rows, batchRows: 1, parameters: weights.buffer.start,
              gradients: noGradients.start, data: data, samples: samples,
              random: RandomKey(seed: 0, epoch: 0, purpose: .evaluation).raw,
              controls: controls.start, sums: sums))
        }
      }
    }
  }
}

/// Numbers that whoever runs the program puts into the arena.
final class GivenOperation: Operation {
  override func bind(_ places: inout PlaceBinder) {}
  override func forward(_ frame: Frame) {}
  override func backward(_ frame: Frame) {}
}

extension Tape {
  /// Records numbers that whoever runs the program puts into the arena, `[rows, width]`.
  func given(width: Int) -> Tensor {
    record(reading: [], width: width) { _ in GivenOperation() }
  }
}

/// How something that a model computes answers to each number of its input, at one sample: ∂v/∂x,
/// exactly, by the gradients that training uses.
///
/// Each row of a batch is the same sample, and asks for another number of v.
final class InputDerivative {
  private let run: ProgramRun
  private let width: Int
  private let inputSize: Int

  /// Records what is asked for: a matrix `[rows, width]`.
  init(
    _ model: any Autoencoder, _ recording: Recording,
    of value: (Tape, Recording.Handles) -> Tensor
  ) {
    var width = 0
    run = ProgramRun(isTraining: true) { tape in
      let handles = recording.record(model, on: tape, isVariable: true)
      let value = value(tape, handles)
      width = value.width
      let choice = tape.given(width: width)
      tape.minimize(Loss("chosen", (value * choice).rowSums()))
      return [handles.input, choice]
    }
    self.width = width
    inputSize = model.inputSize
  }

  /// Returns the rows of the derivative for some of the value's numbers, `[numbers.count, inputs]`;
  /// nil when it was given up.
  func rows(
    _ numbers: [Int], sample: Int, of split: Split, weights: WeightSnapshot,
    isCancelled: () -> Bool = { false }
  ) -> [Float]? {
    guard let place = run.program.outputGradients[0] else { return nil }
    var rows: [Float] = []
    rows.reserveCapacity(numbers.count * inputSize)
    for first in stride(from: 0, to: numbers.count, by: ProgramRun.rows) {
      if isCancelled() { return nil }
      let part = numbers[first..<min(first + ProgramRun.rows, numbers.count)]
      var choice = [Float](repeating: 0, count: part.count * width)
      for (row, number) in part.enumerated() { choice[row * width + number] = 1 }
      run.put(choice, at: run.program.outputs[1])
      run.run(rows: part.count, sample: sample, of: split, weights: weights)
      rows += run.numbers(at: place, count: part.count * inputSize)
    }
    return rows
  }
}
