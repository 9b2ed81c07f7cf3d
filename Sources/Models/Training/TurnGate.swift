internal import Synchronization

/// Lets two trainings take turns, so that each has all processors while it trains, and both are at the
/// same step, give or take a few.
///
/// Whoever is behind goes first, until it is a little ahead; one that waits for a command, or has
/// ended, keeps nobody waiting.
public final class TurnGate: Sendable {
  /// A place at the gate.
  public struct Seat: Sendable {
    let gate: TurnGate
    let player: Int

    /// Asks whether the training at this place may make its next step now, and notes where it is.
    ///
    /// - Parameters:
    ///   - step: the steps that it has made.
    ///   - lead: by how many it may be ahead.
    /// - Returns: whether it may.
    func mayStep(at step: Int, lead: Int) -> Bool {
      gate.mayStep(player, at: step, lead: lead)
    }

    /// Notes that the training waits for something else.
    func rest() { gate.rest(player) }
  }

  private struct Player {
    var step = 0
    var isTraining = false
    var wake: @Sendable () -> Void = {}
  }

  private struct Content {
    var players = [Player(), Player()]
    var turn = 0
  }

  /// Steps that a turn may lead by: a turn is long enough that passing it on costs next to nothing.
  static let lead = 8

  private let content = Mutex(Content())

  /// Creates a gate with two free places.
  public init() {}

  /// Returns a place, 0 or 1, for a training that is woken by `wake` when its turn comes.
  func seat(_ player: Int, wake: @escaping @Sendable () -> Void) -> Seat {
    precondition((0...1).contains(player), "place \(player) of 0…1")
    content.withLock { content in
      content.players[player] = Player()
      content.players[player].wake = wake
    }
    return Seat(gate: self, player: player)
  }

  private func mayStep(_ player: Int, at step: Int, lead: Int) -> Bool {
    let (isFree, wake) = content.withLock { content -> (Bool, (@Sendable () -> Void)?) in
      content.players[player].step = step
      content.players[player].isTraining = true
      let other = content.players[1 - player]
      guard other.isTraining else {
        content.turn = player
        return (true, nil)
      }
      guard content.turn == player else { return (false, nil) }
      guard step >= other.step + lead else { return (true, nil) }
      content.turn = 1 - player
      return (false, other.wake)
    }
    wake?()
    return isFree
  }

  private func rest(_ player: Int) {
    let wake = content.withLock { content -> (@Sendable () -> Void)? in
      guard content.players[player].isTraining else { return nil }
      content.players[player].isTraining = false
      content.turn = 1 - player
      return content.players[1 - player].wake
    }
    wake?()
  }
}
