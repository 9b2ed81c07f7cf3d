import Testing

@testable import Models

extension EngineTests {
  struct ConvolutionTests {
    @Test(
      arguments: ConvolutionTwin.plain + ConvolutionTwin.transposed + ConvolutionTwin.upSampled
        + ConvolutionTwin.windows)
    func valueAndGradientsMatchPlainLoops(twin: ConvolutionTwin) throws {
      for variant in KernelVariants.here {
        try KernelVariants.use(variant) {
          let runner = Self.runner(twin)
          // Memory full of what is no number: nothing may depend on lanes without a sample.
          let result = runner.run(stale: .nan)
          let x = runner["x"]
          let weight = runner["layer.weight"]
          let y = twin.value(x, weight: weight, bias: runner["layer.bias"])
          #expect(largestError(result.watched[0], y, floor: 1) < 5e-6, "\(variant)")
          let d = twin.gradients(x, weight: weight, d: Self.probe(twin))
          let scale = 1 / Double(twin.rows)
          for (name, expected) in [
            ("x", d.x), ("layer.weight", d.weight), ("layer.bias", d.bias),
          ] {
            let actual = runner.numbers(of: name, in: result.gradients)
            #expect(
              largestError(actual, expected.map { $0 * scale }, floor: 1) < 5e-6,
              "\(name) \(variant)")
          }
        }
      }
    }

    @Test(arguments: [
      (kernel: 3, stride: 1, padding: 1), (kernel: 3, stride: 2, padding: 1),
      (kernel: 4, stride: 2, padding: 1), (kernel: 2, stride: 3, padding: 0),
      (kernel: 5, stride: 3, padding: 2),
    ])
    func gradientsMatchFiniteDifferences(kernel: Int, stride: Int, padding: Int) {
      for isTransposed in [false, true] {
        let twin = ConvolutionTwin(
          geometry: ConvolutionGeometry(
            inputs: 2, outputs: 3, kernel: kernel, stride: stride, padding: padding,
            kind: isTransposed ? .transposed : .plain),
          height: 4, width: 5, rows: 3)
        expectFiniteDifferences(Self.runner(twin, activation: .tanh))
      }
    }

    @Test(arguments: ConvolutionTwin.windows)
    func gradientsOfWindowsMatchFiniteDifferences(twin: ConvolutionTwin) {
      var small = twin
      small.geometry.inputs = 2
      small.geometry.outputs = 3
      small.rows = 2
      expectFiniteDifferences(Self.runner(small, activation: .tanh))
    }

    @Test(arguments: 1...5, 0...2)
    func fusedUpSamplingEqualsUpSamplingBefore(kernel: Int, padding: Int) {
      let twin = ConvolutionTwin(
        geometry: ConvolutionGeometry(
          inputs: 3, outputs: 5, kernel: kernel, stride: 1, padding: padding, kind: .upSampled),
        height: 4, width: 6, rows: 19)
      let fused = Self.runner(twin, activation: .relu).run(stale: .nan)
      let unfused = ProgramRunner(rows: twin.rows) { recorder in
        let layer = Convolution(
          "layer", inputs: 3, outputs: 5, kernel: kernel, padding: padding, activation: .relu,
          layout: &recorder.layout)
        let x = Self.images(twin, &recorder)
        return Self.loss(layer(upSample(x, by: 2)), twin, &recorder)
      }
      let expected = Self.fill(unfused).run(stale: .nan)
      Self.expectEqual(fused, expected)
    }

    @Test(arguments: [(5, 5), (6, 7), (7, 4), (8, 8)], [2, 3])
    func fusedPoolingEqualsPoolingBehind(size: (height: Int, width: Int), window: Int) {
      for activation in Activation.allCases {
        let runners = [true, false].map { isFused in
          ProgramRunner(rows: 18) { recorder in
            let layer = Convolution(
              "layer", inputs: 2, outputs: 5, kernel: 3, padding: 1,
              pooling: isFused ? window : 1, activation: activation, layout: &recorder.layout)
            let values = wave(18 * size.height * size.width * 2, a: 1.3, b: 0.3)
            let x = recorder.value("x", width: size.height * size.width * 2, values)
            let y = layer(
              ImageTensor(x, height: size.height, width: size.width, channels: 2))
            let pooled = isFused ? y : maxPool(y, size: window)
            let rows = recorder.watch(pooled.rows())
            return probed(
              rows, with: recorder.input(width: rows.width, wave(18 * rows.width, a: 1.9)))
          }
        }
        Self.expectEqual(
          Self.fill(runners[0]).run(stale: .nan), Self.fill(runners[1]).run(stale: .nan))
      }
    }

