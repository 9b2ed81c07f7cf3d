/// A training phase made ready to run.
final class CompiledPhase {
  /// What it was made from.
  let phase: TrainingPhase
  /// Computes objective and gradients.
  let training: Program
  /// Computes the objective alone.
  let evaluation: Program
  /// The number of its first term among those of all phases.
  let firstTerm: Int
  /// The blocks in which its parameters are updated.
  let blocks: [ParameterBlock]
  /// The optimizer's memory.
  let optimizerState: OptimizerState

  /// Its terms, by their numbers among those of all phases.
  var terms: Range<Int> { firstTerm..<(firstTerm + training.termNames.count) }

  private init(
    _ phase: TrainingPhase, training: Program, evaluation: Program, firstTerm: Int,
    blocks: [ParameterBlock], parameters: Int
  ) {
    self.phase = phase
    self.training = training
    self.evaluation = evaluation
    self.firstTerm = firstTerm
    self.blocks = blocks
    optimizerState = OptimizerState(count: parameters)
  }

  /// Makes a model's phases ready for batches whose shards have at most `rows` samples.
  static func compile(
    _ model: any Autoencoder, rows: Int, controls: ControlTable
  ) -> [CompiledPhase] {
    var compiled: [CompiledPhase] = []
    var terms = 0
    for phase in model.phases {
      let ranges = phase.ranges(in: model.layout)
      let training = phase.program(
        model, rows: rows, controls: controls, trained: ranges, isTraining: true)
      let phase = CompiledPhase(
        phase, training: training,
        evaluation: phase.program(
          model, rows: rows, controls: controls, trained: ranges, isTraining: false),
        firstTerm: terms, blocks: ParameterBlock.blocks(of: ranges, training.openProducts),
        parameters: model.layout.size)
      terms += training.termNames.count
      compiled.append(phase)
    }
    return compiled
  }
}

extension TrainingPhase {
  /// Returns the program of the phase's objective.
  func program(
    _ model: any Autoencoder, rows: Int, controls: ControlTable, trained: [Range<Int>],
    isTraining: Bool
  ) -> Program {
    let tape = Tape(controls: controls, trained: trained)
    let x = tape.input(width: model.inputSize)
    tape.minimize(objective(x, x))
    return Program(tape, rows: rows, isTraining: isTraining)
  }
}
