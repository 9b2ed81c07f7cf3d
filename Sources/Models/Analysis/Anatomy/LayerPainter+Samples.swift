/// Convolutions, and what units make of a sample.
extension LayerPainter {
  // MARK: - Convolutions

  /// A unit's kernels beside each other, with a line between them.
  func kernels(_ layer: Layer, _ units: [Int]) -> [Picture] {
    guard let step = layer.step, let geometry = step.geometry else { return [] }
    let spreads = layer.subject == .spreadingKernels
    return units.map { unit in
      let partners = spreads ? geometry.outputs : geometry.inputs
      let tiles = (0..<partners).map { partner in
        kernel(
          step.weight, geometry, input: spreads ? unit : partner,
          output: spreads ? partner : unit)
      }
      return Self.mosaic(
        tiles, height: geometry.taps(.vertical), width: geometry.taps(.horizontal))
    }
  }

  private func kernel(
    _ weight: Parameter, _ geometry: ConvolutionGeometry, input: Int, output: Int
  ) -> [Float] {
    let (rows, columns) = (geometry.taps(.vertical), geometry.taps(.horizontal))
    return (0..<(rows * columns)).map { place in
      let index = geometry.weightIndex(
        input: input, output: output, y: place / columns, x: place % columns)
      return weights.buffer.start[weight.offset + index]
    }
  }

  /// Tiles in a rectangle about as wide as high, a pixel apart.
  static func mosaic(_ tiles: [[Float]], height: Int, width: Int) -> Picture {
    guard tiles.count > 1 else {
      return Picture(width: width, height: height, values: tiles.first ?? [])
    }
    let (wide, high) = LayerPictures.mosaicSize(tiles.count, height: height, width: width)
    let root = (wide + 1) / (width + 1)
    var values = [Float](repeating: 0, count: wide * high)
    for (number, tile) in tiles.enumerated() {
      let (x, y) = (number % root * (width + 1), number / root * (height + 1))
      for (place, value) in tile.enumerated() {
        values[(y + place / width) * wide + x + place % width] = value
      }
    }
    return Picture(width: wide, height: high, values: values)
  }

  /// What the units make of a sample, where they are channels.
  func maps(_ layer: Layer, _ units: [Int], _ sample: Int, _ split: Split) -> [Picture] {
    let isInput = !layer.subject.readsOutputs
    guard layer.step?.geometry != nil,
      case .maps(let image) = isInput ? layer.inputs : layer.outputs
    else { return [] }
    let rows = anatomy.computation(of: layer, isInput: isInput)
      .run(split, samples: sample..<(sample + 1), weights: weights)[0]
    return units.map { unit in
      Picture(
        width: image.width, height: image.height,
        values: (0..<(image.width * image.height)).map { rows[$0 * image.channels + unit] })
    }
  }

  // MARK: - Answers at a sample

  /// ∂unit/∂x.
  func derivative(
    _ layer: Layer, _ units: [Int], _ sample: Int, _ split: Split
  ) -> [Picture] {
    guard let step = layer.step else { return [] }
    let derivative = InputDerivative(model, step.recording) { tape, _ in
      NetworkAnatomy.cut(tape, to: step).rows()
    }
    guard let rows = derivative.rows(units, sample: sample, of: split, weights: weights) else {
      return []
    }
    return units.indices.map { index in
      picture(rows[(index * model.inputSize)..<((index + 1) * model.inputSize)])
    }
  }

  /// ∂picture/∂z for some dimensions of the code, by differences.
  func effect(_ units: [Int], _ sample: Int, _ split: Split) -> [Picture] {
    let encoding = Computation { tape in
      let handles = Recording.encoding.record(model, on: tape)
      return [handles.code ?? handles.input]
    }
    let code = encoding.run(split, samples: sample..<(sample + 1), weights: weights)[0]
    let decoding = ProgramRun(isTraining: false) { tape in
      let z = tape.given(width: model.codeSize)
      return [z, model.decode(z)]
    }
    return units.map { unit in
      var codes = code + code
      codes[unit] += Self.nudge
      codes[model.codeSize + unit] -= Self.nudge
      decoding.put(codes, at: decoding.program.outputs[0])
      decoding.run(rows: 2, sample: sample, of: split, weights: weights)
      let pictures = decoding.numbers(
        at: decoding.program.outputs[1], count: 2 * model.inputSize)
      return picture(
        zip(pictures.prefix(model.inputSize), pictures.suffix(model.inputSize)).map {
          ($0 - $1) / (2 * Self.nudge)
        })
    }
  }

  /// How far a number of the code is moved either way.
  private static let nudge: Float = 0.05
}
