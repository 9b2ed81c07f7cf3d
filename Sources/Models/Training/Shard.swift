/// The memory of one part of a batch: everything that the programs of a step write for it.
final class Shard {
  /// The arena of the program that runs.
  let arena: FloatBuffer
  /// The gradient of all parameters, and behind it the sums of the terms of all phases.
  let results: FloatBuffer

  private let parameterCount: Int

  /// Creates the memory of a shard.
  init(arenaSize: Int, parameterCount: Int, termCount: Int) {
    self.parameterCount = parameterCount
    arena = FloatBuffer(count: arenaSize)
    results = FloatBuffer(count: parameterCount + 2 * max(termCount, 1))
  }

  /// The places of its arrays, to be used without counting references.
  var memory: ShardMemory {
    ShardMemory(
      arena: arena.start, gradients: results.start,
      sums: UnsafeMutablePointer(
        mutating: Self.sums(behind: results.start, parameterCount: parameterCount)))
  }

  /// Returns where the sums lie that are behind a gradient.
  ///
  /// Parameters take a whole number of cache lines, so the sums' numbers are aligned.
  static func sums(
    behind results: UnsafePointer<Float>, parameterCount: Int
  ) -> UnsafePointer<Double> {
    UnsafeRawPointer(results + parameterCount).assumingMemoryBound(to: Double.self)
  }
}

/// The places of a shard's arrays.
struct ShardMemory {
  /// The arena.
  let arena: UnsafeMutablePointer<Float>
  /// The gradient of all parameters.
  let gradients: UnsafeMutablePointer<Float>
  /// For each term of each phase, its sum over the shard's rows.
  let sums: UnsafeMutablePointer<Double>
}
