import ArgumentParser
import Models

/// A model that is measured: the benchmark's own, numbered as in docs/performance.md, or any other.
enum BenchmarkModel: Equatable, ExpressibleByArgument {
  case deep
  case shallow
  case convolutional
  case variational
  case deepVariational
  /// A model of the catalog as it is by default.
  case other(id: String)

  /// Those with numbers.
  static let numbered: [BenchmarkModel] = [
    .deep, .shallow, .convolutional, .variational, .deepVariational,
  ]

  init?(argument: String) {
    if let model = Self.numbered.first(where: { $0.name == argument }) {
      self = model
    } else if (try? ModelCatalog.description(of: argument)) != nil {
      self = .other(id: argument)
    } else {
      return nil
    }
  }

  /// What it is called on the command line.
  var name: String {
    switch self {
    case .deep: "M1"
    case .shallow: "M2"
    case .convolutional: "M3"
    case .variational: "M4"
    case .deepVariational: "M5"
    case .other(let id): id
    }
  }

  /// The model, as its peers have it: no head start for the output's bias.
  var configuration: ModelConfiguration {
    get throws {
      if case .other(let id) = self {
        return ModelConfiguration(defaultsOf: try ModelCatalog.description(of: id))
      }
      var model = ModelConfiguration(
        defaultsOf: try ModelCatalog.description(of: id))
      model.loss = .bce
      model.outputBias = .zero
      switch self {
      case .deep:
        model.hidden = [128, 64]
        model.codeSize = 32
        model.codeActivation = .relu
      case .shallow:
        model.hidden = []
        model.codeSize = 32
        model.codeActivation = .relu
      case .convolutional, .other:
        break
      case .variational:
        model.hidden = [400]
        model.codeSize = 20
      case .deepVariational:
        model.hidden = [512, 256]
        model.codeSize = 2
      }
      return model
    }
  }

  /// Peers print the plain autoencoders' loss as a mean over pixels.
  func lossScale(pixels: Int) -> Double {
    isSumOverPixels ? 1 : 1 / Double(pixels)
  }

  /// The model's id in the catalog.
  private var id: String {
    switch self {
    case .deep, .shallow: "undercomplete"
    case .convolutional: "convolutional"
    case .variational, .deepVariational: "vae"
    case .other(let id): id
    }
  }

  private var isSumOverPixels: Bool {
    switch self {
    case .deep, .shallow, .convolutional: false
    case .variational, .deepVariational, .other: true
    }
  }
}
