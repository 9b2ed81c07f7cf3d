/// Pictures of some of a layer's units, with their signs.
public struct LayerPictures: Equatable, Sendable {
  /// One picture.
  public struct Picture: Equatable, Sendable {
    /// Columns.
    public let width: Int
    /// Rows.
    public let height: Int
    /// Numbers of either sign, `[height, width]`.
    public let values: [Float]

    /// Creates a picture.
    public init(width: Int, height: Int, values: [Float]) {
      self.width = width
      self.height = height
      self.values = values
    }

    /// Creates a picture of numbers that are none, folded into a rectangle as square as can be.
    init(folding values: [Float]) {
      let size = LayerPictures.foldedSize(values.count)
      self.init(
        width: size.width, height: size.height,
        values: values + Array(repeating: 0, count: size.width * size.height - values.count))
    }
  }

  /// The units, from 0.
  public let units: [Int]
  /// Each one's picture; what it is says the layer's `subject`.
  public let pictures: [Picture]
  /// What a convolution makes of the sample (or reads, where channels are spread): a map for each.
  public let maps: [Picture]

  /// Returns the rectangle that so many numbers are folded into: as square as can be, with nothing left
  /// over if possible.
  public static func foldedSize(_ count: Int) -> (width: Int, height: Int) {
    let root = max(1, Int(Double(count).squareRoot().rounded(.up)))
    let width = (root...(2 * root)).first { count.isMultiple(of: $0) } ?? root
    return (width, max(1, (count + width - 1) / width))
  }

  /// Returns the size of a sample's features as a picture: images as they are, long rows folded.
  public static func size(of shape: ImageShape) -> (width: Int, height: Int) {
    shape.height > 1 || shape.width <= 16
      ? (shape.width, shape.height * shape.channels) : foldedSize(shape.count)
  }

  /// Returns the size of so many numbers as a picture: as samples are, or folded.
  public static func size(of shape: ImageShape, count: Int) -> (width: Int, height: Int) {
    count == shape.count ? size(of: shape) : foldedSize(count)
  }

  /// Creates pictures that are known.
  public init(units: [Int], pictures: [Picture], maps: [Picture] = []) {
    self.units = units
    self.pictures = pictures
    self.maps = maps
  }
}

extension NetworkAnatomy.Layer {
  /// Returns the size of its pictures, for samples of a shape.
  public func pictureSize(_ shape: ImageShape) -> (width: Int, height: Int) {
    switch subject {
    case .incoming, .outgoing, .derivative, .effect: return LayerPictures.size(of: shape)
    case .folded: return LayerPictures.foldedSize(inputs.count)
    case .vectors:
      guard case .codebook(_, let size) = kind else { return (1, 1) }
      return LayerPictures.foldedSize(size)
    case .kernels, .spreadingKernels:
      guard case .convolution(let taps) = kind else { return (1, 1) }
      let partners = subject == .kernels ? inputs.units : outputs.units
      return LayerPictures.mosaicSize(partners, height: taps.rows, width: taps.columns)
    }
  }

  /// The size of the maps beside them; nil where there are none.
  public var mapSize: (width: Int, height: Int)? {
    guard case .convolution = kind else { return nil }
    guard case .maps(let image) = subject.readsOutputs ? outputs : inputs else { return nil }
    return (image.width, image.height)
  }

  /// Whether its pictures depend on the sample shown.
  public var looksAtSample: Bool {
    switch subject {
    case .derivative, .effect, .kernels, .spreadingKernels: true
    case .incoming, .outgoing, .folded, .vectors: false
    }
  }
}

extension LayerPictures {
  /// Returns the size of so many tiles in a rectangle about as wide as high, a pixel apart.
  static func mosaicSize(
    _ tiles: Int, height: Int, width: Int
  ) -> (width: Int, height: Int) {
    guard tiles > 1 else { return (width, height) }
    let columns = Int(Double(tiles).squareRoot().rounded(.up))
    let rows = (tiles + columns - 1) / columns
    return (columns * (width + 1) - 1, rows * (height + 1) - 1)
  }
}

extension NetworkAnatomy {
  /// Draws some of a layer's units.
  ///
  /// - Parameters:
  ///   - index: the layer, among `layers`.
  ///   - units: which of its pictures, from 0.
  ///   - sample: the sample shown.
  ///   - split: the data.
  ///   - shape: what one sample looks like.
  ///   - weights: the model's.
  /// - Returns: a picture for each.
  public func pictures(
    of index: Int, units: [Int], sample: Int, split: Split, shape: ImageShape,
    weights: WeightSnapshot
  ) -> LayerPictures {
    let layer = layers[index]
    let units = units.filter { (0..<layer.pictureCount).contains($0) }
    let painter = LayerPainter(anatomy: self, shape: shape, weights: weights)
    let pictures: [LayerPictures.Picture] =
      switch layer.subject {
      case .incoming: painter.incoming(layer, units)
      case .outgoing: painter.outgoing(index, units)
      case .kernels, .spreadingKernels: painter.kernels(layer, units)
      case .derivative: painter.derivative(layer, units, sample, split)
      case .effect: painter.effect(units, sample, split)
      case .folded: painter.folded(layer, units)
      case .vectors: painter.vectors(layer, units)
      }
    return LayerPictures(
      units: units, pictures: pictures, maps: painter.maps(layer, units, sample, split))
  }
}
