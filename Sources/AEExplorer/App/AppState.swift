import Models
import Render

/// The panes of the Explore screen, numbered as on screen.
enum Pane: Int, CaseIterable, Equatable, Sendable {
  case loss = 1
  case digit = 2
  case latent = 3
  case decoded = 4
  case code = 5
}

/// The data that is explored, as far as screens need it.
struct DatasetFacts: Equatable, Sendable {
  /// The name shown.
  var name: String
  /// The shape of an image.
  var shape: ImageShape
  /// The class of each test image.
  var labels: [UInt8]
  /// The names of the classes.
  var classNames: [String]
  /// Mean entropy of the test images, in nats: no cross-entropy can be lower.
  var entropyFloor: Double

  /// Test images.
  var count: Int { labels.count }
}

/// Everything that the screen depends on.
struct AppState: Sendable {
  // What is explored
  var configuration: TrainingConfiguration
  var title: String
  var dataset: DatasetFacts
  var appearance: Appearance
  var width: Int
  var height: Int

  // Training
  var generation = 0
  var training: TrainingSnapshot?
  var baselines: Baselines?

  // Panes
  var focus = Pane.latent
  var isZoomed = false
  var isHelpShown = false
  var helpOffset = 0
  var isLogScale = false
  var isMouseOn = true
  /// A sentence for the person, until the next key.
  var message: String?
  /// Whether the next digit key chooses a class.
  var awaitsClass = false
  /// The pane in which the mouse button went down, until it goes up.
  var dragged: Pane?

  // The digit
  var digit = 0
  var noise: Corruption
  var isNoiseOn = false
  var inspection: DigitInspection?

  // The latent plane
  var observation: Observation?
  var cursor: [Float]
  var axes: LatentAxes
  var decoded: DecodedPoint?
}

/// What is shown of the latent space: two dimensions and a range of each.
struct LatentAxes: Equatable, Sendable {
  /// The dimension that runs to the right, from 0.
  var horizontal = 0
  /// The dimension that runs upwards, from 0; equal to `horizontal` for codes of one dimension.
  var vertical = 1
  /// The range shown, in latent units.
  var rangeX: ClosedRange<Float> = -4...4
  /// The range shown, in latent units.
  var rangeY: ClosedRange<Float> = -4...4
}
