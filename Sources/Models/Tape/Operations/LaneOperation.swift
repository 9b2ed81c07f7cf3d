internal import CKernels

/// The same numbers in the other layout: rows of a matrix as images in lanes, or the other way round.
final class LaneOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let toLanes: Bool
  private let width: Int
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor, toLanes: Bool) {
    self.input = input
    self.output = output
    self.toLanes = toLanes
    width = input.width
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    move(x.pointer(frame), frame, to: y.pointer(frame), toLanes: toLanes, accumulates: false)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let inputGradient else { return }
    move(
      outputGradient.pointer(frame), frame, to: inputGradient.place.pointer(frame),
      toLanes: !toLanes, accumulates: inputGradient.accumulates)
  }

  private func move(
    _ source: UnsafePointer<Float>, _ frame: Frame, to target: UnsafeMutablePointer<Float>,
    toLanes: Bool, accumulates: Bool
  ) {
    if toLanes {
      ae_to_lanes(source, frame.rows, width, target, accumulates ? 1 : 0)
    } else {
      ae_from_lanes(source, frame.rows, width, target, accumulates ? 1 : 0)
    }
  }
}
