import Render
import Testing

@testable import AEExplorer
@testable import Models

/// Each finding has a training that has it and one that has not.
struct DoctorTests {
  private func kinds(_ training: SampleTraining) -> [FindingKind] {
    training.state().findings.map(\.kind)
  }

  /// A training whose code has another size than two.
  private func kinds(_ training: SampleTraining, size: Int) -> [FindingKind] {
    var state = SampleState.make(codeSize: size, model: training.model)
    state.doctor = DoctorRecord()
    let worths = training.worths ?? []
    let means = worths.map { training.isGaussian ? (2 * $0).squareRoot() : $0 }
    let codes = Codes(
      size: size, count: 2, means: means + means.map { -$0 },
      logVariances: training.isGaussian ? Array(repeating: 0, count: 2 * size) : nil)
    for epoch in 0...training.epochs {
      let snapshot = training.snapshot(epoch: epoch)
      let observation = Observation(step: snapshot.step, codes: codes, errors: [1, 2])
      _ = reduce(&state, .observed(ObservationNews(generation: 0, observation: observation)))
      _ = reduce(&state, .trained(TrainingNews(generation: 0, snapshot: snapshot)))
    }
    return state.findings.map(\.kind)
  }

  @Test
  func aHealthyTrainingHasNoFinding() {
    #expect(kinds(SampleTraining()).isEmpty)
  }

  @Test
  func aTestLossThatRisesWhileTheTrainLossFallsIsOverfitting() {
    #expect(kinds(.overfitted) == [.overfitting])
  }

  @Test
  func aTestLossThatRisesWithTheTrainLossIsNot() {
    var training = SampleTraining.overfitted
    training.train = { 140 + 200 / Float($0 + 1) + Float(max(0, $0 - 10)) }
    #expect(!kinds(training).contains(.overfitting))
  }

  @Test
  func aTestLossThatOnlyTremblesIsNot() {
    var training = SampleTraining()
    training.test = { 145 + 200 / Float($0 + 1) + Float($0 % 3) * 0.5 }
    #expect(kinds(training).isEmpty)
  }

  @Test
  func lossesThatStandStillAreAPlateau() {
    var training = SampleTraining()
    training.train = { $0 < 5 ? 300 : 140 }
    training.test = { $0 < 5 ? 300 : 145 }
    #expect(kinds(training) == [.plateau])
  }

  @Test
  func aReconstructionThatNeverImprovesIsAPlateau() {
    let training = SampleTraining(epochs: 9, train: { _ in 206 }, test: { _ in 206 })
    #expect(kinds(training) == [.plateau])
    let healthy = SampleTraining(epochs: 9, train: { 206 - Float($0) }, test: { 206 - Float($0) })
    #expect(kinds(healthy).isEmpty)
  }

  @Test(arguments: [([Float](repeating: 0.001, count: 2), true), ([1.5, 0.8], false)])
  func aCodeWithoutDivergenceHasCollapsed(worths: [Float], isFound: Bool) {
    #expect(kinds(SampleTraining(worths: worths), size: 2).contains(.collapse) == isFound)
  }

  @Test(arguments: [(7, true), (6, false)])
  func moreThanHalfOfTheDimensionsUnusedIsACollapse(unused: Int, isFound: Bool) {
    let worths = (0..<12).map { $0 < unused ? Float(0.001) : 1 }
    #expect(kinds(SampleTraining(worths: worths), size: 12).contains(.collapse) == isFound)
  }

  @Test
  func oneCodeForEverythingIsACollapse() {
    var training = SampleTraining(model: "undercomplete", worths: Array(repeating: 0, count: 8))
    training.isGaussian = false
    #expect(kinds(training, size: 8) == [.collapse])
  }

  @Test(arguments: [(3, true), (2, false)])
  func manyUnitsThatNothingMovesAreDead(dead: Int, isFound: Bool) {
    var training = SampleTraining(model: "undercomplete")
    training.worths = (0..<8).map { $0 < dead ? Float(0) : 1 }
    training.isGaussian = false
    #expect(kinds(training, size: 8).contains(.deadUnits) == isFound)
  }

  @Test(arguments: [(Float(1), false), (1.3, false), (2, true), (0.1, true)])
  func anOutputFarFromTheRangeOfTheDataIsFound(scale: Float, isFound: Bool) {
    #expect(kinds(SampleTraining(outputScale: scale)).contains(.range) == isFound)
  }

  @Test
  func aDivergenceIsSaidAtOnce() {
    var state = SampleState.make()
    var snapshot = SampleState.snapshot(number: 2)
    snapshot.status = .diverged(
      Divergence(step: 812, term: "kl", restoredStep: 800, learningRate: 1))
    _ = reduce(&state, .trained(TrainingNews(generation: 0, snapshot: snapshot)))
    #expect(state.findings.first?.kind == .divergence)
    #expect(state.findings.first?.action == .togglePause)
  }

  @Test
  func aFindingMustLastForTwoEpochs() throws {
    let finding = Finding(
      kind: .plateau, sentence: "", brief: "", advice: "", key: .character("<"),
      action: .changeLearningRate(-1))
    var record = DoctorRecord()
    for step in [0, 32, 63] {
      record.note([finding], SampleState.snapshot(step: step), generation: 0)
      #expect(record.findings.isEmpty)
    }
    record.note([finding], SampleState.snapshot(step: 64), generation: 0)
    #expect(record.findings == [finding])
  }

  @Test
  func aFindingDoesNotFlicker() {
    let finding = Finding(
      kind: .plateau, sentence: "", brief: "", advice: "", key: .character("<"),
      action: .changeLearningRate(-1))
    var record = DoctorRecord()
    for step in stride(from: 0, through: 96, by: 8) {
      record.note([finding], SampleState.snapshot(step: step), generation: 0)
    }
    record.note([], SampleState.snapshot(step: 110), generation: 0)
    #expect(record.findings == [finding])
    record.note([], SampleState.snapshot(step: 140), generation: 0)
    #expect(record.findings.isEmpty)
  }

  @Test
  func anotherTrainingBeginsWithoutFindings() {
    var state = SampleTraining.overfitted.state()
    #expect(!state.findings.isEmpty)
    _ = reduce(&state, .resetNewSeed)
    let news = TrainingNews(generation: 1, snapshot: SampleState.snapshot(step: 1))
    _ = reduce(&state, .trained(news))
    #expect(state.findings.isEmpty)
  }

  @Test
  func enterInTheCardDoesWhatIsAdvised() {
    var state = SampleTraining.overfitted.state()
    _ = reduce(&state, .toggleDoctor)
    #expect(reduce(&state, .overlay(.apply)) == [.training(.pause)])
    #expect(state.overlay == nil)
  }

  @Test
  func theHeaderNamesTheFindingOnEveryScreen() {
    for entry in ScreenCatalog.all {
      var state = SampleTraining.overfitted.state(width: 80, height: 24)
      _ = reduce(&state, .show(entry.card.id))
      #expect(mainView(state).description.contains("! overfitting"))
    }
  }
}
