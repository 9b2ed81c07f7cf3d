/// Convolutions that halve an image at every layer: kernels of 4 × 4, stride 2, a border of 1.
///
/// 28 → 14 → 7: windows meet the image's edges exactly, and every pixel lies in as many windows as
/// its neighbours, so that a transposed convolution of the same shape leaves no pattern of squares.
///
/// Source: Odena, Dumoulin & Olah, *Deconvolution and Checkerboard Artifacts* (2016).
public struct StridedEncoder: Equatable, Sendable {
  /// The layers, in the order of computing.
  public let layers: [Convolution]
  private let shape: ImageShape
  /// The image behind the last layer.
  let output: ImageShape

  /// Creates the layers, `name.0` and so on.
  ///
  /// - Parameters:
  ///   - name: their common name in checkpoints.
  ///   - shape: the images that they read; see `StridedEncoder.fault`.
  ///   - channels: of each layer's output.
  ///   - activation: of every layer.
  ///   - weights: how weights begin.
  ///   - layout: receives the parameters.
  public init(
    _ name: String, shape: ImageShape, channels: [Int], activation: Activation,
    weights: WeightInitialization, layout: inout ParameterLayout
  ) {
    let factor = 1 << channels.count
    precondition(
      shape.height % factor == 0 && shape.width % factor == 0,
      "images of \(shape) cannot be halved \(channels.count) times")
    var layers: [Convolution] = []
    var inputs = shape.channels
    for (index, outputs) in channels.enumerated() {
      layers.append(
        Convolution(
          "\(name).\(index)", inputs: inputs, outputs: outputs, kernel: 4, stride: 2, padding: 1,
          activation: activation, weights: weights, layout: &layout))
      inputs = outputs
    }
    self.layers = layers
    self.shape = shape
    output = ImageShape(
      channels: inputs, height: shape.height / factor, width: shape.width / factor)
  }

  /// Returns the last layer's output for images as rows `[batch, height · width · channels]`, as rows
  /// again: `[batch, output.count]`, the channels of a pixel beside each other.
  public func callAsFunction(_ rows: Tensor) -> Tensor {
    let images = ImageTensor(
      rows, height: shape.height, width: shape.width, channels: shape.channels)
    return layers.reduce(images) { value, layer in layer(value) }.rows()
  }
}

/// The mirror image of a `StridedEncoder`: a dense layer, then transposed convolutions that double an
/// image at every layer.
public struct StridedDecoder: Equatable, Sendable {
  /// The layer from the code to the smallest image.
  public let dense: Dense
  /// The layers behind it, in the order of computing.
  public let layers: [Convolution]
  private let smallest: ImageShape

  /// Creates the layers, the dense `name.0` and so on.
  ///
  /// - Parameters:
  ///   - name: their common name in checkpoints.
  ///   - codeSize: dimensions of the code.
  ///   - shape: the images that come out.
  ///   - channels: of each transposed convolution's input.
  ///   - activation: of every layer but the last, which is linear.
  ///   - weights: how weights begin.
  ///   - lastBias: how the last layer's bias begins, `[shape.channels]`.
  ///   - layout: receives the parameters.
  public init(
    _ name: String, codeSize: Int, shape: ImageShape, channels: [Int], activation: Activation,
    weights: WeightInitialization, lastBias: Initializer = .zeros,
    layout: inout ParameterLayout
  ) {
    let factor = 1 << channels.count
    precondition(
      shape.height % factor == 0 && shape.width % factor == 0,
      "images of \(shape) cannot be doubled to \(channels.count) times")
    smallest = ImageShape(
      channels: channels.first ?? shape.channels, height: shape.height / factor,
      width: shape.width / factor)
    let isDenseLast = channels.isEmpty
    dense = Dense(
      "\(name).0", inputs: codeSize, outputs: smallest.count,
      activation: isDenseLast ? .identity : activation, weights: weights, layout: &layout)
    var layers: [Convolution] = []
    for (index, inputs) in channels.enumerated() {
      let isLast = index == channels.count - 1
      layers.append(
        Convolution(
          "\(name).\(index + 1)", inputs: inputs,
          outputs: isLast ? shape.channels : channels[index + 1], kernel: 4, stride: 2,
          padding: 1, isTransposed: true, activation: isLast ? .identity : activation,
          weights: weights, bias: isLast ? lastBias : .zeros, layout: &layout))
    }
    self.layers = layers
  }

  /// Returns the images of codes `[batch, codeSize]`.
  public func callAsFunction(_ code: Tensor) -> ImageTensor {
    let small = ImageTensor(
      dense(code), height: smallest.height, width: smallest.width, channels: smallest.channels)
    return layers.reduce(small) { value, layer in layer(value) }
  }
}

extension StridedEncoder {
  /// The most channels of a layer.
  static let mostChannels = 256

  /// Returns what is wrong with a configuration whose hidden layers are such convolutions; nil if
  /// nothing is.
  static func fault(_ configuration: ModelConfiguration) -> ConfigurationError? {
    for channels in [configuration.hidden, configuration.decoderSizes] {
      let text = channels.map(String.init).joined(separator: ",")
      guard (1...5).contains(channels.count) else {
        return .outOfRange(
          "hidden", text.isEmpty ? "none" : text,
          allowed: "the channels of one to five layers, each of which halves the image")
      }
      guard channels.allSatisfy({ $0 <= mostChannels }) else {
        return .outOfRange("hidden", text, allowed: "1…\(mostChannels) channels a layer")
      }
    }
    return nil
  }

  /// Returns what is wrong with images of a shape: every layer halves them.
  static func imageFault(
    _ configuration: ModelConfiguration, _ shape: ImageShape
  ) -> ConfigurationError? {
    let layers = max(configuration.hidden.count, configuration.decoderSizes.count)
    let factor = 1 << layers
    guard shape.height % factor == 0, shape.width % factor == 0 else {
      return .wrongImages(
        expected: "multiples of \(factor) pixels high and wide, which \(layers) layers halve",
        found: shape)
    }
    return nil
  }
}

extension StridedEncoder {
  /// The layers as rows of a table.
  func summary(_ name: String) -> [LayerSummary] {
    layers.enumerated().map { $1.summary("\(name).\($0)") }
  }
}

extension StridedDecoder {
  /// The layers as rows of a table.
  func summary(_ name: String) -> [LayerSummary] {
    [dense.summary("\(name).0")]
      + layers.enumerated().map { $1.summary("\(name).\($0 + 1)") }
  }
}
