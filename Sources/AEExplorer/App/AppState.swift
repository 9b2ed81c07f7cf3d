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
  /// What the samples are.
  var kind = DataKind.images
  /// What is known of ratings.
  var ratings: RatingsFacts?
  /// Values of an input, where that is more or less than the pixels shown; nil for as many.
  var features: Int?

  /// Test images.
  var count: Int { labels.count }

  /// What one sample is called.
  var sample: String {
    switch kind {
    case .images: "digit"
    case .points: "point"
    case .ratings: ratings?.side == .users ? "user" : "item"
    }
  }
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
  /// A pause or its end that was asked for and may not be in a snapshot yet.
  var statusRequest: StatusRequest?
  /// A learning rate that was asked for and is not in a snapshot yet.
  var requestedLearningRate: Float?
  /// A pace that was asked for and is not in a snapshot yet.
  var requestedPace: Pace?
  /// Values of controls that were asked for and are not in a snapshot yet.
  var requestedControls: [String: Float] = [:]
  /// Which of the model's live settings the keys change.
  var controlIndex = 0

  /// The trainings that `undo` returns to, the last of them first in line.
  var earlier: [TrainingConfiguration] = []
  /// Live values as they were before they were changed in this training, the last change at the end.
  var changes: [LiveChange] = []
  /// The earlier steps whose weights can be looked at.
  var timeline = WeightArchive.Contents()
  /// The earlier step whose weights are looked at; nil for the live ones.
  var viewedStep: Int?

  /// The training that this one is compared with.
  var rival: RivalState?
  /// Counts the rivals.
  var rivalCount = 0

  // Screens
  /// The screen that is shown.
  var screen = ScreenID.explore
  /// What the screens know that have been opened.
  var screens: [ScreenID: any ExplorerScreen] = [.explore: ExploreScreen()]
  /// What they wait for.
  var studies: [ScreenID: StudyProgress] = [:]
  /// Counts what was ordered.
  var studyCount = 0

  // Panes
  /// What is open over the panes, besides help.
  var overlay: Overlay?
  var focus = Pane.latent
  var isZoomed = false
  var isHelpShown = false
  var helpOffset = 0
  var isLogScale = false
  var isMouseOn = true
  /// The colours that the screen is drawn with.
  var theme = Theme.dark
  /// A sentence for the person, until the next key.
  var message: String?
  /// The tour, while somebody takes it.
  var tour: Tour?
  /// What is the matter with the training, and for how long.
  var doctor = DoctorRecord()
  /// Whether the next digit key chooses a class.
  var awaitsClass = false
  /// The pane in which the mouse button went down, until it goes up.
  var dragged: Pane?

  // The digit
  var digit = 0
  /// Where the choice of random digits has got to.
  var randomState: UInt64 = 0
  var noise: Corruption
  var isNoiseOn = false
  var inspection: DigitInspection?
  /// The digit at five levels of noise, while they are shown.
  var noiseLadder = NoiseLadder()

  // The latent plane
  var observation: Observation?
  var cursor: [Float]
  var axes: LatentAxes
  /// Whether a person has chosen the plane or moved the cursor; until then both follow the codes.
  var hasChosenPlace = false
  var decoded: DecodedPoint?
  /// The digits that a path goes between.
  var pathEnds = PathEnds()

  /// Creates the state of an explorer that has just been started.
  init(
    configuration: TrainingConfiguration, dataset: DatasetFacts,
    appearance: Appearance = Appearance(), width: Int, height: Int
  ) {
    self.configuration = configuration
    title = configuration.model.model
    self.dataset = dataset
    self.appearance = appearance
    self.width = width
    self.height = height
    noise = Corruption(.gaussian)
    cursor = Array(repeating: 0, count: configuration.model.codeSize)
    axes = LatentAxes(vertical: min(1, configuration.model.codeSize - 1))
  }
}

extension AppState {
  /// Dimensions of the code.
  var codeSize: Int { configuration.model.codeSize }

  /// Whether codes are Gaussians, as far as has been seen.
  var hasGaussianCodes: Bool { observation?.codes.logVariances != nil }

  /// The sizes of the layers from the input to the code: `784-512-256-2`.
  var sizes: String {
    ([dataset.features ?? dataset.shape.count] + configuration.model.hidden + [codeSize])
      .map(String.init).joined(separator: "-")
  }

  /// What the trainer is doing, as last asked for; nil before the first snapshot.
  var status: TrainingStatus? { training.map { statusRequest?.status ?? $0.status } }

  /// The learning rate, as last asked for.
  var learningRate: Float {
    requestedLearningRate ?? training?.learningRate ?? configuration.learningRate
  }

  /// The pace, as last asked for.
  var pace: Pace { requestedPace ?? training?.pace ?? .full }

  /// Whether training takes all of the processors that it can get.
  var isTrainingAtFullSpeed: Bool { status == .running && pace == .full }

  /// The loss below which no model can get, in the unit of the loss; nil where there is none.
  var lossFloor: Double? {
    if training?.stage != nil { return nil }
    if dataset.kind == .ratings { return dataset.ratings?.noiseFloor }
    return switch configuration.model.lossScale {
    case .greyCrossEntropy: dataset.entropyFloor
    case .squaredError, .binaryLikelihood, .features: 0
    case .density, .game: nil
    }
  }

  /// The unit of the loss, or of what charts show in its place.
  var lossUnit: String {
    if training?.stage != nil { return "" }
    return dataset.kind == .ratings ? "stars RMSE" : configuration.model.lossScale.unit
  }

  /// The loss of the best linear model, in the unit of the loss, where it is known.
  ///
  /// With as many components as features it restores everything, and says nothing.
  var linearLoss: Double? {
    if training?.stage != nil || baselines?.components ?? 0 >= dataset.shape.count { return nil }
    return switch configuration.model.lossScale {
    case .greyCrossEntropy: baselines?.crossEntropy
    case .squaredError: baselines?.squaredError
    case .binaryLikelihood, .density, .features, .game: nil
    }
  }
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
  /// The plane in which the codes spread most, where that is shown instead of two dimensions.
  var principal: PrincipalPlane?
  /// Whether somebody has chosen the ranges, by zoom or pan.
  var isHeld = false
  /// What lies behind the points.
  var background = PlaneBackground.nothing
  /// Counts what people have changed, so that it can be told from what only drifts while training.
  var revision = 0
  /// The point that a drag with another than the left button has taken hold of.
  var grip: Point?
  /// Where the cursor came from.
  var anchored: Anchored?

  /// The cursor, and the code that it was moved away from within the plane.
  struct Anchored: Equatable, Sendable {
    /// The code that the plane goes through.
    var anchor: [Float]
    /// The cursor as it was moved to.
    var cursor: [Float]
  }
}
