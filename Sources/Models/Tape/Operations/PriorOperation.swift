internal import CKernels

/// Samples of a prior from the step's random key, one for each row, `[rows, size]`.
final class PriorOperation: Operation {
  private let output: Tensor
  private let uniforms: Tensor
  private let prior: Prior
  private let streams: (UInt32, UInt32)
  private var place = Place(offset: 0)
  private var uniformPlace = Place(offset: 0)

  /// Creates the operation; `uniforms` is memory for one number a row, and `streams` keep its random
  /// numbers apart from others of the program.
  init(output: Tensor, uniforms: Tensor, prior: Prior, streams: (UInt32, UInt32)) {
    self.output = output
    self.uniforms = uniforms
    self.prior = prior
    self.streams = streams
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
    uniformPlace = places.place(uniforms)
  }

  override func forward(_ frame: Frame) {
    let size = output.width
    let points = place.pointer(frame)
    let uniform = uniformPlace.pointer(frame)
    var key = frame.random
    let purpose = key.purpose
    key.purpose = purpose | streams.0 << 8
    if prior == .uniform {
      ae_uniform(key, frame.samples, frame.rows, size, points)
    } else {
      ae_normal(key, frame.samples, frame.rows, size, points)
    }
    key.purpose = purpose | streams.1 << 8
    ae_uniform(key, frame.samples, frame.rows, 1, uniform)
    for row in 0..<frame.rows {
      prior.shape(points + row * size, size: size, uniform: uniform[row])
    }
  }

  override func backward(_ frame: Frame) {}
}

extension Tape {
  /// Records samples of a prior, one for each row, `[rows, size]`.
  ///
  /// They depend on the step's random key and the samples' numbers, never on shards or threads.
  public func samples(of prior: Prior, size: Int) -> Tensor {
    let streams = (nextNoiseStream(), nextNoiseStream())
    let uniforms = scratch(width: 1, layout: .rows)
    return record(reading: [], width: size) {
      PriorOperation(output: $0, uniforms: uniforms, prior: prior, streams: streams)
    }
  }
}