    /// A layer that is used twice adds up both uses' gradients.
    @Test func sharedWeightsGetBothGradients() {
      expectFiniteDifferences(
        ProgramRunner(rows: 2) { recorder in
          let layer = Convolution(
            "layer", inputs: 2, outputs: 2, kernel: 3, padding: 1, activation: .softplus,
            layout: &recorder.layout)
          let x = recorder.value("x", width: 24, wave(48, a: 1.1))
          let once = layer(ImageTensor(x, height: 3, width: 4, channels: 2))
          let twice = layer(once).rows()
          return probed(twice, with: recorder.input(width: 24, wave(48, a: 0.8)))
        })
    }

    // MARK: - Recording

    /// A layer on the twin's images, with a probe behind it.
    private static func runner(
      _ twin: ConvolutionTwin, activation: Activation = .identity
    ) -> ProgramRunner {
      fill(
        ProgramRunner(rows: twin.rows) { recorder in
          let geometry = twin.geometry
          if case .window(let rows, let columns) = geometry.kind {
            let layer = Convolution(
              "layer", inputs: geometry.inputs, outputs: geometry.outputs, rows: rows,
              columns: columns, activation: activation, layout: &recorder.layout)
            return loss(layer(images(twin, &recorder)), twin, &recorder)
          }
          let layer = Convolution(
            "layer", inputs: geometry.inputs, outputs: geometry.outputs, kernel: geometry.kernel,
            stride: geometry.stride, padding: geometry.padding,
            upSamples: geometry.kind == .upSampled, isTransposed: geometry.kind == .transposed,
            activation: activation, layout: &recorder.layout)
          return loss(layer(images(twin, &recorder)), twin, &recorder)
        })
    }

    private static func images(
      _ twin: ConvolutionTwin, _ recorder: inout ProgramRecorder
    ) -> ImageTensor {
      let values = wave(twin.rows * twin.inputWidth, a: 1.3, b: 0.1)
      return ImageTensor(
        recorder.value("x", width: twin.inputWidth, values), height: twin.height,
        width: twin.width, channels: twin.geometry.inputs)
    }

    private static func loss(
      _ y: ImageTensor, _ twin: ConvolutionTwin, _ recorder: inout ProgramRecorder
    ) -> Loss {
      let rows = recorder.watch(y.rows())
      #expect(rows.width == twin.outputWidth)
      return probed(rows, with: recorder.input(width: twin.outputWidth, probe(twin)))
    }

    private static func probe(_ twin: ConvolutionTwin) -> [Float] {
      wave(twin.rows * twin.outputWidth, a: 1.7, b: 0.6)
    }

    private static func fill(_ runner: ProgramRunner) -> ProgramRunner {
      let count = runner["layer.weight"].count
      runner["layer.weight"] = wave(count, amplitude: 0.5, a: 0.7, b: 0.4)
      runner["layer.bias"] = wave(runner["layer.bias"].count, amplitude: 0.3, a: 2.1, b: 1)
      return runner
    }

    private static func expectEqual(
      _ actual: ProgramRunner.Result, _ expected: ProgramRunner.Result,
      sourceLocation: SourceLocation = #_sourceLocation
    ) {
      let value = expected.watched[0].map { Double($0) }
      let gradients = expected.gradients.map { $0.isNaN ? 0 : Double($0) }
      #expect(
        largestError(actual.watched[0], value, floor: 1) < 2e-6, sourceLocation: sourceLocation)
      #expect(
        largestError(actual.gradients.map { $0.isNaN ? 0 : $0 }, gradients, floor: 1) < 1e-5,
        sourceLocation: sourceLocation)
    }
  }
}
