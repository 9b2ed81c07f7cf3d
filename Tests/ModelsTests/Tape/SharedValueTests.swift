import Testing

@testable import Models

extension EngineTests {
  struct SharedValueTests {
    @Test func aTensorReadByTwoLayersGetsBothGradients() {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.value("x", width: 4, wave(12, a: 1.3))
          let trunk = Dense(
            "trunk", inputs: 4, outputs: 3, activation: .tanh, layout: &recorder.layout)
          let left = Dense(
            "left", inputs: 3, outputs: 2, activation: .sigmoid, layout: &recorder.layout)
          let right = Dense(
            "right", inputs: 3, outputs: 2, activation: .softplus, layout: &recorder.layout)
          let shared = trunk(x)
          return squaredError(
            outputs: left(shared), target: recorder.input(width: 2, wave(6, a: 0.3)))
            + bernoulli(
              logits: right(shared), target: recorder.input(width: 2, waveOfIntensities(6)))
        })
    }

    @Test func aTensorReadBySigmoidClampAndLayerGetsAllGradients() {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.value("x", width: 4, wave(12, amplitude: 2, a: 1.3))
          let layer = Dense(
            "layer", inputs: 4, outputs: 4, activation: .identity, layout: &recorder.layout)
          let posterior = DiagonalGaussian(raw: x)
          let target = recorder.input(width: 4, wave(12, a: 0.3))
          return probed(sigmoid(x), with: target) + klDivergence(posterior)
            + squaredError(outputs: layer(x), target: target)
        })
    }

    @Test func aLayerUsedTwiceGetsBothGradients() {
      expectFiniteDifferences(
        ProgramRunner(rows: 3) { recorder in
          let x = recorder.input(width: 4, wave(12, a: 1.3))
          let layer = Dense(
            "layer", inputs: 4, outputs: 4, activation: .tanh, layout: &recorder.layout)
          return squaredError(outputs: layer(layer(x)), target: x)
        })
    }

    @Test func aLayerThatTheObjectiveDoesNotReadAddsNothing() {
      let runner = ProgramRunner(rows: 3) { recorder in
        let x = recorder.input(width: 4, wave(12, a: 1.3))
        let layer = Dense(
          "layer", inputs: 4, outputs: 4, activation: .tanh, layout: &recorder.layout)
        let objective = squaredError(outputs: layer(x), target: x)
        _ = layer(x)
        return objective
      }
      expectFiniteDifferences(runner)
    }
  }
}
