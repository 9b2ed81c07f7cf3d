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
    /// The output has the input's size, and each of its pixels sees the input's at these distances
    /// from it: `-3...-1` are the three before it. Kernel, stride and padding have no meaning.
    case window(rows: ClosedRange<Int>, columns: ClosedRange<Int>)
  }

  /// Down the image, or along its rows.
  enum Axis {
    /// Rows follow each other.
    case vertical
    /// Columns follow each other.
    case horizontal
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

  /// Returns the taps along an axis.
  func taps(_ axis: Axis) -> Int {
    window(axis)?.count ?? kernel
  }

  private func window(_ axis: Axis) -> ClosedRange<Int>? {
    guard case .window(let rows, let columns) = kind else { return nil }
    return axis == .vertical ? rows : columns
  }

  /// Returns the pixels of an output's side for those of the input's.
  func outputSize(_ size: Int) -> Int {
    switch kind {
    case .plain: (size + 2 * padding - kernel) / stride + 1
    case .upSampled: 2 * size + 2 * padding - kernel + 1
    case .transposed: (size - 1) * stride - 2 * padding + kernel
    case .window: size
    }
  }

  /// Returns the parts along one axis that compute the output.
  func forward(_ axis: Axis, input: Int) -> [AxisPass] {
    let output = outputSize(input)
    return switch kind {
    case .plain, .window:
      [plain(axis, windows: output)]
    case .upSampled:
      AxisPass.upSampled(kernel: kernel, padding: padding, windows: output)
    case .transposed:
      AxisPass.spreading(kernel: kernel, stride: stride, padding: padding, size: output)
    }
  }

  /// Returns the parts along one axis that compute the input's gradient from the output's.
  func inputGradient(_ axis: Axis, input: Int) -> [AxisPass] {
    switch kind {
    case .plain:
      AxisPass.spreading(kernel: kernel, stride: stride, padding: padding, size: input)
    case .upSampled:
      [.upSampledGradient(kernel: kernel, padding: padding, size: input)]
    case .transposed:
      [.plain(kernel: kernel, stride: stride, padding: padding, windows: input)]
    case .window(let rows, let columns):
      AxisPass.spreading(
        kernel: taps(axis), stride: 1,
        padding: -(axis == .vertical ? rows : columns).lowerBound, size: input)
    }
  }

  /// Returns the windows along one axis over which the weights' gradient is summed.
  ///
  /// They lie on the output's gradient, not on the input, where `gradientReadsOutput`.
  func weightGradient(_ axis: Axis, input: Int) -> AxisPass {
    switch kind {
    case .plain, .window:
      plain(axis, windows: outputSize(input))
    case .upSampled:
      .upSampledGradient(kernel: kernel, padding: padding, size: input)
    case .transposed:
      .plain(kernel: kernel, stride: stride, padding: padding, windows: input)
    }
  }

  private func plain(_ axis: Axis, windows: Int) -> AxisPass {
    if let window = window(axis) {
      return .plain(
        kernel: window.count, stride: 1, padding: -window.lowerBound, windows: windows)
    }
    return .plain(kernel: kernel, stride: stride, padding: padding, windows: windows)
  }

  /// Whether the windows of the weights' gradient lie on the output's gradient.
  var gradientReadsOutput: Bool {
    switch kind {
    case .plain, .window: false
    case .upSampled, .transposed: true
    }
  }

  /// The shape of the weight: `[outputs, inputs, ky, kx]`, or inputs first if transposed.
  var weightShape: [Int] {
    let taps = [taps(.vertical), taps(.horizontal)]
    return switch kind {
    case .plain, .upSampled, .window: [outputs, inputs] + taps
    case .transposed: [inputs, outputs] + taps
    }
  }

  /// Returns the place of a weight.
  func weightIndex(input: Int, output: Int, y: Int, x: Int) -> Int {
    let pair =
      switch kind {
      case .plain, .upSampled, .window: output * inputs + input
      case .transposed: input * outputs + output
      }
    return (pair * taps(.vertical) + y) * taps(.horizontal) + x
  }
}
