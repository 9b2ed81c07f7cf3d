@testable import Models

/// What a test writes a program with: a tape, a layout, and inputs with their numbers.
struct ProgramRecorder {
  let tape: Tape
  var layout = ParameterLayout()
  fileprivate var inputs: [(tensor: Tensor, values: [Float])] = []
  fileprivate var watched: [Tensor] = []

  init(tape: Tape = Tape()) {
    self.tape = tape
  }

  /// Records an input `[rows, width]` with fixed numbers.
  mutating func input(width: Int, _ values: [Float]) -> Tensor {
    let tensor = tape.input(width: width)
    inputs.append((tensor, values))
    return tensor
  }

  /// Records a value `[rows, width]` that is a parameter, so that its gradient can be asked for.
  mutating func value(_ name: String, width: Int, _ values: [Float]) -> Tensor {
    let parameter = layout.add(name, shape: [values.count / width, width], .values(values))
    return tape.record(reading: [], width: width, parameters: [parameter]) {
      ValueOperation(output: $0, parameter: parameter)
    }
  }

  /// Asks for the numbers of a value; returns it.
  mutating func watch(_ tensor: Tensor) -> Tensor {
    watched.append(tensor)
    return tensor
  }
}

/// A program that a test recorded, run with one frame.
final class ProgramRunner {
  let layout: ParameterLayout
  /// All parameters.
  var parameters: [Float]
  /// Current values of the controls.
  var controls: [Float]
  /// Samples of the whole batch, which the objective is averaged over.
  let batchRows: Int
  /// The numbers of the samples.
  let samples: [Int32]
  /// The place of the random numbers.
  var random = RandomKey(seed: 7, epoch: 3, purpose: .posterior)

  /// The names of the objective's terms.
  var termNames: [String] { program.termNames }

  private let program: Program
  private let rows: Int
  private let inputs: [[Float]]
  private let widths: [Int]

  /// What a run leaves behind.
  struct Result {
    /// Each term's sum over the rows.
    var sums: [Double]
    /// Σ coefficient · sum / batch.
    var objective: Double
    /// The gradient of all parameters.
    var gradients: [Float]
    /// The values that were asked for.
    var watched: [[Float]]
  }

  /// Records a program; `trained` are the places of the parameters whose gradient is wanted, nil for
  /// all.
  init(
    rows: Int, batchRows: Int? = nil, trained: [Range<Int>]? = nil,
    _ record: (inout ProgramRecorder) -> Loss
  ) {
    var recorder = ProgramRecorder(
      tape: Tape(controls: ControlTable(), trained: trained))
    recorder.tape.minimize(record(&recorder))
    layout = recorder.layout
    parameters = layout.initialValues(seed: 1)
    self.rows = rows
    self.batchRows = batchRows ?? rows
    samples = (0..<Int32(rows)).map { 10 + 3 * $0 }
    inputs = recorder.inputs.map(\.values)
    for (tensor, values) in recorder.inputs {
      precondition(values.count == rows * tensor.width, "\(values.count) numbers")
    }
    let outputs = recorder.inputs.map(\.tensor) + recorder.watched
    widths = outputs.map(\.width)
    controls = recorder.tape.controls.entries.map(\.value)
    program = Program(recorder.tape, rows: rows, outputs: outputs, isTraining: true)
  }

  /// The numbers of a parameter.
  subscript(name: String) -> [Float] {
    get { numbers(of: name, in: parameters) }
    set { parameters.replaceSubrange(range(of: name), with: newValue) }
  }

  /// Returns a parameter's part of a block that is laid out like the parameters.
  func numbers(of name: String, in block: [Float]) -> [Float] {
    Array(block[range(of: name)])
  }

  private func range(of name: String) -> Range<Int> {
    guard let parameter = layout.parameters.first(where: { $0.name == name }) else {
      preconditionFailure("no parameter is called \(name)")
    }
    return parameter.offset..<(parameter.offset + parameter.count)
  }

  /// Runs the program, forward and backward.
  ///
  /// - Parameters:
  ///   - stale: what the arena and the gradients hold beforehand; no result may depend on it (except
  ///     gradients of parameters that no operation uses).
  ///   - data: the data set's bytes.
  /// - Returns: sums, objective, gradients and the values that were asked for.
  func run(stale: Float = 0, data: FrameData = .none) -> Result {
    let arena = FloatBuffer(Array(repeating: stale, count: program.arenaSize))
    let gradients = FloatBuffer(Array(repeating: stale, count: layout.size))
    let block = FloatBuffer(parameters)
    let controls = FloatBuffer(controls)
    for (index, values) in inputs.enumerated() {
      (arena.start + program.outputs[index].offset).update(from: values, count: values.count)
    }
    var sums = [Double](repeating: 0, count: program.termNames.count)
    sums.withUnsafeMutableBufferPointer { sums in
      samples.withUnsafeBufferPointer { samples in
        guard let sums = sums.baseAddress, let samples = samples.baseAddress else { return }
        program.run(
          Frame(
            arena: arena.start, rows: rows, batchRows: batchRows, parameters: block.start,
            gradients: gradients.start, data: data, samples: samples, random: random.raw,
            controls: controls.start, sums: sums))
      }
    }
    return Result(
      sums: sums, objective: objective(sums), gradients: gradients.array,
      watched: (inputs.count..<widths.count).map { index in
        let start = arena.start + program.outputs[index].offset
        return Array(UnsafeBufferPointer(start: start, count: rows * widths[index]))
      })
  }

  private func objective(_ sums: [Double]) -> Double {
    zip(program.coefficients, sums).reduce(0) { total, term in
      let coefficient: Float =
        switch term.0 {
        case .constant(let value): value
        case .control(let index): controls[index]
        }
      return total + Double(coefficient) * term.1 / Double(batchRows)
    }
  }
}
