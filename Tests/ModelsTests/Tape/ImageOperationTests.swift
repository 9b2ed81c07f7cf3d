import Testing

@testable import Models

extension EngineTests {
  /// Pooling, up-sampling, losses and the change of layout.
  struct ImageOperationTests {
    /// A 3 × 5 image, on which 2 × 2 windows are cut off at both edges.
    @Test func poolingKeepsTheLargestOfEachWindow() {
      let result = Self.pooled(
        [
          1, 2, 3, 4, 5,
          6, 0, 0, 9, 1,
          7, 8, 2, 1, 3,
        ], height: 3, width: 5, size: 2)
      #expect(result.watched[0] == [6, 9, 5, 8, 2, 3])
    }

    @Test func theGradientGoesToTheFirstOfEquals() {
      let result = Self.pooled(
        [
          4, 4, 0, 1,
          4, 4, 1, 1,
        ], height: 2, width: 4, size: 2)
      #expect(
        result.gradients.prefix(8) == [
          1, 0, 0, 2,
          0, 0, 0, 0,
        ])
    }

    @Test func aWindowWithANumberThatIsNoneSaysSo() {
      let result = Self.pooled([1, 2, .nan, 3], height: 2, width: 2, size: 2)
      #expect(result.watched[0][0].isNaN)
    }

    @Test(arguments: [1, 2, 3])
    func upSamplingRepeatsPixels(factor: Int) {
      let (height, width, channels, rows) = (2, 3, 2, 18)
      let values = wave(rows * height * width * channels)
      let runner = ProgramRunner(rows: rows) { recorder in
        let x = recorder.value("x", width: height * width * channels, values)
        let image = ImageTensor(x, height: height, width: width, channels: channels)
        let y = recorder.watch(upSample(image, by: factor).rows())
        return probed(
          y, with: recorder.input(width: y.width, wave(rows * y.width, a: 1.4, b: 1)))
      }
      let expected = (0..<rows).flatMap { row in
        (0..<(height * factor)).flatMap { y in
          (0..<(width * factor * channels)).map { index in
            let (x, channel) = (index / channels / factor, index % channels)
            return values[((row * height + y / factor) * width + x) * channels + channel]
          }
        }
      }
      #expect(runner.run(stale: .nan).watched[0] == expected)
      expectFiniteDifferences(runner)
    }

    @Test(arguments: [1, 15, 16, 17, 33], [1, 3, 16, 50])
    func theLayoutThereAndBackChangesNothing(rows: Int, width: Int) {
      let values = wave(rows * width)
      let probe = wave(rows * width, a: 1.9)
      let runner = ProgramRunner(rows: rows, batchRows: 1) { recorder in
        let x = recorder.value("x", width: width, values)
        let y = recorder.watch(
          ImageTensor(x, height: 1, width: width, channels: 1).rows())
        return probed(y, with: recorder.input(width: width, probe))
      }
      let result = runner.run(stale: .nan)
      #expect(result.watched[0] == values)
      #expect(runner.numbers(of: "x", in: result.gradients) == probe)
    }

    @Test(arguments: [1, 16, 21], ReconstructionLoss.allCases)
    func lossesInLanesEqualThoseInRows(rows: Int, loss: ReconstructionLoss) {
      let results = [true, false].map { isInLanes in
        ProgramRunner(rows: rows) { recorder in
          let x = recorder.value("x", width: 35, wave(rows * 35, amplitude: 3))
          let target = recorder.input(width: 35, waveOfIntensities(rows * 35))
          guard isInLanes else { return loss(x, target: target) }
          let image = ImageTensor(x, height: 5, width: 7, channels: 1)
          let wanted = ImageTensor(target, height: 5, width: 7, channels: 1)
          return switch loss {
          case .mse: squaredError(outputs: image, target: wanted)
          case .bce: bernoulli(logits: image, target: wanted)
          }
        }.run(stale: .nan)
      }
      #expect(abs(results[0].objective - results[1].objective) < 1e-5 * results[1].objective)
      let count = rows * 35
      #expect(
        largestError(
          results[0].gradients.prefix(count),
          results[1].gradients.prefix(count).map { Double($0) }, floor: 1e-3) < 1e-6)
    }

    /// A weight on the term makes rows' gradients count as they are wanted later.
    @Test func lossesInLanesTakeACoefficient() {
      expectFiniteDifferences(
        ProgramRunner(rows: 18) { recorder in
          let x = recorder.value("x", width: 6, wave(18 * 6))
          let target = recorder.input(width: 6, waveOfIntensities(18 * 6))
          let half = recorder.tape.control("half", initially: 0.5)
          return half
            * bernoulli(
              logits: ImageTensor(x, height: 2, width: 3, channels: 1),
              target: ImageTensor(target, height: 2, width: 3, channels: 1))
        })
    }

    /// One image with one channel; the gradient of the pooled pixels counts from 1.
    private static func pooled(
      _ values: [Float], height: Int, width: Int, size: Int
    ) -> ProgramRunner.Result {
      ProgramRunner(rows: 1) { recorder in
        let x = recorder.value("x", width: values.count, values)
        let y = maxPool(ImageTensor(x, height: height, width: width, channels: 1), size: size)
        let rows = recorder.watch(y.rows())
        return probed(
          rows, with: recorder.input(width: rows.width, (1...rows.width).map { Float($0) }))
      }.run(stale: .nan)
    }
  }
}
