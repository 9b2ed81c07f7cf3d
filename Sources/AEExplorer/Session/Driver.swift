import Models

/// The state, and the session that runs its effects: an action goes in, all its consequences follow.
struct Driver {
  /// The state.
  private(set) var state: AppState
  private let session: Session

  /// Creates a driver, and lets training begin, unless it is to wait.
  init(state: AppState, session: Session, isWaiting: Bool = false) {
    self.state = state
    self.session = session
    apply(session.current)
    if !isWaiting { apply(.togglePause) }
  }

  /// Applies an action, runs its effects, and applies what comes of them at once.
  ///
  /// - Parameters:
  ///   - first: what has happened.
  ///   - outside: does the effects that the session can't: those on the terminal.
  mutating func apply(_ first: Action, outside: (Effect) -> Void = { _ in }) {
    var actions = [first]
    while !actions.isEmpty {
      for effect in reduce(&state, actions.removeFirst()) {
        outside(effect)
        actions += session.perform(effect)
      }
    }
  }

  /// Applies the news that has come from other threads.
  mutating func takeNews() {
    for action in session.news() {
      apply(action)
    }
  }
}
