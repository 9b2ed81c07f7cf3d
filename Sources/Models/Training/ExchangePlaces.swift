/// Where the shards' contributions to a phase's collective operations lie.
final class ExchangePlaces {
  /// The contributions to one program's operations, one list of arrays an operation.
  struct Lists {
    /// To their values.
    var values: [ShardArrays] = []
    /// To their gradients; empty where nothing is exchanged.
    var gradients: [ShardArrays] = []
  }

  private let training: Lists
  private let evaluation: Lists

  /// Finds the places of a phase's two programs in the shards' arenas.
  init(_ phase: CompiledPhase, shards: [Shard]) {
    training = Self.lists(phase.training, shards)
    evaluation = Self.lists(phase.evaluation, shards)
  }

  deinit {
    for list in [training, evaluation].flatMap({ $0.values + $0.gradients }) {
      list.deallocate()
    }
  }

  /// Returns the lists of the program that trains, or of the one that evaluates.
  func of(isTraining: Bool) -> Lists {
    isTraining ? training : evaluation
  }

  private static func lists(_ program: Program, _ shards: [Shard]) -> Lists {
    Lists(
      values: program.collectives.map { arrays($0.contribution, shards) },
      gradients: program.collectives.map { operation in
        operation.gradientContribution.map { arrays($0, shards) }
          ?? ShardArrays(start: nil, count: 0)
      })
  }

  private static func arrays(_ place: Place, _ shards: [Shard]) -> ShardArrays {
    let list = UnsafeMutableBufferPointer<UnsafePointer<Float>?>.allocate(capacity: shards.count)
    _ = list.initialize(from: shards.lazy.map { UnsafePointer($0.arena.start + place.offset) })
    return ShardArrays(list)
  }
}
