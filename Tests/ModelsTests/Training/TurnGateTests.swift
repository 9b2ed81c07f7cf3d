import Testing

@testable import Models

struct TurnGateTests {
  @Test
  func oneAloneNeverWaits() {
    let seat = TurnGate().seat(0) {}
    #expect((0..<100).allSatisfy { seat.mayStep(at: $0, lead: 8) })
  }

  @Test
  func whoeverIsBehindGoesFirst() {
    let gate = TurnGate()
    let (first, second) = (gate.seat(0) {}, gate.seat(1) {})
    #expect(first.mayStep(at: 100, lead: 8))
    #expect(!second.mayStep(at: 0, lead: 8))
    #expect(!first.mayStep(at: 101, lead: 8))
    #expect(second.mayStep(at: 0, lead: 8))
    #expect(second.mayStep(at: 108, lead: 8))
    #expect(!second.mayStep(at: 109, lead: 8))
    #expect(first.mayStep(at: 101, lead: 8))
  }

  @Test
  func oneThatRestsKeepsNobodyWaiting() {
    let gate = TurnGate()
    let (first, second) = (gate.seat(0) {}, gate.seat(1) {})
    #expect(first.mayStep(at: 5, lead: 8))
    #expect(!second.mayStep(at: 50, lead: 8))
    first.rest()
    #expect(second.mayStep(at: 50, lead: 8))
  }

  @Test
  func twoTrainingsAreAtTheSameStepAndGiveTheirOwnResults() throws {
    let alone = try ObservedTrainer(TinyTraining.configuration(epochs: 9)).finish()
    let gate = TurnGate()
    let pair = try (0..<2).map { _ in
      try ObservedTrainer(TinyTraining.configuration(epochs: 9))
    }
    for (player, trainer) in pair.enumerated() {
      trainer.trainer.takeTurns(at: gate, as: player)
      trainer.trainer.send(.resume)
    }
    for trainer in pair {
      try trainer.wait { $0.status == .finished }
      #expect(try trainer.end() == alone)
    }
  }
}
