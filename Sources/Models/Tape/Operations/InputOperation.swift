internal import CKernels

/// The beginning of a program: the samples' bytes as numbers in 0…1.
///
/// In a run without a data set (`frame.data.images` is nil) the numbers are already in the arena.
final class InputOperation: Operation {
  private let output: Tensor
  private var place = Place(offset: 0)
  private let width: Int

  init(output: Tensor) {
    self.output = output
    width = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    guard let images = frame.data.images else { return }
    ae_gather(images, frame.samples, frame.rows, width, place.pointer(frame))
  }

  override func backward(_ frame: Frame) {}
}

extension Tape {
  /// Records the input: `[rows, width]`, intensities in 0…1.
  public func input(width: Int) -> Tensor {
    record(reading: [], width: width) { InputOperation(output: $0) }
  }
}
