import Testing

@testable import Models

/// A model of which only some phases are played.
struct PartOfAGame: Autoencoder {
  let whole: any Autoencoder
  let phases: [TrainingPhase]
  var layout: ParameterLayout { whole.layout }
  var codeSize: Int { whole.codeSize }
  var inputSize: Int { whole.inputSize }
  var summary: [LayerSummary] { whole.summary }

  func objective(input: Tensor, target: Tensor) -> Loss {
    whole.objective(input: input, target: target)
  }
  func encode(_ input: Tensor) -> Encoding { whole.encode(input) }
  func decode(_ code: Tensor) -> Tensor { whole.decode(code) }
}

/// Some training steps on the tiny data, and what they change.
enum GameSteps {
  /// Returns the parameters after steps of 8 samples, every fourth of 3.
  static func parameters(
    of model: any Autoencoder, phases: [TrainingPhase], shards: Int = 2, threads: Int = 2,
    steps: Int = 3
  ) -> [Float] {
    let engine = StepEngine(
      model: PartOfAGame(whole: model, phases: phases),
      parameters: model.layout.initialValues(seed: 1), batchSize: 8, shards: shards,
      threads: threads)
    defer { engine.close() }
    let samples = (0..<37).map { Int32($0) }
    TinyTraining.dataset.train.withData { data in
      samples.withUnsafeBufferPointer { samples in
        guard let start = samples.baseAddress else { return }
        for step in 1...steps {
          let batch = Batch(
            data: data, samples: start + step % 29, rows: step % 4 == 0 ? 3 : 8,
            random: RandomKey(seed: 1, epoch: step, purpose: .posterior))
          let isFinite = engine.step(
            batch, settings: OptimizerSettings(), learningRate: 0.01,
            progress: TrainingProgress(step: step, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1))
          #expect(isFinite)
        }
      }
    }
    return engine.parameters.array
  }

  /// Returns the networks (`encoder`, `decoder` …) of which a phase, played alone, changes something.
  static func networksThatLearn(
    in phase: TrainingPhase, of model: any Autoencoder
  ) -> Set<String> {
    let first = model.layout.initialValues(seed: 1)
    var phase = phase
    phase.gate = nil
    let last = parameters(of: model, phases: [phase])
    let changed = model.layout.parameters.filter { parameter in
      let range = parameter.offset..<(parameter.offset + parameter.count)
      return first[range] != last[range]
    }
    return Set(changed.compactMap { $0.name.split(separator: ".").first.map(String.init) })
  }
}
