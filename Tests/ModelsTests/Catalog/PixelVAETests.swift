import Testing

@testable import Models

extension EngineTests {
  struct PixelVAETests {
    /// d logit_i / d x_j is exactly zero for j ≥ i, and for every j before it that two layers can see
    /// it is not: nothing is hidden, and there is no blind spot.
    @Test(arguments: [1, 2, 3])
    func aPixelDependsOnTheOnesBeforeItAndNoOthers(depth: Int) {
      let side = 12
      let pixels = side * side
      for i in [0, 1, side - 1, side, 5 * side + 6, 6 * side + 2, pixels - 1] {
        let gradient = Self.gradient(ofLogit: i, side: side, depth: depth)
        #expect(gradient[i...].allSatisfy { $0 == 0 }, "pixel \(i) sees itself or a later one")
        let reach = 3 + 2 * (depth - 1)
        for j in 0..<i {
          let distance = (y: i / side - j / side, x: abs(i % side - j % side))
          let isNear = distance.y <= 3 && distance.x <= reach
          if isNear { #expect(gradient[j] != 0, "pixel \(i) is blind for \(j)") }
        }
      }
    }

    @Test func noBitOfALogitChangesWithLaterPixels() {
      let side = 8
      let image = wave(64, a: 1.7).map { $0 > 0 ? Float(1) : 0 }
      let before = Self.logits(image, side: side)
      for j in stride(from: 0, to: 64, by: 5) {
        var changed = image
        changed[j] = 1 - changed[j]
        let after = Self.logits(changed, side: side)
        #expect(before[...j] == after[...j], "pixel \(j)")
        if j % side < side - 1 { #expect(before[j + 1] != after[j + 1]) }
      }
    }

    @Test(arguments: [0, 1, 2])
    func gradientMatchesFiniteDifferences(layers: Int) throws {
      let model = try Self.model(side: 8, layers: layers, channels: 3, hidden: [2])
      let runner = ProgramRunner(rows: 2) { recorder in
        recorder.layout = model.layout
        let x = recorder.input(width: 64, waveOfIntensities(128))
        return model.objective(input: x, target: x)
      }
      runner.controls = [1.5]
      expectFiniteDifferences(runner)
    }

    /// A picture that was drawn pixel by pixel has the probabilities that one forward pass gives it.
    @Test(arguments: [1, 2, 3], [Activation.relu, .tanh])
    func drawingAgreesWithTheForwardPass(layers: Int, activation: Activation) throws {
      let model = try Self.model(
        side: 12, layers: layers, channels: 5, hidden: [3], activation: activation)
      let weights = WeightSnapshot(waveWeights(model), step: 0)
      let sampler = try #require(model.makePixelSampler())
      let code: [Float] = [0.3, -1.2]
      let picture = sampler.draw(code: code, weights: weights)
      #expect(Set(picture) == [0, 1])
      let runner = ProgramRunner(rows: 1) { recorder in
        recorder.layout = model.layout
        let map = model.map(recorder.input(width: 2, code))
        let x = ImageTensor(
          recorder.input(width: 144, picture), height: 12, width: 12, channels: 1)
        let logits = recorder.watch(sigmoid(model.pixels(x, map: map).rows()))
        return Loss("sum", logits.rowSums())
      }
      runner.parameters = weights.values
      let expected = runner.run(stale: .nan).watched[0].map { Double($0) }
      #expect(largestError(sampler.probabilities, expected, floor: 1) < 1e-5)
    }

    @Test func aPictureInPartsIsTheSamePicture() throws {
      let model = try Self.model(side: 12, layers: 2, channels: 4, hidden: [3])
      let weights = WeightSnapshot(waveWeights(model), step: 0)
      let sampler = try #require(model.makePixelSampler())
      let whole = sampler.draw(code: [1, 2], weights: weights, seed: 3)
      let other = sampler.draw(code: [1, 2], weights: weights, seed: 4)
      #expect(whole != other)
      sampler.begin(code: [1, 2], weights: weights, seed: 3)
      #expect(sampler.picture.allSatisfy { $0 == 0 })
      for part in [1, 0, 11, 50, 7, 1000] {
        let before = sampler.position
        sampler.advance(part)
        #expect(sampler.position == min(before + part, 144))
        #expect(sampler.picture[..<sampler.position] == whole[..<sampler.position])
        #expect(sampler.picture[sampler.position...].allSatisfy { $0 == 0 })
      }
      #expect(Inference(model: model).decode([1, 2, 1, 2], weights: weights).count == 288)
    }

    @Test func withoutLayersItIsDecodedAtOnce() throws {
      let model = try Self.model(side: 8, layers: 0, channels: 4, hidden: [3])
      #expect(model.makePixelSampler() == nil)
      let weights = WeightSnapshot(waveWeights(model), step: 0)
      let picture = Inference(model: model).decode([0.5, 1], weights: weights)
      #expect(picture.allSatisfy { $0 > 0 && $0 < 1 })
    }

    @Test func takesNoOtherLoss() {
      var configuration = ModelConfiguration(defaultsOf: PixelVAE.description)
      configuration.loss = .mse
      #expect(
        throws: ConfigurationError.outOfRange("loss", "mse", allowed: "bce with this model")
      ) {
        try configuration.validate()
      }
    }

    // MARK: - Recording

    private static func model(
      side: Int, layers: Int, channels: Int, hidden: [Int], activation: Activation = .tanh
    ) throws -> PixelVAE {
      var configuration = ModelConfiguration(defaultsOf: PixelVAE.description)
      configuration.hidden = hidden
      configuration.codeSize = 2
      configuration.settings = [
        "layers": Double(layers), "channels": Double(channels), "warm-up": 0,
      ]
      configuration.activation = activation
      return PixelVAE(configuration, input: .square(side: side, intensity: 0.3))
    }

    /// Positive weights: nothing cancels, and no unit is dead.
    private static func stack(
      _ image: [Float], side: Int, depth: Int, probe: [Float]
    ) -> ProgramRunner {
      let runner = ProgramRunner(rows: 1) { recorder in
        let stack = PixelStack(
          "pixels", depth: depth, channels: 3, weights: .glorot, bias: .zeros,
          layout: &recorder.layout)
        let x = ImageTensor(
          recorder.value("x", width: side * side, image), height: side, width: side, channels: 1)
        let map = ImageTensor(
          recorder.input(width: side * side * 3, [Float](repeating: 1, count: side * side * 3)),
          height: side, width: side, channels: 3)
        let logits = recorder.watch(stack(x, map: map).rows())
        return probed(logits, with: recorder.input(width: side * side, probe))
      }
      let image = runner["x"]
      runner.parameters = runner.parameters.map { abs($0) }
      runner["x"] = image
      return runner
    }

    private static func gradient(ofLogit i: Int, side: Int, depth: Int) -> [Float] {
      var probe = [Float](repeating: 0, count: side * side)
      probe[i] = 1
      let runner = stack(
        [Float](repeating: 1, count: side * side), side: side, depth: depth, probe: probe)
      return runner.numbers(of: "x", in: runner.run(stale: .nan).gradients)
    }

    private static func logits(_ image: [Float], side: Int) -> [Float] {
      stack(image, side: side, depth: 2, probe: [Float](repeating: 1, count: side * side))
        .run(stale: .nan).watched[0]
    }
  }
}
