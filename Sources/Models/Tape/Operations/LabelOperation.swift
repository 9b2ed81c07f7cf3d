internal import CKernels

/// The samples' classes as rows with a 1 at the class and 0 elsewhere, `[rows, classes]`.
final class LabelOperation: Operation {
  private let output: Tensor
  private let classes: Int
  private var place = Place(offset: 0)

  init(output: Tensor) {
    self.output = output
    classes = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    let values = place.pointer(frame)
    values.update(repeating: 0, count: frame.rows * classes)
    guard let labels = frame.data.labels else { return }
    for row in 0..<frame.rows {
      let label = Int(labels[Int(frame.samples[row])])
      if label < classes { values[row * classes + label] = 1 }
    }
  }

  override func backward(_ frame: Frame) {}
}

/// What outputs are compared with, as numbers in 0…1: the data set's targets, or its images where it
/// has none.
final class TargetOperation: Operation {
  private let output: Tensor
  private let width: Int
  private var place = Place(offset: 0)

  init(output: Tensor) {
    self.output = output
    width = output.width
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
  }

  override func forward(_ frame: Frame) {
    guard let bytes = frame.data.targets ?? frame.data.images else { return }
    ae_gather(bytes, frame.samples, frame.rows, width, place.pointer(frame))
  }

  override func backward(_ frame: Frame) {}
}

extension Tape {
  /// Records the samples' classes, `[rows, classes]`: a 1 at the class, 0 elsewhere.
  ///
  /// In a run without labels all are 0: no class is known.
  public func labels(classes: Int) -> Tensor {
    record(reading: [], width: classes) { LabelOperation(output: $0) }
  }

  /// Records what outputs are compared with, `[rows, width]`, where a data set has targets besides
  /// its images.
  public func targets(width: Int) -> Tensor {
    record(reading: [], width: width) { TargetOperation(output: $0) }
  }
}
