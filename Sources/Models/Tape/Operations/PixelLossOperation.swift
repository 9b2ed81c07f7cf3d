internal import CKernels

/// What the reconstruction losses have in common: they compare a prediction with a target pixel by
/// pixel, and compute the gradient in the same pass as the value.
class PixelLossOperation: Operation {
  /// Pixels a sample.
  let width: Int
  /// Whether predictions and targets are images in lanes.
  let isInLanes: Bool
  private let predictionTensor: Tensor
  private let targetTensor: Tensor
  private let output: Tensor
  private var predictionPlace = Place(offset: 0)
  private var targetPlace = Place(offset: 0)
  private var values = Place(offset: 0)
  private var rowGradient: Place?
  private var predictionGradient: GradientPlace?
  /// Set when the objective alone reads the values: the gradient's scale is then known beforehand.
  private var coefficient: Coefficient?

  init(prediction: Tensor, target: Tensor, output: Tensor) {
    precondition(
      prediction.width == target.width,
      "a prediction of \(prediction.width) pixels for a target of \(target.width)")
    predictionTensor = prediction
    targetTensor = target
    self.output = output
    width = prediction.width
    isInLanes = prediction.layout == .lanes
    precondition(
      prediction.layout == target.layout,
      "a prediction in \(prediction.layout) for a target in \(target.layout)")
  }

  /// The predictions, `[rows, width]` or in lanes.
  final func prediction(_ frame: Frame) -> UnsafeMutablePointer<Float> {
    predictionPlace.pointer(frame)
  }

  /// The targets, in the same layout.
  final func target(_ frame: Frame) -> UnsafeMutablePointer<Float> {
    targetPlace.pointer(frame)
  }

  /// Computes the values `[rows]` and, unless nil, the prediction's gradient times `scale`.
  func compute(
    _ frame: Frame, values: UnsafeMutablePointer<Float>, gradient: UnsafeMutablePointer<Float>?,
    scale: Float
  ) {
    preconditionFailure("\(type(of: self)) computes nothing")
  }

  override func bind(_ places: inout PlaceBinder) {
    predictionPlace = places.place(predictionTensor)
    targetPlace = places.place(targetTensor)
    values = places.place(output)
    rowGradient = places.gradient(of: output)
    coefficient = places.termCoefficient(of: output)
    guard rowGradient != nil else { return }
    predictionGradient = places.inputGradient(predictionTensor)
    precondition(
      places.isOnlyReader(of: predictionTensor),
      "a prediction goes into one loss; what else reads it must read a copy")
  }

  override func forward(_ frame: Frame) {
    let scale = coefficient.map { $0.value(in: frame) / Float(frame.batchRows) } ?? 1
    compute(
      frame, values: values.pointer(frame), gradient: predictionGradient?.place.pointer(frame),
      scale: scale)
  }

  override func backward(_ frame: Frame) {
    // The gradient is already there; only where its rows count differently is it scaled now.
    guard coefficient == nil, let rowGradient, let predictionGradient else { return }
    (isInLanes ? ae_scale_lanes : ae_scale_rows)(
      predictionGradient.place.pointer(frame), rowGradient.pointer(frame), frame.rows, width)
  }
}
