import Models

/// What must now be done outside the state.
enum Effect: Equatable, Sendable {
  /// End the program.
  case quit
  /// Draw the whole screen anew.
  case repaint
  /// Let the terminal report the mouse, or not.
  case setMouse(Bool)
  /// Tell the trainer something.
  case training(TrainerCommand)
  /// Begin a new training with this seed, in place of the current one. It waits for commands, which
  /// follow, and its news carry the next generation.
  case restart(seed: UInt64)
  /// Begin a training with another configuration in place of the current one, which is paused and
  /// kept. The new one waits for commands, and its news carry the next generation.
  case begin(TrainingConfiguration)
  /// Go back to the training that was kept last, in place of the current one.
  case returnToEarlier
  /// Send a test digit through the model; the answer is `Action.inspected`.
  case inspect(digit: Int, noise: Corruption?)
  /// Decode a code; the answer is `Action.decoded`.
  case decode([Float])
  /// Encode the whole test split; the answer is `Action.observed`. It may wait, unless it is urgent:
  /// then training stands still, and there is time now.
  case observe(isUrgent: Bool)
  /// Work out what a screen wants to know; the answer is `Action.studied`.
  case study(StudyOrder)
}
