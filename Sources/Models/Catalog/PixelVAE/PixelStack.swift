/// Masked convolutions: logits of black and white pixels, each from the pixels before it (those above,
/// and those to its left) and a feature map.
///
/// Two stacks, so that no pixel before is out of sight: the vertical one sees all rows above, the
/// horizontal one its own row to the left, and reads the vertical one. A single stack of masked
/// kernels would never see what lies above to the right of its first kernel (the “blind spot”). The
/// first layer is of type A: 7 × 7 around the pixel without the pixel itself. The others are of type
/// B: 5 × 5, and they may read the features of the pixel itself, which do not know it. What a mask
/// would multiply with zero is left out.
///
/// Source: van den Oord et al., *Pixel Recurrent Neural Networks* (2016), section 3.4, the masks;
/// *Conditional Image Generation with PixelCNN Decoders* (2016), section 2.2, the two stacks.
struct PixelStack: Equatable, Sendable {
  /// One layer of both stacks.
  struct Layer: Equatable, Sendable {
    /// Reads the rows above.
    let vertical: Convolution
    /// Reads the pixel's own row, to its left.
    let horizontal: Convolution
    /// Leads from the vertical stack into the horizontal one, pixel by pixel.
    let link: Convolution
  }

  /// Rows and columns that a layer's convolution sees, by their distance.
  typealias Window = (rows: ClosedRange<Int>, columns: ClosedRange<Int>)

  /// The layers, type A first.
  let layers: [Layer]
  /// The logit, from the horizontal stack's last features.
  let head: Convolution
  /// Features of a pixel.
  let channels: Int
  /// What is applied to each feature.
  let activation: Activation

  /// Returns what a layer's vertical convolution sees.
  static func verticalWindow(_ layer: Int) -> Window {
    layer == 0 ? (-3 ... -1, -3...3) : (-2...0, -2...2)
  }

  /// Returns what a layer's horizontal convolution sees.
  static func horizontalWindow(_ layer: Int) -> Window {
    layer == 0 ? (0...0, -3 ... -1) : (0...0, -2...0)
  }

  /// Creates the layers `name.0.vertical`, `name.0.horizontal`, `name.0.link` …, `name.head`.
  ///
  /// - Parameters:
  ///   - name: their common name in checkpoints.
  ///   - depth: layers; with 0 every pixel follows from the feature map alone.
  ///   - channels: features of a pixel, also of the feature map.
  ///   - activation: of the features.
  ///   - weights: how weights begin.
  ///   - bias: how the logits' bias begins, `[1]`.
  ///   - layout: receives the parameters.
  init(
    _ name: String, depth: Int, channels: Int, activation: Activation = .relu,
    weights: WeightInitialization, bias: Initializer, layout: inout ParameterLayout
  ) {
    var layers: [Layer] = []
    for index in 0..<depth {
      func layer(
        _ part: String, inputs: Int, _ window: Window, _ activation: Activation
      ) -> Convolution {
        Convolution(
          "\(name).\(index).\(part)", inputs: inputs, outputs: channels, rows: window.rows,
          columns: window.columns, activation: activation, weights: weights, layout: &layout)
      }
      let inputs = index == 0 ? 1 : channels
      layers.append(
        Layer(
          vertical: layer("vertical", inputs: inputs, Self.verticalWindow(index), activation),
          horizontal: layer(
            "horizontal", inputs: inputs, Self.horizontalWindow(index), .identity),
          link: layer("link", inputs: channels, (0...0, 0...0), .identity)))
    }
    self.layers = layers
    self.channels = channels
    self.activation = activation
    head = Convolution(
      "\(name).head", inputs: channels, outputs: 1, kernel: 1, activation: .identity,
      weights: weights, bias: bias, layout: &layout)
  }

  /// Returns the logit of every pixel of `x`, given the ones before it and the feature map.
  ///
  /// - Parameters:
  ///   - x: images of 0 and 1, one channel.
  ///   - map: features of the same size, `channels` of them.
  /// - Returns: images of one channel.
  func callAsFunction(_ x: ImageTensor, map: ImageTensor) -> ImageTensor {
    guard !layers.isEmpty else { return head(map.activated(activation)) }
    var (above, left, around) = (x, x, map)
    for layer in layers {
      above = layer.vertical(above)
      left = (layer.horizontal(left) + layer.link(above) + around).activated(activation)
      // From the second layer on, features pass by a layer as well as through it.
      around = left
    }
    return head(left)
  }

  /// The layers as rows of a table.
  func summary(_ name: String) -> [LayerSummary] {
    layers.enumerated().flatMap { index, layer in
      [
        layer.vertical.summary("\(name).\(index).vertical"),
        layer.horizontal.summary("\(name).\(index).horizontal"),
        layer.link.summary("\(name).\(index).link"),
      ]
    } + [head.summary("\(name).head")]
  }
}
