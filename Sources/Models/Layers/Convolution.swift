/// A convolutional layer, y = activation(x ∗ W + b), on images.
///
/// As usual in this field the kernel is not turned round: output pixel (y, x) is the sum of W[ky, kx]
/// times the input at (y · stride − padding + ky, x · stride − padding + kx), zero outside the image.
public struct Convolution: Equatable, Sendable {
  /// What is applied to each output.
  public let activation: Activation
  /// Pixels on each side of the windows of which the largest value is kept; 1 keeps all.
  public let pooling: Int
  let geometry: ConvolutionGeometry
  let weight: Parameter
  let bias: Parameter

  /// Creates a layer and lays out its parameters, `name.weight` `[outputs, inputs, kernel, kernel]`
  /// (inputs first if transposed) and `name.bias` `[outputs]`.
  ///
  /// - Parameters:
  ///   - name: its name in checkpoints.
  ///   - inputs: channels of the input, 1 or more.
  ///   - outputs: channels of the output, 1 or more.
  ///   - kernel: taps on each side, 1 or more.
  ///   - stride: pixels from one window to the next; 1 where it up-samples.
  ///   - padding: pixels of zeros around the image.
  ///   - upSamples: whether the image is up-sampled by 2 before (nearest neighbour). Computed on the
  ///     small image with sums of the weights: the same function for 4/9 of the work with 3 × 3 taps.
  ///   - isTransposed: whether each input pixel is spread over a window of the output: what the
  ///     convolution with these sizes does to a gradient on its way back.
  ///   - pooling: pixels on each side of the windows of which the largest value is kept, 1…15.
  ///   - activation: applied to each output.
  ///   - weights: how weights begin.
  ///   - firstBias: how the bias begins.
  ///   - layout: receives the parameters.
  public init(
    _ name: String, inputs: Int, outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0,
    upSamples: Bool = false, isTransposed: Bool = false, pooling: Int = 1,
    activation: Activation, weights: WeightInitialization = .glorot,
    bias firstBias: Initializer = .zeros, layout: inout ParameterLayout
  ) {
    precondition(
      inputs >= 1 && outputs >= 1 && kernel >= 1 && stride >= 1 && padding >= 0,
      "\(inputs)→\(outputs) channels, kernel \(kernel), stride \(stride), padding \(padding)")
    precondition(!upSamples || (stride == 1 && !isTransposed), "an up-sampled stride of \(stride)")
    precondition((1...15).contains(pooling), "windows of \(pooling) pixels; 1…15 are possible")
    self.init(
      name,
      ConvolutionGeometry(
        inputs: inputs, outputs: outputs, kernel: kernel, stride: stride, padding: padding,
        kind: upSamples ? .upSampled : isTransposed ? .transposed : .plain),
      pooling: pooling, activation: activation, weights: weights, bias: firstBias,
      layout: &layout)
  }

  /// Creates a layer whose output has the input's size, and lays out its parameters, `name.weight`
  /// `[outputs, inputs, rows, columns]` and `name.bias` `[outputs]`.
  ///
  /// Taps that a masked convolution would multiply with zero are simply not there.
  ///
  /// - Parameters:
  ///   - name: its name in checkpoints.
  ///   - inputs: channels of the input, 1 or more.
  ///   - outputs: channels of the output, 1 or more.
  ///   - rows: the rows that each output pixel sees, by their distance from it: `-3 ... -1` are the
  ///     three above.
  ///   - columns: the columns likewise.
  ///   - activation: applied to each output.
  ///   - weights: how weights begin.
  ///   - layout: receives the parameters.
  public init(
    _ name: String, inputs: Int, outputs: Int, rows: ClosedRange<Int>, columns: ClosedRange<Int>,
    activation: Activation, weights: WeightInitialization = .glorot,
    layout: inout ParameterLayout
  ) {
    precondition(inputs >= 1 && outputs >= 1, "\(inputs)→\(outputs) channels")
    self.init(
      name,
      ConvolutionGeometry(
        inputs: inputs, outputs: outputs, kernel: max(rows.count, columns.count), stride: 1,
        padding: 0, kind: .window(rows: rows, columns: columns)),
      pooling: 1, activation: activation, weights: weights, bias: .zeros, layout: &layout)
  }

  private init(
    _ name: String, _ geometry: ConvolutionGeometry, pooling: Int, activation: Activation,
    weights: WeightInitialization, bias firstBias: Initializer, layout: inout ParameterLayout
  ) {
    self.geometry = geometry
    self.pooling = pooling
    self.activation = activation
    // Each output is a sum over all taps, and each input is read by all of them.
    let taps = geometry.taps(.vertical) * geometry.taps(.horizontal)
    let initializer = weights.initializer(
      inputs: geometry.inputs * taps, outputs: geometry.outputs * taps)
    weight = layout.add("\(name).weight", shape: geometry.weightShape, initializer)
    bias = layout.add("\(name).bias", shape: [geometry.outputs], firstBias)
  }

  /// Returns the layer's output for images with as many channels as it has inputs.
  public func callAsFunction(_ x: ImageTensor) -> ImageTensor {
    precondition(
      x.channels == geometry.inputs,
      "a layer of \(geometry.inputs) channels cannot read images of \(x.channels)")
    let height = geometry.outputSize(x.height)
    let width = geometry.outputSize(x.width)
    precondition(
      height >= 1 && width >= 1,
      "a kernel of \(geometry.kernel) on an image of \(x.height) × \(x.width)")
    return x.record(
      height: (height + pooling - 1) / pooling, width: (width + pooling - 1) / pooling,
      channels: geometry.outputs, parameters: [weight, bias]
    ) {
      ConvolutionOperation(
        input: x, output: $0, weight: weight, bias: bias, geometry: geometry,
        activation: activation, pooling: pooling)
    }
  }
}
