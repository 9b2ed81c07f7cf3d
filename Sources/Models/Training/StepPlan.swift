/// What the workers need while steps follow each other, in pointers and numbers.
///
/// A step would count references if it went through arrays and objects: each one that it reads is
/// retained and released, by all workers on the same cache line. The plan is laid out once; reading it
/// counts nothing.
final class StepPlan {
  /// The phases, in order.
  let phases: UnsafeMutableBufferPointer<PhasePlan>
  private let finishers: [WeightGradients]

  /// Lays out a plan.
  ///
  /// - Parameters:
  ///   - phases: the model's; they must live as long as the plan.
  ///   - shards: the memory of the parts of a batch, likewise.
  ///   - workers: how many share the work.
  init(_ phases: [CompiledPhase], shards: [Shard], workers: Int) {
    let finishers = phases.map {
      WeightGradients($0, shards: shards.count, workers: workers, kept: shards[0].results.start)
    }
    self.finishers = finishers
    self.phases = .allocate(capacity: phases.count)
    for (index, phase) in phases.enumerated() {
      self.phases.initializeElement(
        at: index,
        to: PhasePlan(phase, finisher: finishers[index], shards: shards, workers: workers))
    }
  }

  deinit {
    for phase in phases {
      phase.deallocate()
    }
    phases.deallocate()
  }
}

/// A phase, as the workers read it.
struct PhasePlan {
  /// Computes objective and gradients.
  let training: ProgramPlan
  /// Computes the objective alone.
  let evaluation: ProgramPlan
  /// The numbers of its terms among those of all phases.
  let terms: Range<Int>
  /// The terms' coefficients.
  let coefficients: UnsafeMutableBufferPointer<Coefficient>
  /// The blocks in which its parameters are updated.
  let blocks: UnsafeMutableBufferPointer<ParameterBlock>
  /// Where each worker's blocks begin, and the end of the last's.
  let shares: UnsafeMutableBufferPointer<Int>
  /// Finishes the gradients of its weights.
  let finisher: Unmanaged<WeightGradients>
  /// The optimizer's memory.
  let moments: MomentPlaces
  /// How its parameters follow their gradients.
  let rule: UpdateRule
  /// Whether its terms are part of the run's loss.
  let countsTowardsLoss: Bool
  /// Whether it may be left out of a step.
  let mayRest: Bool
  /// Whether a gate decides about its updates.
  let hasGate: Bool
  /// Whether parameters are put back after each update.
  let hasConstraint: Bool

  fileprivate init(
    _ phase: CompiledPhase, finisher: WeightGradients, shards: [Shard], workers: Int
  ) {
    training = ProgramPlan(phase.training, shards: shards)
    evaluation = ProgramPlan(phase.evaluation, shards: shards)
    terms = phase.terms
    coefficients = allocated(phase.training.coefficients)
    blocks = allocated(phase.blocks)
    shares = allocated(ParameterBlock.shares(of: phase.blocks, workers: workers))
    self.finisher = .passUnretained(finisher)
    moments = phase.optimizerState.moments
    rule = phase.phase.rule
    countsTowardsLoss = phase.phase.countsTowardsLoss
    mayRest = phase.phase.activity != nil
    hasGate = phase.phase.gate != nil
    hasConstraint = phase.phase.constraint != nil
  }

  fileprivate func deallocate() {
    training.deallocate()
    evaluation.deallocate()
    coefficients.deallocate()
    blocks.deallocate()
    shares.deallocate()
  }
}

/// A program, as the workers read it.
struct ProgramPlan {
  /// The program.
  let program: Unmanaged<Program>
  /// The segments of computing the objective, in order.
  let forward: UnsafeMutableBufferPointer<Program.Segment>
  /// The segments of computing gradients, in order.
  let backward: UnsafeMutableBufferPointer<Program.Segment>
  /// The operations at which shards exchange.
  let collectives: UnsafeMutableBufferPointer<Unmanaged<CollectiveOperation>>
  /// For each of them, the shards' contributions to its value.
  let values: UnsafeMutableBufferPointer<ShardArrays>
  /// For each of them, the contributions to its gradient; empty where nothing is exchanged.
  let gradients: UnsafeMutableBufferPointer<ShardArrays>

  fileprivate init(_ program: Program, shards: [Shard]) {
    self.program = .passUnretained(program)
    forward = allocated(program.forwardSegments)
    backward = allocated(program.backwardSegments)
    collectives = allocated(program.collectives.map(Unmanaged.passUnretained))
    values = allocated(program.collectives.map { Self.arrays($0.contribution, shards) })
    gradients = allocated(
      program.collectives.map { operation in
        operation.gradientContribution.map { Self.arrays($0, shards) }
          ?? ShardArrays(start: nil, count: 0)
      })
  }

  fileprivate func deallocate() {
    for list in values { list.deallocate() }
    for list in gradients { list.deallocate() }
    forward.deallocate()
    backward.deallocate()
    collectives.deallocate()
    values.deallocate()
    gradients.deallocate()
  }

  private static func arrays(_ place: Place, _ shards: [Shard]) -> ShardArrays {
    ShardArrays(allocated(shards.map { UnsafePointer($0.arena.start + place.offset) }))
  }
}

/// Returns a copy of an array's elements that belongs to nobody.
private func allocated<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
  let copy = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
  _ = copy.initialize(from: elements)
  return copy
}
