/// The sizes of a convolution, without its input.
struct ConvolutionGeometry: Equatable, Sendable {
  /// What stands before or instead of the ordinary convolution.
  enum Kind: Equatable, Sendable {
    /// Nothing.
    case plain
    /// The input is up-sampled by 2 before.
    case upSampled
    /// Each input pixel is spread over a window of the output.
    case transposed
  }

  /// Channels of the input.
  var inputs: Int
  /// Channels of the output.
  var outputs: Int
  /// Taps on each side of the kernel.
  var kernel: Int
  /// Pixels from one window to the next.
  var stride: Int
  /// Pixels of zeros around the image that windows cover (of the output's image, if transposed).
  var padding: Int
  /// What is computed.
  var kind: Kind

  /// Returns the pixels of an output's side for those of the input's.
  func outputSize(_ size: Int) -> Int {
    switch kind {
    case .plain: (size + 2 * padding - kernel) / stride + 1
    case .upSampled: 2 * size + 2 * padding - kernel + 1
    case .transposed: (size - 1) * stride - 2 * padding + kernel
    }
  }

  /// Returns the parts along one axis that compute the output.
  func forward(input: Int) -> [AxisPass] {
    let output = outputSize(input)
    return switch kind {
    case .plain:
      [.plain(kernel: kernel, stride: stride, padding: padding, windows: output)]
    case .upSampled:
      AxisPass.upSampled(kernel: kernel, padding: padding, windows: output)
    case .transposed:
      AxisPass.spreading(kernel: kernel, stride: stride, padding: padding, size: output)
    }
  }

  /// Returns the parts along one axis that compute the input's gradient from the output's.
  func inputGradient(input: Int) -> [AxisPass] {
    switch kind {
    case .plain:
      AxisPass.spreading(kernel: kernel, stride: stride, padding: padding, size: input)
    case .upSampled:
      [.upSampledGradient(kernel: kernel, padding: padding, size: input)]
    case .transposed:
      [.plain(kernel: kernel, stride: stride, padding: padding, windows: input)]
    }
  }

  /// Returns the windows along one axis over which the weights' gradient is summed.
  ///
  /// They lie on the output's gradient, not on the input, where `gradientReadsOutput`.
  func weightGradient(input: Int) -> AxisPass {
    switch kind {
    case .plain:
      .plain(kernel: kernel, stride: stride, padding: padding, windows: outputSize(input))
    case .upSampled:
      .upSampledGradient(kernel: kernel, padding: padding, size: input)
    case .transposed:
      .plain(kernel: kernel, stride: stride, padding: padding, windows: input)
    }
  }

  /// Whether the windows of the weights' gradient lie on the output's gradient.
  var gradientReadsOutput: Bool { kind != .plain }

  /// The shape of the weight: `[outputs, inputs, ky, kx]`, or inputs first if transposed.
  var weightShape: [Int] {
    switch kind {
    case .plain, .upSampled: [outputs, inputs, kernel, kernel]
    case .transposed: [inputs, outputs, kernel, kernel]
    }
  }

  /// Returns the place of a weight.
  func weightIndex(input: Int, output: Int, y: Int, x: Int) -> Int {
    let pair =
      switch kind {
      case .plain, .upSampled: output * inputs + input
      case .transposed: input * outputs + output
      }
    return (pair * kernel + y) * kernel + x
  }
}
