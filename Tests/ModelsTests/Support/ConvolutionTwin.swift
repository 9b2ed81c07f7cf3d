import Testing

@testable import Models

/// A convolution in plain loops and double precision, as the tests expect it of the engine.
///
/// Images are rows `[y, x, channel]`. Nothing is shared with the engine but the sizes' names.
struct ConvolutionTwin: CustomTestStringConvertible {
  var geometry: ConvolutionGeometry
  var height: Int
  var width: Int
  var rows: Int

  var testDescription: String {
    "\(geometry.kind) \(geometry.inputs)→\(geometry.outputs) kernel \(geometry.kernel) "
      + "stride \(geometry.stride) padding \(geometry.padding), \(rows) of \(height) × \(width)"
  }

  /// The size of the output.
  var output: (height: Int, width: Int) { (size(height), size(width)) }
  /// Features of an input, and of an output.
  var inputWidth: Int { height * width * geometry.inputs }
  var outputWidth: Int { output.height * output.width * geometry.outputs }
  /// Weights.
  var weightCount: Int { geometry.inputs * geometry.outputs * taps.y.count * taps.x.count }

  /// Where each tap lies, from the place of its window.
  private var taps: (y: ClosedRange<Int>, x: ClosedRange<Int>) {
    if case .window(let rows, let columns) = geometry.kind { return (rows, columns) }
    let square = -geometry.padding...(geometry.kernel - 1 - geometry.padding)
    return (square, square)
  }

  /// Counts the windows by trying, one after the other, which fit.
  private func size(_ input: Int) -> Int {
    switch geometry.kind {
    case .transposed:
      // The pixels that input pixels reach, without the border.
      return (input - 1) * geometry.stride + geometry.kernel - 2 * geometry.padding
    case .plain, .upSampled:
      let padded = (geometry.kind == .upSampled ? 2 * input : input) + 2 * geometry.padding
      var count = 0
      while count * geometry.stride + geometry.kernel <= padded { count += 1 }
      return count
    case .window:
      return input
    }
  }

  /// Calls `body` with each input pixel, the output pixel that it has a part in, and the tap.
  private func forEachTap(
    _ body: (_ input: (y: Int, x: Int), _ output: (y: Int, x: Int), _ tap: (y: Int, x: Int)) -> Void
  ) {
    let isTransposed = geometry.kind == .transposed
    let factor = geometry.kind == .upSampled ? 2 : 1
    // The image that windows lie on, and how many there are.
    let image =
      isTransposed ? output : (height: height * factor, width: width * factor)
    let windows = isTransposed ? (height: height, width: width) : output
    for wy in 0..<windows.height {
      for wx in 0..<windows.width {
        for (ky, dy) in taps.y.enumerated() {
          for (kx, dx) in taps.x.enumerated() {
            let y = wy * geometry.stride + dy
            let x = wx * geometry.stride + dx
            guard y >= 0, x >= 0, y < image.height, x < image.width else { continue }
            let seen = (y / factor, x / factor)
            body(isTransposed ? (wy, wx) : seen, isTransposed ? seen : (wy, wx), (ky, kx))
          }
        }
      }
    }
  }

  private func weightIndex(_ input: Int, _ output: Int, _ tap: (y: Int, x: Int)) -> Int {
    let pair =
      geometry.kind == .transposed
      ? input * geometry.outputs + output : output * geometry.inputs + input
    return (pair * taps.y.count + tap.y) * taps.x.count + tap.x
  }

  /// Returns x ∗ W + b.
  func value(_ x: [Float], weight: [Float], bias: [Float]) -> [Double] {
    var y = (0..<(rows * outputWidth)).map { Double(bias[$0 % geometry.outputs]) }
    forEachTap { input, output, tap in
      forEachPair(input, output) { from, to, inputChannel, outputChannel in
        y[to] += Double(x[from]) * Double(weight[weightIndex(inputChannel, outputChannel, tap)])
      }
    }
    return y
  }

  /// Returns the gradients of Σ d · y.
  func gradients(
    _ x: [Float], weight: [Float], d: [Float]
  ) -> (x: [Double], weight: [Double], bias: [Double]) {
    var dx = [Double](repeating: 0, count: rows * inputWidth)
    var dw = [Double](repeating: 0, count: weightCount)
    var db = [Double](repeating: 0, count: geometry.outputs)
    forEachTap { input, output, tap in
      forEachPair(input, output) { from, to, inputChannel, outputChannel in
        let place = weightIndex(inputChannel, outputChannel, tap)
        dx[from] += Double(d[to]) * Double(weight[place])
        dw[place] += Double(d[to]) * Double(x[from])
      }
    }
    for (index, value) in d.enumerated() {
      db[index % geometry.outputs] += Double(value)
    }
    return (dx, dw, db)
  }

  /// Calls `body` with the places of every pair of channels of two pixels, in every row.
  private func forEachPair(
    _ input: (y: Int, x: Int), _ output: (y: Int, x: Int),
    _ body: (_ from: Int, _ to: Int, _ inputChannel: Int, _ outputChannel: Int) -> Void
  ) {
    for row in 0..<rows {
      let from = row * inputWidth + (input.y * width + input.x) * geometry.inputs
      let to = row * outputWidth + (output.y * self.output.width + output.x) * geometry.outputs
      for inputChannel in 0..<geometry.inputs {
        for outputChannel in 0..<geometry.outputs {
          body(from + inputChannel, to + outputChannel, inputChannel, outputChannel)
        }
      }
    }
  }
}

extension ConvolutionTwin {
  /// Kernels of 1…5, strides of 1…3, borders of 0…2, with channels and rows that go round.
  static let plain = all(.plain, strides: 1...3)
  /// The same, spreading.
  static let transposed = all(.transposed, strides: 1...3)
  /// The same, behind an up-sampling.
  static let upSampled = all(.upSampled, strides: 1...1)

  /// Windows above, left, right, below and around, of every shape.
  static let windows: [ConvolutionTwin] = [
    (-3 ... -1, -3...3, 1, 16), (0...0, -3 ... -1, 1, 5), (-2...0, -2...2, 16, 16),
    (0...0, -2...0, 8, 8), (0...0, 0...0, 17, 3), (1...3, 2...2, 2, 4), (-9 ... -7, -1...1, 2, 3),
    (-1...2, -4...1, 3, 9),
  ].enumerated().map { index, window in
    ConvolutionTwin(
      geometry: ConvolutionGeometry(
        inputs: window.2, outputs: window.3, kernel: 1, stride: 1, padding: 0,
        kind: .window(rows: window.0, columns: window.1)),
      height: 4 + index % 3, width: 5 + index % 4, rows: [1, 17, 33][index % 3])
  }

  private static func all(
    _ kind: ConvolutionGeometry.Kind, strides: ClosedRange<Int>
  ) -> [ConvolutionTwin] {
    let channels = [(1, 16), (3, 8), (8, 3), (16, 1), (17, 2), (2, 17), (8, 8), (4, 6)]
    let rows = [1, 5, 16, 17, 33]
    var list: [ConvolutionTwin] = []
    for kernel in 1...5 {
      for stride in strides {
        for padding in 0...2 {
          let (inputs, outputs) = channels[list.count % channels.count]
          let twin = ConvolutionTwin(
            geometry: ConvolutionGeometry(
              inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, padding: padding,
              kind: kind),
            height: 4 + list.count % 3, width: 5 + list.count % 6,
            rows: rows[list.count % rows.count])
          if twin.output.height > 0, twin.output.width > 0 { list.append(twin) }
        }
      }
    }
    return list
  }
}
