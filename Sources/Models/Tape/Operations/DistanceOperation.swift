internal import CKernels

/// The squared distance of two images, or the squared length of one, a sample: Σ (a − b)².
///
/// Unlike a reconstruction loss it leaves both images to other readers, as feature maps have them.
/// ∂/∂a = 2 (a − b) = −∂/∂b.
final class DistanceOperation: Operation {
  private let left: Tensor
  private let right: Tensor?
  private let output: Tensor
  private let width: Int
  private var a = Place(offset: 0)
  private var b: Place?
  private var values = Place(offset: 0)
  private var rowGradient: Place?
  private var leftGradient: GradientPlace?
  private var rightGradient: GradientPlace?

  init(left: Tensor, right: Tensor?, output: Tensor) {
    self.left = left
    self.right = right
    self.output = output
    width = left.width
  }

  override func bind(_ places: inout PlaceBinder) {
    a = places.place(left)
    b = right.map { places.place($0) }
    values = places.place(output)
    rowGradient = places.gradient(of: output)
    guard rowGradient != nil else { return }
    leftGradient = places.inputGradient(left)
    if let right { rightGradient = places.inputGradient(right) }
  }

  override func forward(_ frame: Frame) {
    ae_distance_lanes(
      a.pointer(frame), b?.pointer(frame), frame.rows, width, values.pointer(frame))
  }

  override func backward(_ frame: Frame) {
    guard let rowGradient else { return }
    for (gradient, sign) in [(leftGradient, Float(1)), (rightGradient, -1)] {
      guard let gradient else { continue }
      ae_distance_lanes_gradient(
        a.pointer(frame), b?.pointer(frame), rowGradient.pointer(frame), frame.rows, width, sign,
        gradient.place.pointer(frame), gradient.accumulates ? 1 : 0)
    }
  }
}

extension ImageTensor {
  /// Returns the squared distance from other images, summed over all numbers of an image, `[batch, 1]`.
  public func squaredDistance(to other: ImageTensor) -> Tensor {
    precondition(
      tensor.width == other.tensor.width,
      "images of \(tensor.width) and \(other.tensor.width) numbers")
    return tensor.tape.record(reading: [tensor, other.tensor], width: 1) {
      DistanceOperation(left: tensor, right: other.tensor, output: $0)
    }
  }

  /// Returns the sum of the squares of all numbers of an image, `[batch, 1]`.
  public func squaredLength() -> Tensor {
    tensor.tape.record(reading: [tensor], width: 1) {
      DistanceOperation(left: tensor, right: nil, output: $0)
    }
  }
}
