import Models

/// What must now be done outside the state.
enum Effect: Equatable, Sendable {
  /// End the program.
  case quit
  /// Draw the whole screen anew.
  case repaint
  /// Write what is shown into a file.
  case keepPicture(PictureKind)
  /// Draw with other colours.
  case setTheme(Theme)
  /// Let the terminal report the mouse, or not.
  case setMouse(Bool)
  /// Tell the trainer something.
  case training(TrainerCommand)
  /// Begin a training with another configuration in place of the current one, which is paused and
  /// kept. The new one waits for commands, and its news carry the next generation.
  case begin(TrainingConfiguration)
  /// The same, but go on from earlier weights of the current training: those of this step.
  case fork(TrainingConfiguration, step: Int)
  /// Show the kept weights of an earlier step in all that follows, or the live ones.
  case look(step: Int?)
  /// Begin a training beside the current one, from first weights or from those of an earlier step, and
  /// give it commands. Both take turns.
  case beginRival(TrainingConfiguration, step: Int?, then: [TrainerCommand])
  /// Compare with the training that was kept last.
  case compareWithEarlier
  /// Compare with none.
  case dropRival
  /// Send a test digit through the rival, decode a code, and encode the whole test split; the answers
  /// are `Action.rival`.
  case lookAtRival(digit: Int, noise: Corruption?, code: [Float], isUrgent: Bool)
  /// Go back to the training that was kept last, in place of the current one.
  case returnToEarlier
  /// Send a test digit through the model; the answer is `Action.inspected`.
  case inspect(digit: Int, noise: Corruption?)
  /// Send a test digit through the model at several levels of noise; the answer is
  /// `Action.levelsInspected`.
  case inspectLevels(digit: Int, [Corruption])
  /// Decode a code; the answer is `Action.decoded`.
  case decode([Float])
  /// Encode the whole test split; the answer is `Action.observed`. It may wait, unless it is urgent:
  /// then training stands still, and there is time now.
  case observe(isUrgent: Bool)
  /// Do something with saved runs; the answer is `Action.runs`.
  case runs(RunRequest)
  /// Show a saved run in place of the current training, which is paused and kept. Its news carry the
  /// next generation.
  case takeRun(OpenedRun, RunOpening)
  /// Work out what a screen wants to know; the answer is `Action.studied`.
  case study(StudyOrder)
}
