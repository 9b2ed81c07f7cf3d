import Testing

@testable import Models

extension EngineTests {
  struct DiscrepancyTests {
    @Test(arguments: [("small", 5, 2), ("batch", 40, 3), ("one-dimension", 33, 1)])
    func valueAndGradientMatchPyTorch(name: String, rows: Int, size: Int) throws {
      let reference = try Self.reference("mmd/\(name)")
      let runner = Self.runner(rows: rows, size: size)
      let result = runner.run(stale: .nan)
      let expected = try #require(reference["mmd"]?.values.first)
      #expect(abs(result.objective - expected) < 2e-6)
      let gradient = try #require(reference["d_z"]).values
      #expect(largestError(result.gradients(of: "z", in: runner), gradient, floor: 0.01) < 1e-5)
    }

    @Test func matchesTheDefinitionPairByPair() {
      let (z, p) = (Self.codes(12, 3), Self.samples(12, 3))
      let expected = Self.twin(z, p, size: 3)
      #expect(abs(Self.runner(rows: 12, size: 3).run().objective - expected) < 2e-6)
      #expect(abs(MultiquadricKernel(size: 3).discrepancy(z, p) - expected) < 2e-6)
    }

    /// As when rows count differently: the gradient is exact whatever the values are used for.
    @Test func gradientMatchesFiniteDifferencesWhenRowsCountDifferently() {
      expectFiniteDifferences(
        ProgramRunner(rows: 6) { recorder in
          let z = recorder.value("z", width: 2, Self.codes(6, 2))
          let p = recorder.input(width: 2, Self.samples(6, 2))
          let weight = recorder.input(width: 1, wave(6, amplitude: 20, a: 0.8))
          let values = discrepancy(codes: z, samples: p).terms[0].values
          return Loss("weighted", values * weight)
        })
    }

    @Test func mayBeNegative() {
      let z = Self.codes(40, 2)
      #expect(MultiquadricKernel(size: 2).discrepancy(z, z) < -0.01)
    }

    @Test func aBatchOfOneSaysNothing() {
      let runner = Self.runner(rows: 1, size: 2)
      let result = runner.run(stale: 7)
      #expect(result.objective == 0)
      #expect(result.gradients(of: "z", in: runner) == [0, 0])
    }

    /// Every scale has the same weight in the sum, and the cross term keeps its diagonal: two known
    /// mistakes of others.
    @Test func twoPointsGiveWhatPaperAndPencilGive() {
      let kernel = MultiquadricKernel(size: 1)
      func k(_ distance: Double) -> Double {
        [0.1, 0.2, 0.5, 1, 2, 5, 10].reduce(0) { $0 + 2 * $1 / (2 * $1 + distance * distance) }
      }
      let expected = k(1) + k(2) - (k(3) + k(5) + k(2) + k(4)) / 2
      #expect(abs(kernel.discrepancy([0, 1], [3, 5]) - expected) < 1e-6)
    }

    // MARK: - The whole batch, whatever its shards

    @Test func theShardsChangeRoundingOnly() throws {
      let one = try Self.trained(shards: 1, threads: 1)
      for shards in [2, 3, 8] {
        let other = try Self.trained(shards: shards, threads: 1)
        #expect(largestError(other, one.map { Double($0) }, floor: 1) < 1e-3, "\(shards) shards")
      }
    }

    @Test(arguments: [1, 2, 5])
    func theThreadsChangeNoBit(shards: Int) throws {
      let reference = try Self.trained(shards: shards, threads: 1)
      #expect(reference.allSatisfy { $0.isFinite })
      for threads in [2, 3, 8] {
        let other = try Self.trained(shards: shards, threads: threads)
        let isSame = other.map(\.bitPattern) == reference.map(\.bitPattern)
        #expect(isSame, "\(threads) threads")
      }
    }

    // MARK: - What is compared

    private static func codes(_ rows: Int, _ size: Int) -> [Float] {
      wave(rows * size, amplitude: 1.4, a: 1.3, b: 0.2)
    }

    private static func samples(_ rows: Int, _ size: Int) -> [Float] {
      wave(rows * size, amplitude: 1.1, a: 2.1, b: 0.7)
    }

    private static func reference(_ name: String) throws -> [String: ReferenceValue] {
      try #require(Fixture.decode("games.json", as: ReferenceCases.self)[name])
    }

    private static func runner(rows: Int, size: Int) -> ProgramRunner {
      ProgramRunner(rows: rows) { recorder in
        let z = recorder.value("z", width: size, codes(rows, size))
        return discrepancy(
          codes: z, samples: recorder.input(width: size, samples(rows, size)))
      }
    }

    /// The estimate as it is defined, in double precision.
    private static func twin(_ z: [Float], _ p: [Float], size: Int) -> Double {
      let count = z.count / size
      func k(_ a: [Float], _ i: Int, _ b: [Float], _ j: Int) -> Double {
        let distance = (0..<size).reduce(0) {
          let difference = Double(a[i * size + $1]) - Double(b[j * size + $1])
          return $0 + difference * difference
        }
        return [0.1, 0.2, 0.5, 1, 2, 5, 10].reduce(0) {
          let c = 2 * Double(size) * $1
          return $0 + c / (c + distance)
        }
      }
      var (within, between) = (0.0, 0.0)
      for i in 0..<count {
        for j in 0..<count {
          if i != j { within += k(z, i, z, j) + k(p, i, p, j) }
          between += k(z, i, p, j)
        }
      }
      return within / Double(count * (count - 1)) - 2 * between / Double(count * count)
    }

    /// The parameters of a `wae-mmd` after some steps of 8 samples.
    private static func trained(shards: Int, threads: Int) throws -> [Float] {
      let configuration = TinyTraining.configuration(WassersteinMMD.description)
      let model = try ModelCatalog.make(
        configuration.model, input: InputDescription(TinyTraining.dataset))
      return GameSteps.parameters(
        of: model, phases: model.phases, shards: shards, threads: threads, steps: 12)
    }
  }
}

extension ProgramRunner.Result {
  /// Returns the gradient of one parameter.
  func gradients(of name: String, in runner: ProgramRunner) -> [Float] {
    runner.numbers(of: name, in: gradients)
  }
}
