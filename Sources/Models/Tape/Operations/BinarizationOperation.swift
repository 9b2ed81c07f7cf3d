internal import CKernels

/// How grey pixels become black or white.
public enum Binarization: String, CaseIterable, Sendable {
  /// White where the intensity exceeds ½: always the same image.
  case threshold
  /// White with the intensity as probability, drawn anew for each sample in each epoch; the test
  /// images are drawn once and for all.
  ///
  /// Source: Burda, Grosse & Salakhutdinov, *Importance Weighted Autoencoders* (2016), section 5.
  case stochastic
}

/// Pixels in black and white: 1 where a pixel exceeds its limit, else 0.
///
/// The limit is ½, or a uniform number of the step's random key. There is no gradient.
final class BinarizationOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let limits: Tensor?
  private let stream: UInt32
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var random: Place?

  init(input: Tensor, output: Tensor, limits: Tensor?, stream: UInt32) {
    self.input = input
    self.output = output
    self.limits = limits
    self.stream = stream
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    random = limits.map { places.place($0) }
  }

  override func forward(_ frame: Frame) {
    let limits = random?.pointer(frame)
    if let limits {
      var key = frame.random
      key.purpose |= stream << 8
      ae_uniform(key, frame.samples, frame.rows, input.width, limits)
    }
    ae_exceeds(x.pointer(frame), limits, 0.5, frame.rows * input.width, y.pointer(frame))
  }

  override func backward(_ frame: Frame) {}
}

extension Tensor {
  /// Returns the image in black and white, `[batch, pixels]` of 0 and 1; no gradient flows back.
  public func binarized(_ binarization: Binarization) -> Tensor {
    let isRandom = binarization == .stochastic
    let limits = isRandom ? tape.scratch(width: width, layout: .rows) : nil
    let stream = isRandom ? tape.nextNoiseStream() : 0
    return tape.record(reading: [detached()], width: width) {
      BinarizationOperation(input: self, output: $0, limits: limits, stream: stream)
    }
  }
}
