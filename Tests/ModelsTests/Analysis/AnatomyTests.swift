import Testing

@testable import Models

extension EngineTests {
  /// `NetworkAnatomy` on every model of the catalog, with small data of the kind that it takes.
  struct AnatomyTests {
    private static let ids = ModelCatalog.all.map(\.id)

    @Test(arguments: ids)
    func layersAreThoseOfTheSummary(id: String) throws {
      let subject = try Subject(id)
      let layers = subject.anatomy.layers.filter { $0.kind != .code }
      let summary = subject.anatomy.model.summary
      #expect(Set(layers.map(\.name)) == Set(summary.map(\.name)))
      for row in summary {
        #expect(layers.first { $0.name == row.name }?.parameters == row.parameters, "\(row.name)")
      }
    }

    @Test(arguments: ids)
    func theCodeStandsBeforeWhatDecodesIt(id: String) throws {
      let layers = try Subject(id).anatomy.layers
      let code = try #require(layers.firstIndex { $0.kind == .code })
      #expect(layers[..<code].contains { $0.network == "encoder" })
      #expect(!layers[code...].contains { $0.network == "encoder" })
      #expect(layers[code...].contains { $0.network == "decoder" })
    }

    @Test(arguments: ids)
    func everyLayerHasPictures(id: String) throws {
      let subject = try Subject(id)
      for (index, layer) in subject.anatomy.layers.enumerated() {
        let units = [0, layer.pictureCount - 1]
        let found = subject.pictures(of: index, units)
        #expect(layer.pictureCount > 0, "\(layer.name)")
        #expect(found.pictures.count == 2, "\(layer.name): \(layer.subject)")
        for picture in found.pictures + found.maps {
          #expect(picture.values.count == picture.width * picture.height, "\(layer.name)")
          #expect(picture.values.allSatisfy { $0.isFinite }, "\(layer.name)")
        }
        let size = layer.pictureSize(subject.dataset.shape)
        #expect(found.pictures.first?.width == size.width, "\(layer.name)")
        #expect(found.pictures.first?.height == size.height, "\(layer.name)")
        #expect(found.maps.first?.width == layer.mapSize?.width, "\(layer.name)")
        #expect(found.maps.first?.height == layer.mapSize?.height, "\(layer.name)")
        guard case .convolution = layer.kind else { continue }
        #expect(found.maps.count == 2, "\(layer.name)")
      }
    }

    @Test(arguments: ids)
    func everyLayerHasAnActivity(id: String) throws {
      let subject = try Subject(id)
      for (index, layer) in subject.anatomy.layers.enumerated() {
        let activity = subject.anatomy.activity(
          of: index, sample: 3, split: subject.dataset.test, weights: subject.weights, samples: 8)
        #expect(activity.means.count == layer.outputs.units, "\(layer.name)")
        #expect(activity.samples == 8)
        #expect(activity.rates.allSatisfy { (0...1).contains($0) })
        #expect(activity.atSample.allSatisfy { $0.isFinite })
      }
    }

