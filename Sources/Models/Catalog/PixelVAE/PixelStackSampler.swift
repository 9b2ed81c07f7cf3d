internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Draws the pictures of a `PixelVAE`.
///
/// Every feature is computed once, as soon as all that it sees is drawn: the vertical stack a row at a
/// time, the horizontal one a pixel at a time. So a picture costs as much as one forward pass.
final class PixelStackSampler: PixelSampler {
  let count: Int
  private(set) var position = 0
  private(set) var picture: [Float]
  private(set) var probabilities: [Float]

  private let stack: PixelStack
  private let shape: ImageShape
  private let map: FeatureMap
  private let layers: [Layer]
  private let head: PixelConvolution
  private let drawn: BorderedImage
  private var chances: [Float]

  /// A layer's convolutions, and what they have computed.
  private struct Layer {
    let vertical: PixelConvolution
    let horizontal: PixelConvolution
    let link: PixelConvolution
    let above: BorderedImage
    let left: BorderedImage
  }

  init(_ model: PixelVAE) {
    let shape = model.shape
    self.shape = shape
    count = shape.count
    stack = model.pixels
    picture = Array(repeating: 0, count: count)
    probabilities = picture
    chances = picture
    map = FeatureMap(model)
    drawn = BorderedImage(shape, channels: 1)
    layers = model.pixels.layers.map { layer in
      Layer(
        vertical: PixelConvolution(layer.vertical), horizontal: PixelConvolution(layer.horizontal),
        link: PixelConvolution(layer.link),
        above: BorderedImage(shape, channels: model.pixels.channels),
        left: BorderedImage(shape, channels: model.pixels.channels))
    }
    head = PixelConvolution(model.pixels.head)
  }

  func begin(code: [Float], weights: WeightSnapshot, seed: UInt64) {
    position = 0
    for index in 0..<count {
      picture[index] = 0
      probabilities[index] = 0
    }
    drawn.clear()
    map.compute(code: code, weights: weights)
    head.load(weights)
    for layer in layers {
      layer.vertical.load(weights)
      layer.horizontal.load(weights)
      layer.link.load(weights)
    }
    // One chance for each pixel whatever the code, so that pictures change gently with it.
    chances = RandomKey(seed: seed, epoch: 0, purpose: .prior).uniform(sample: 0, count: count)
  }

  func advance(_ count: Int) {
    for _ in 0..<max(0, min(count, self.count - position)) {
      let (y, x) = position.quotientAndRemainder(dividingBy: shape.width)
      if x == 0 { lookUp(row: y) }
      let probability = probability(y: y, x: x)
      let pixel: Float = probability > chances[position] ? 1 : 0
      probabilities[position] = probability
      picture[position] = pixel
      drawn.pixel(y, x)[0] = pixel
      position += 1
    }
  }

  /// Computes the vertical stack's features of a row, which depend on the rows above.
  private func lookUp(row: Int) {
    var seen = drawn
    for layer in layers {
      for column in 0..<shape.width {
        let features = layer.above.pixel(row, column)
        layer.vertical.compute(seen, row, column, into: features)
        ae_activate(features, stack.channels, stack.activation.kernel)
      }
      seen = layer.above
    }
  }

  private func probability(y: Int, x: Int) -> Float {
    let channels = stack.channels
    var around = map.pixel(y * shape.width + x)
    var seen = drawn
    for layer in layers {
      let features = layer.left.pixel(y, x)
      layer.horizontal.compute(seen, y, x, into: features)
      layer.link.compute(layer.above, y, x, into: layer.link.result)
      for channel in 0..<channels {
        features[channel] += layer.link.result[channel] + around[channel]
      }
      ae_activate(features, channels, stack.activation.kernel)
      seen = layer.left
      around = UnsafePointer(features)
    }
    head.compute(seen, y, x, into: head.result)
    return 1 / (1 + expf(-head.result[0]))
  }
}

/// The feature map of one code.
private final class FeatureMap {
  private let program: Program
  private let arena: FloatBuffer
  private let controls: FloatBuffer
  private let channels: Int
  private let codeSize: Int

