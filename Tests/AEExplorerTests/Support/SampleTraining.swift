@testable import AEExplorer
@testable import Models

/// The course of a training that never was: a train and a test loss for each epoch.
struct SampleTraining {
  var model = "vae"
  /// Epochs done.
  var epochs = 40
  var status = TrainingStatus.running
  /// The train loss by epoch, from 0.
  var train: (Int) -> Float = { 140 + 200 / Float($0 + 1) }
  /// The test loss by epoch.
  var test: (Int) -> Float = { 145 + 200 / Float($0 + 1) }
  /// What the dimensions are worth; nil for codes as they are in samples.
  var worths: [Float]?
  /// Whether codes are distributions.
  var isGaussian = true
  /// What outputs are multiplied by.
  var outputScale: Float = 1

  /// Steps of an epoch.
  static let stepsPerEpoch = 32

  /// One that learns its digits by heart from its tenth epoch on.
  static var overfitted: SampleTraining {
    var training = SampleTraining()
    training.test = { 145 + 200 / Float($0 + 1) + Float(max(0, $0 - 10)) }
    training.train = { 140 + 200 / Float($0 + 1) - 0.3 * Float($0) }
    return training
  }

  /// The snapshot at the end of an epoch.
  func snapshot(epoch: Int) -> TrainingSnapshot {
    let steps = Self.stepsPerEpoch
    var train = LossHistories(termCount: 1)
    var test = LossHistories(termCount: 1)
    for index in 0...epoch {
      let value = self.test(index)
      test.loss.append(step: index * steps, value: value)
      test.terms[0].append(step: index * steps, value: value)
      guard index < epoch else { continue }
      for step in 1...steps {
        let jitter = Float((index * steps + step) * 7919 % 41) / 41 - 0.5
        let value = self.train(index) + 2 * jitter
        train.loss.append(step: index * steps + step, value: value)
        train.terms[0].append(step: index * steps + step, value: value)
      }
    }
    var snapshot = SampleState.snapshot(number: epoch + 1, step: epoch * steps, status: status)
    snapshot.termNames = ["reconstruction"]
    (snapshot.train, snapshot.test) = (train, test)
    snapshot.epoch = epoch
    return snapshot
  }

  /// The explorer after all epochs, of which it has seen each.
  func state(width: Int = 120, height: Int = 40) -> AppState {
    var state = SampleState.make(width: width, height: height, model: model)
    state.doctor = DoctorRecord()
    state.inspection?.reconstruction = SampleState.picture(thickness: 3).map { $0 * outputScale }
    for epoch in 0...epochs {
      let snapshot = snapshot(epoch: epoch)
      if let worths {
        let news = ObservationNews(
          generation: 0, observation: observation(worths, step: snapshot.step))
        if state.codeSize == worths.count { _ = reduce(&state, .observed(news)) }
      }
      _ = reduce(&state, .trained(TrainingNews(generation: 0, snapshot: snapshot)))
    }
    return state
  }

  /// Two codes a dimension apart so far that it is worth what is wanted.
  private func observation(_ worths: [Float], step: Int) -> Observation {
    // KL of a dimension with σ = 1 is μ² / 2; the spread of ±μ is μ.
    let means = worths.map { isGaussian ? (2 * $0).squareRoot() : $0 }
    let codes = Codes(
      size: worths.count, count: 2, means: means + means.map { -$0 },
      logVariances: isGaussian ? Array(repeating: 0, count: 2 * worths.count) : nil)
    return Observation(step: step, codes: codes, errors: [1, 2])
  }
}