    @Test(arguments: ids)
    func everyCodeHasADerivative(id: String) throws {
      let subject = try Subject(id)
      let found = try #require(
        subject.anatomy.codeDerivative(
          sample: 3, of: subject.dataset.test, weights: subject.weights))
      #expect(
        found.singularValues.count
          == min(subject.anatomy.model.codeSize, subject.anatomy.model.inputSize))
      #expect(found.norm > 0)
      #expect(found.isBeforeRounding == (id == "vq-vae"))
    }

    @Test(arguments: ["undercomplete", "contractive"])
    func theDerivativeIsThatOfDenseLayers(id: String) throws {
      let subject = try Subject(id)
      let context = ReadoutContext(
        model: subject.anatomy.model, configuration: subject.configuration,
        weights: subject.weights, split: subject.dataset.test,
        codes: Codes(size: 1, count: 0, means: []))
      let expected = context.jacobians(images: 4)[3].singularValues
      let found = try #require(
        subject.anatomy.codeDerivative(
          sample: 3, of: subject.dataset.test, weights: subject.weights)
      ).singularValues
      #expect(largestError(found, expected.map(Double.init), floor: 1) < 1e-4)
    }

    /// A step along a direction moves the code by its singular value.
    @Test func directionsBelongToTheSingularValues() throws {
      let jacobian = EncoderJacobian(
        codeSize: 3, inputSize: 5,
        values: [3, 0, 0, 0, 0, 0, 0, 0.5, 0, 0, 0, -1.5, 0, 0, 0])
      let found = CodeDerivative(jacobian, isBeforeRounding: false)
      #expect(largestError(found.singularValues, [3, 1.5, 0.5], floor: 1) < 1e-5)
      #expect(largestError(found.directions[0].map { abs($0) }, [1, 0, 0, 0, 0], floor: 1) < 1e-4)
      #expect(largestError(found.directions[1].map { abs($0) }, [0, 1, 0, 0, 0], floor: 1) < 1e-4)
      #expect(largestError(found.directions[2].map { abs($0) }, [0, 0, 1, 0, 0], floor: 1) < 1e-4)
    }

    /// One number of the input at a time, by differences of the code.
    @Test(arguments: ["vae", "convolutional", "conv-vae", "topk-sparse", "autorec-item"])
    func theDerivativeIsThatOfTheCode(id: String) throws {
      let subject = try Subject(id)
      let model = subject.anatomy.model
      let rows = try #require(
        InputDerivative(model, .encoding) { _, handles in handles.code ?? handles.input }
          .rows(
            Array(0..<model.codeSize), sample: 3, of: subject.dataset.test,
            weights: subject.weights))
      let image = subject.dataset.test.image(3).map { Float($0) / 255 }
      let inference = Inference(model: model)
      let feature = try #require(image.firstIndex { $0 > 0.3 } ?? image.firstIndex { $0 > 0 })
      let step: Float = 1 / 512
      func code(_ change: Float) -> [Float] {
        var image = image
        image[feature] += change
        return inference.encode(image, weights: subject.weights).means
      }
      let differences = zip(code(step), code(-step)).map { ($0 - $1) / (2 * step) }
      let found = (0..<model.codeSize).map { rows[$0 * model.inputSize + feature] }
      #expect(found.contains { abs($0) > 1e-4 })
      #expect(largestError(found, differences.map(Double.init), floor: 1) < 0.02)
    }

    @Test func thePicturesOfTheFirstLayerAreItsWeights() throws {
      let subject = try Subject("vae")
      let layer = try #require(subject.anatomy.layers.firstIndex { $0.name == "encoder.0" })
      #expect(subject.anatomy.layers[layer].subject == .incoming(through: 0))
      let weight = subject.parameter("encoder.0.weight")
      let picture = subject.pictures(of: layer, [7]).pictures[0]
      #expect(picture.values == Array(weight[(7 * 784)..<(8 * 784)]))
      #expect(picture.width == 28 && picture.height == 28)
    }

    @Test func thePicturesOfTheLastLayerAreItsColumns() throws {
      let subject = try Subject("contractive")
      let layer = try #require(subject.anatomy.layers.firstIndex { $0.name == "decoder.0" })
      #expect(subject.anatomy.layers[layer].subject == .outgoing(through: 0))
      // Tied: what a number of the code paints is what its unit looks for.
      let weight = subject.parameter("encoder.0.weight")
      let picture = subject.pictures(of: layer, [7]).pictures[0]
      #expect(picture.values == Array(weight[(7 * 784)..<(8 * 784)]))
    }

    /// With linear layers what a dimension paints is exactly how the picture changes with it.
    @Test func whatADimensionPaintsGoesThroughAllLayers() throws {
      let subject = try Subject("undercomplete") {
        ($0.hidden, $0.activation, $0.codeSize) = ([20], .identity, 3)
      }
      let layers = subject.anatomy.layers
      let code = try #require(layers.firstIndex { $0.kind == .code })
      #expect(layers[code].subject == .outgoing(through: 1))
      let inference = Inference(model: subject.anatomy.model)
      let pictures = inference.decode([0, 1, 0, 0, 0, 0], weights: subject.weights)
      let expected = zip(pictures.prefix(784), pictures.suffix(784)).map { Double($0 - $1) }
      let found = subject.pictures(of: code, [1]).pictures[0].values
      #expect(largestError(found, expected, floor: 1) < 1e-4)
    }

    @Test func mapsAreWhatAConvolutionWrites() throws {
      let subject = try Subject("convolutional")
      let layers = subject.anatomy.layers
      let last = try #require(layers.lastIndex { $0.network == "encoder" })
      let code = Inference(model: subject.anatomy.model).encode(
        subject.dataset.test.image(3).map { Float($0) / 255 }, weights: subject.weights)
      let maps = subject.pictures(of: last, [2]).maps
      #expect(maps.first?.width == 4)
      #expect(
        largestError(maps[0].values, (0..<16).map { Double(code.means[$0 * 8 + 2]) }, floor: 1)
          < 1e-5)
    }

    @Test func aLayerThatHearsNothingIsUnused() {
      let activity = LayerActivity(
        means: [1, 0, 0, 2, 0, 3], peaks: [1, 0, 0, 2, 0, 3], atSample: [1, 0, 0],
        rule: .above(0))
      #expect(activity.means == [1.5, 0, 1.5])
      #expect(activity.rates == [1, 0, 0.5])
      #expect(activity.unused == 1)
      #expect(activity.activeUnits == 1.5)
    }

    @Test func aTapeEndsWithItsProgram() throws {
      let subject = try Subject("vae")
      weak var tape: Tape?
      do {
        let computation = Computation {
          tape = $0
          return [$0.input(width: 784).rowSums()]
        }
        #expect(tape != nil)
        _ = computation.run(subject.dataset.test, samples: 0..<1, weights: subject.weights)
      }
      #expect(tape == nil)
    }

    // MARK: - A model with data

    private struct Subject {
      let anatomy: NetworkAnatomy
      let configuration: ModelConfiguration
      let dataset: Dataset
      let weights: WeightSnapshot

      init(_ id: String, _ change: (inout ModelConfiguration) -> Void = { _ in }) throws {
        let description = try ModelCatalog.description(of: id)
        dataset = (description.ratingsSide == nil ? Self.images : Self.ratings)
          .arranged(for: description)
        var configuration = ModelConfiguration(defaultsOf: description)
        change(&configuration)
        self.configuration = configuration
        let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
        anatomy = NetworkAnatomy(model)
        weights = WeightSnapshot(model.layout.initialValues(seed: 4), step: 0)
      }

      func pictures(of layer: Int, _ units: [Int]) -> LayerPictures {
        anatomy.pictures(
          of: layer, units: units, sample: 3, split: dataset.test, shape: dataset.shape,
          weights: weights)
      }

      func parameter(_ name: String) -> [Float] {
        guard let parameter = anatomy.model.layout.parameters.first(where: { $0.name == name })
        else { return [] }
        return Array(weights.values[parameter.offset..<(parameter.offset + parameter.count)])
      }

      private static let images: Dataset = {
        let pixels = waveOfIntensities(12 * 784).map { UInt8(255 * $0) }
        let split = Split(images: pixels, labels: (0..<12).map { UInt8($0 % 10) })
        return Dataset(
          name: "waves", title: "Waves", shape: ImageShape(height: 28, width: 28), train: split,
          test: split, classNames: (0...9).map(String.init))
      }()

      private static let ratings: Dataset = {
        var known = [UInt8](repeating: 0, count: 12 * 15)
        var heldOut = known
        for place in known.indices {
          if place % 4 > 0 { known[place] = UInt8(2 + place * 7 % 9) }
          if place % 8 == 0 { heldOut[place] = 6 }
        }
        return .ratings(
          name: "few", title: "Few", users: 15, known: known, heldOut: heldOut)
      }()
    }
  }
}