  init(_ model: PixelVAE) {
    let tape = Tape()
    let code = tape.input(width: model.codeSize)
    let map = model.map(code).rows()
    program = Program(tape, rows: 1, outputs: [code, map], isTraining: false)
    arena = FloatBuffer(count: program.arenaSize)
    controls = FloatBuffer(tape.controls.entries.map(\.value))
    channels = model.pixels.channels
    codeSize = model.codeSize
  }

  /// Computes the map.
  func compute(code: [Float], weights: WeightSnapshot) {
    precondition(code.count == codeSize, "\(code.count) numbers for a code of \(codeSize)")
    (arena.start + program.outputs[0].offset).update(from: code, count: codeSize)
    var noSums = 0.0
    withUnsafeMutablePointer(to: &noSums) { sums in
      withUnsafePointer(to: Int32(0)) { sample in
        program.run(
          Frame(
            arena: arena.start, rows: 1, batchRows: 1, parameters: weights.buffer.start,
            gradients: nil, data: .none, samples: sample,
            random: RandomKey(seed: 0, epoch: 0, purpose: .evaluation).raw,
            controls: controls.start, sums: sums))
      }
    }
  }

  /// Returns the features of a pixel.
  func pixel(_ index: Int) -> UnsafePointer<Float> {
    UnsafePointer(arena.start + program.outputs[1].offset + index * channels)
  }
}

/// An image of features with zeros around it, as far as a window reaches.
private final class BorderedImage {
  let channels: Int
  private let memory: FloatBuffer
  private let row: Int

  /// The farthest that a window reaches beyond a pixel.
  private static let border = 3

  init(_ shape: ImageShape, channels: Int) {
    self.channels = channels
    row = (shape.width + 2 * Self.border) * channels
    memory = FloatBuffer(count: (shape.height + 2 * Self.border) * row)
    memory.clear()
  }

  func clear() {
    memory.clear()
  }

  /// Returns the features of a pixel, which may lie in the border; those to its right follow.
  func pixel(_ y: Int, _ x: Int) -> UnsafeMutablePointer<Float> {
    memory.start + (y + Self.border) * row + (x + Self.border) * channels
  }
}

/// A convolution for one pixel: the window's features as a vector, times a matrix.
private final class PixelConvolution {
  /// Memory for a result.
  let result: UnsafeMutablePointer<Float>
  private let layer: Convolution
  private let rows: ClosedRange<Int>
  private let columns: ClosedRange<Int>
  private let memory: FloatBuffer
  private let patch: UnsafeMutablePointer<Float>
  private let matrix: UnsafeMutablePointer<Float>
  private let bias: UnsafeMutablePointer<Float>
  private let inputs: Int
  private let outputs: Int
  private let patchSize: Int

  init(_ layer: Convolution) {
    self.layer = layer
    if case .window(let rows, let columns) = layer.geometry.kind {
      (self.rows, self.columns) = (rows, columns)
    } else {
      (rows, columns) = (0...0, 0...0)
    }
    inputs = layer.geometry.inputs
    outputs = layer.geometry.outputs
    patchSize = rows.count * columns.count * inputs
    memory = FloatBuffer(count: patchSize + 2 * outputs + patchSize * outputs)
    patch = memory.start
    result = patch + patchSize
    bias = result + outputs
    matrix = bias + outputs
  }

  /// Brings the weights `[outputs, inputs, ky, kx]` into the order of a window's features.
  func load(_ weights: WeightSnapshot) {
    let source = weights.buffer.start + layer.weight.offset
    bias.update(from: weights.buffer.start + layer.bias.offset, count: outputs)
    var place = 0
    for output in 0..<outputs {
      for ky in 0..<rows.count {
        for kx in 0..<columns.count {
          for input in 0..<inputs {
            matrix[place] =
              source[
                layer.geometry.weightIndex(input: input, output: output, y: ky, x: kx)]
            place += 1
          }
        }
      }
    }
  }

  /// Computes the result for the window around a pixel.
  func compute(
    _ image: BorderedImage, _ y: Int, _ x: Int, into target: UnsafeMutablePointer<Float>
  ) {
    let width = columns.count * inputs
    for (index, row) in rows.enumerated() {
      (patch + index * width).update(
        from: image.pixel(y + row, x + columns.lowerBound), count: width)
    }
    ae_dense_row(patch, matrix, patchSize, outputs, target)
    for output in 0..<outputs { target[output] += bias[output] }
  }
}
