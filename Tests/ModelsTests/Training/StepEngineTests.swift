import Testing

@testable import Models

extension EngineTests {
  struct StepEngineTests {
    @Test(arguments: [1, 2, 5], [nil, 0.5] as [Float?])
    func theThreadsDoNotChangeABit(shards: Int, clipNorm: Float?) throws {
      // Layers of more than two blocks of 8192 parameters, so that every worker updates some.
      let reference = try Self.trained(shards: shards, threads: 1, clipNorm: clipNorm)
      for threads in [2, 3, 8] {
        let other = try Self.trained(shards: shards, threads: threads, clipNorm: clipNorm)
        // Not compared in the claim itself, which would describe how 20,000 numbers differ.
        let isSame = other == reference
        #expect(isSame, "\(threads) threads")
      }
      #expect(reference.allSatisfy { $0.isFinite })
    }

    @Test func theShardsChangeRoundingOnly() throws {
      let one = try Self.trained(shards: 1, threads: 1, clipNorm: nil)
      let five = try Self.trained(shards: 5, threads: 1, clipNorm: nil)
      #expect(one != five)
      #expect(largestError(five, one.map { Double($0) }, floor: 1) < 1e-3)
    }

    @Test func clippingScalesTheWholeGradientToTheNorm() throws {
      let free = try Self.sgdChange(clipNorm: nil)
      let norm = free.reduce(0.0) { $0 + Double($1 * $1) }.squareRoot()
      let clipped = try Self.sgdChange(clipNorm: Float(norm / 4))
      #expect(largestError(clipped, free.map { Double($0) / 4 }, floor: 0.1) < 1e-5)
      let untouched = try Self.sgdChange(clipNorm: Float(norm * 1.01))
      #expect(untouched == free)
    }

    @Test func evaluationLeavesTheParameters() throws {
      let engine = try Self.engine(shards: 2, threads: 2)
      defer { engine.close() }
      let before = engine.parameters.array
      Self.withBatch { images, samples in
        engine.evaluate(Self.batch(images, samples, rows: 8))
      }
      #expect(engine.parameters.array == before)
      #expect(engine.moments.first.allSatisfy { $0 == 0 })
      #expect(engine.termSums.allSatisfy { $0.isFinite && $0 != 0 })
    }

    @Test func evaluationAndTrainingComputeTheSameSums() throws {
      let engine = try Self.engine(shards: 2, threads: 2)
      defer { engine.close() }
      Self.withBatch { images, samples in
        engine.evaluate(Self.batch(images, samples, rows: 7))
        let evaluated = engine.termSums
        _ = Self.step(engine, Self.batch(images, samples, rows: 7))
        #expect(engine.termSums == evaluated)
      }
    }

    @Test func aLossThatIsNoNumberLeavesTheParameters() throws {
      let engine = try Self.engine(shards: 2, threads: 2)
      defer { engine.close() }
      engine.parameters.start[0] = .nan
      let before = engine.parameters.array
      Self.withBatch { images, samples in
        #expect(!Self.step(engine, Self.batch(images, samples, rows: 8), learningRate: 1))
      }
      #expect(engine.parameters.array.dropFirst() == before.dropFirst())
      #expect(engine.moments.first.allSatisfy { $0 == 0 })
    }

    private static func batch(
      _ images: UnsafePointer<UInt8>, _ samples: UnsafePointer<Int32>, rows: Int, epoch: Int = 0
    ) -> Batch {
      Batch(
        data: FrameData(images: images), samples: samples, rows: rows,
        random: RandomKey(seed: 1, epoch: epoch, purpose: .posterior))
    }

    private static func step(
      _ engine: StepEngine, _ batch: Batch, settings: OptimizerSettings = OptimizerSettings(),
      learningRate: Float = 0.01
    ) -> Bool {
      engine.step(
        batch, settings: settings, learningRate: learningRate,
        progress: TrainingProgress(step: 0, epoch: 0, stepInEpoch: 0, stepsPerEpoch: 1))
    }

    private static func engine(
      shards: Int, threads: Int, hidden: [Int] = [5]
    ) throws -> StepEngine {
      let dataset = TinyTraining.dataset
      let model = try ModelCatalog.make(
        TinyTraining.configuration(hidden: hidden).model, input: InputDescription(dataset))
      return StepEngine(
        model: model, parameters: model.layout.initialValues(seed: 1), batchSize: 8,
        shards: shards, threads: threads)
    }

    /// The parameters after 20 steps, every fifth with a batch of 3.
    private static func trained(shards: Int, threads: Int, clipNorm: Float?) throws -> [Float] {
      let engine = try engine(shards: shards, threads: threads, hidden: [150, 120])
      defer { engine.close() }
      withBatch { images, samples in
        for step in 1...20 {
          let isFinite = Self.step(
            engine, batch(images, samples + step, rows: step % 5 == 0 ? 3 : 8, epoch: step),
            settings: OptimizerSettings(clipNorm: clipNorm))
          #expect(isFinite)
        }
      }
      return engine.parameters.array
    }

    /// The gradient, as a step of plain descent with rate 1 shows it.
    private static func sgdChange(clipNorm: Float?) throws -> [Float] {
      let engine = try engine(shards: 2, threads: 2)
      defer { engine.close() }
      withBatch { images, samples in
        let settings = OptimizerSettings(kind: .sgd, momentum: 0, clipNorm: clipNorm)
        _ = step(engine, batch(images, samples, rows: 8), settings: settings, learningRate: 1)
      }
      return engine.moments.first
    }

    private static func withBatch(
      _ body: (UnsafePointer<UInt8>, UnsafePointer<Int32>) -> Void
    ) {
      let samples = (0..<37).map { Int32($0) }
      TinyTraining.dataset.train.images.withUnsafeBufferPointer { images in
        samples.withUnsafeBufferPointer { samples in
          guard let images = images.baseAddress, let samples = samples.baseAddress else { return }
          body(images, samples)
        }
      }
    }
  }
}
