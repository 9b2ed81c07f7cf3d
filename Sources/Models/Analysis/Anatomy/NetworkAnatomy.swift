/// What is inside a model: the layers of all its networks, found by recording what it computes.
///
/// A model need say nothing: an operation that is a layer tells what it reads, writes and with which
/// parameters, and the parameters' names in checkpoints tell whose it is. Layers that neither encode
/// nor decode (a discriminator's, a classifier's) are found in the objectives of the training.
public struct NetworkAnatomy: Sendable {
  /// The model.
  public let model: any Autoencoder
  /// The layers in the order of their parameters, and at the place of the code the code itself.
  public let layers: [Layer]

  /// What a layer, or the code, writes.
  public enum Values: Equatable, Sendable {
    /// So many numbers.
    case vector(Int)
    /// Maps: an image of some channels.
    case maps(ImageShape)

    /// Numbers in all.
    public var count: Int {
      switch self {
      case .vector(let count): count
      case .maps(let shape): shape.count
      }
    }

    /// Numbers that belong together as one unit each: of maps, the channels.
    public var units: Int {
      switch self {
      case .vector(let count): count
      case .maps(let shape): shape.channels
      }
    }
  }

  /// What a layer is.
  public enum Kind: Equatable, Sendable {
    /// A matrix.
    case dense
    /// A matrix that another layer uses the other way round.
    case tied
    /// A matrix of which only the rows of observed inputs are used.
    case embedding
    /// Kernels of so many rows and columns.
    case convolution(Taps)
    /// Vectors, of which the nearest stand for what is encoded.
    case codebook(vectors: Int, size: Int)
    /// No layer: the code that the encoder hands to the decoder.
    case code
  }

  /// The sizes of a convolution's kernels, and what stands around them.
  public struct Taps: Equatable, Sendable {
    /// Rows and columns of a kernel.
    public var rows: Int
    /// Columns of a kernel.
    public var columns: Int
    /// Pixels from one window to the next.
    public var stride = 1
    /// Pixels on each side of the windows of which the largest value is kept.
    public var pooling = 1
    /// Whether the image is doubled before.
    public var doublesBefore = false
    /// Whether each pixel is spread over a window of the output.
    public var isTransposed = false
  }

  /// One layer, or the code.
  public struct Layer: Equatable, Sendable {
    /// Its name in checkpoints, as `encoder.0`; `code` for the code.
    public let name: String
    /// What it is.
    public let kind: Kind
    /// What it reads.
    public let inputs: Values
    /// What it writes.
    public let outputs: Values
    /// What is applied to its outputs; nil where nothing can be.
    public let activation: Activation?
    /// Numbers that are learned; those of a tied layer's matrix are counted where they belong.
    public let parameters: Int
    /// The parts that its outputs fall into, as the means and log-variances of a code; else empty.
    public let parts: [String]
    /// What its pictures are.
    public let subject: LayerSubject
    /// How many pictures there are.
    public let pictureCount: Int
    /// The network that it belongs to: the beginning of its name.
    public var network: String { String(name.prefix { $0 != "." }) }
    /// Whether it reads the code.
    public let readsCode: Bool
    /// Whether its outputs are the code, or become it.
    public let writesCode: Bool
    let step: Step?

    /// Returns the name of a unit: a number, with the part that it belongs to where there are parts.
    public func unitName(_ unit: Int) -> String {
      guard parts.count > 1, subject.readsOutputs else { return "\(unit + 1)" }
      let size = max(1, outputs.units / parts.count)
      return "\(parts[min(unit / size, parts.count - 1)]) \(unit % size + 1)"
    }
  }

  /// Where a layer is computed: which recording, and which operation of it.
  struct Step: Equatable, Sendable {
    /// The recording.
    let recording: Recording
    /// The operation's number on that tape.
    let operation: Int
    /// What tells it from others.
    let key: LayerKey
    /// Its weight.
    let weight: Parameter
    /// What it computes.
    let matrix: Matrix?
    /// The convolution's sizes.
    let geometry: ConvolutionGeometry?
    /// What its input comes from.
    let origin: Origin
  }

  /// A layer that is a matrix.
  struct Matrix: Equatable, Sendable {
    let weight: Parameter
    let rows: Int
    let columns: Int
    /// Whether it lies in memory column after column.
    let isTransposed: Bool
  }

  /// Finds the layers of a model.
  public init(_ model: any Autoencoder) {
    self.model = model
    layers = AnatomyFinder(model).layers()
  }

  /// Numbers that are learned, in all layers.
  public var parameters: Int { layers.reduce(0) { $0 + $1.parameters } }
}

/// What the pictures of a layer are.
public enum LayerSubject: Equatable, Sendable {
  /// The weights from each pixel to a unit, through so many layers in front of it, taken as linear.
  case incoming(through: Int)
  /// The weights from a number to each pixel, through so many layers behind it, taken as linear.
  case outgoing(through: Int)
  /// A unit's kernels, one for each channel that it reads.
  case kernels
  /// The kernels with which a channel is read, one for each that is written.
  case spreadingKernels
  /// How a unit answers to each pixel at the sample shown.
  case derivative
  /// How the picture changes when a number of the code does, at the sample shown.
  case effect
  /// A unit's weights, folded into a rectangle.
  case folded
  /// The vectors of a codebook, folded into a rectangle.
  case vectors

  /// Whether there is a picture for each output, and not for each input.
  public var readsOutputs: Bool {
    switch self {
    case .incoming, .kernels, .derivative, .folded: true
    case .outgoing, .spreadingKernels, .effect, .vectors: false
    }
  }
}
