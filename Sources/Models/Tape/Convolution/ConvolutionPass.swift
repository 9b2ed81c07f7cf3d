internal import CKernels

/// One part that a convolution falls into, ready for the kernels: its shape, where its result begins,
/// and how its weights come from the convolution's.
struct ConvolutionPass {
  /// The shape, for the whole image.
  let shape: AEConvolution
  /// The result of window (0, 0), in pixels from the start of the output.
  let firstPixel: Int
  /// The part's own weights, in floats from the start of all parts'.
  let weightOffset: Int
  /// How its weights come from the convolution's.
  let weights: WeightMap

  /// Creates a part.
  ///
  /// - Parameters:
  ///   - y: windows from top to bottom.
  ///   - x: windows from left to right.
  ///   - geometry: the convolution.
  ///   - source: the image that the windows lie on.
  ///   - resultWidth: pixels in a row of the result.
  ///   - readsOutput: whether `source` has the output's channels, and the result the input's.
  ///   - weightOffset: where its weights begin.
  init(
    y: AxisPass, x: AxisPass, geometry: ConvolutionGeometry, source: (height: Int, width: Int),
    resultWidth: Int, readsOutput: Bool, weightOffset: Int
  ) {
    let channels = (geometry.inputs, geometry.outputs)
    let (from, to) = readsOutput ? (channels.1, channels.0) : channels
    shape = AEConvolution(
      in_height: source.height, in_width: source.width, in_channels: from, out_channels: to,
      out_width: resultWidth, kernel_height: y.taps.count, kernel_width: x.taps.count,
      stride: y.stride, top: y.before, left: x.before, rows: y.windows, columns: x.windows,
      step: y.step)
    firstPixel = y.first * resultWidth + x.first
    self.weightOffset = weightOffset
    weights = WeightMap(
      y: y.taps, x: x.taps, from: from, to: to, geometry: geometry, readsOutput: readsOutput)
  }

  /// Computes the part for one group of images.
  ///
  /// - Parameters:
  ///   - source: the image that the windows lie on.
  ///   - weights: all parts' own weights.
  ///   - bias: a number for each channel of the result, or nil.
  ///   - result: the whole result.
  ///   - rectifies: whether negative results become 0.
  ///   - accumulates: whether the result is added to what is there.
  func run(
    _ source: UnsafePointer<Float>, weights: UnsafePointer<Float>, bias: UnsafePointer<Float>?,
    into result: UnsafeMutablePointer<Float>, rectifies: Bool = false, accumulates: Bool = false
  ) {
    withUnsafePointer(to: shape) { shape in
      ae_convolve(
        shape, source, weights + weightOffset, bias,
        result + firstPixel * self.shape.out_channels * Lanes.count, rectifies ? 1 : 0,
        accumulates ? 1 : 0)
    }
  }

  /// The same part for some rows of windows only, beginning with the given one.
  func rows(_ first: Int, count: Int) -> AEConvolution {
    var strip = shape
    strip.top -= first * shape.stride
    strip.rows = count
    return strip
  }
}

/// How a part's weights `[ky][kx][from][to]` come from a convolution's: as sums of some of them.
///
/// Plain pairs of places: filling in adds weights into places, and the gradient goes back the same way.
struct WeightMap {
  /// A weight, and a place that it is added to.
  struct Pair {
    /// Where in the part's weights.
    var place: Int32
    /// Which of the convolution's.
    var weight: Int32
  }

  /// The part's weights.
  let count: Int
  // Memory of its own, so that a step counts no references; freed by the operation.
  private let pairs: UnsafeBufferPointer<Pair>

  init(
    y: [[Int]], x: [[Int]], from: Int, to: Int, geometry: ConvolutionGeometry, readsOutput: Bool
  ) {
    count = y.count * x.count * from * to
    var list: [Pair] = []
    var place: Int32 = 0
    for rows in y {
      for columns in x {
        for source in 0..<from {
          for target in 0..<to {
            let (input, output) = readsOutput ? (target, source) : (source, target)
            for ky in rows {
              for kx in columns {
                let weight = geometry.weightIndex(input: input, output: output, y: ky, x: kx)
                list.append(Pair(place: place, weight: Int32(weight)))
              }
            }
            place += 1
          }
        }
      }
    }
    let memory = UnsafeMutableBufferPointer<Pair>.allocate(capacity: list.count)
    _ = memory.initialize(from: list)
    pairs = UnsafeBufferPointer(memory)
  }

  /// Fills in the part's weights.
  func fill(_ places: UnsafeMutablePointer<Float>, from weights: UnsafePointer<Float>) {
    places.update(repeating: 0, count: count)
    for pair in pairs {
      places[Int(pair.place)] += weights[Int(pair.weight)]
    }
  }

  /// Adds the gradient of the part's weights to that of the convolution's.
  func addGradient(_ places: UnsafePointer<Float>, to gradient: UnsafeMutablePointer<Float>) {
    for pair in pairs {
      gradient[Int(pair.weight)] += places[Int(pair.place)]
    }
  }

  /// Frees the pairs' memory.
  func deallocate() {
    pairs.deallocate()
  }
}
