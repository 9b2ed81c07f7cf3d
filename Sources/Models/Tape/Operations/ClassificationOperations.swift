#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// The cross-entropy of classes with logits l, in nats a sample: ln Σ_j e^l_j − l_class.
///
/// The class is a row with a 1; a row of zeros (no class is known) costs and teaches nothing.
/// ∂/∂l = softmax(l) − class.
///
/// Source: Bridle, *Probabilistic interpretation of feedforward classification network outputs*
/// (1990).
final class ClassificationOperation: UnaryOperation {
  private let labels: Tensor
  private let classes: Int
  private var places = Place(offset: 0)

  init(logits: Tensor, labels: Tensor, output: Tensor) {
    self.labels = labels
    classes = logits.width
    super.init(input: logits, output: output)
  }

  override func bind(_ places: inout PlaceBinder) {
    super.bind(&places)
    self.places = places.place(labels)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let labels = places.pointer(frame)
    for row in 0..<rows {
      let logits = x + row * classes
      let (largest, sum) = Self.exponentials(logits, classes)
      var value: Float = 0
      // Zero times an infinite distance would be no number.
      for j in 0..<classes where labels[row * classes + j] != 0 {
        value += labels[row * classes + j] * (largest + logf(sum) - logits[j])
      }
      y[row] = value
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let labels = places.pointer(frame)
    for row in 0..<rows {
      let logits = x + row * classes
      let (largest, sum) = Self.exponentials(logits, classes)
      var known: Float = 0
      for j in 0..<classes { known += labels[row * classes + j] }
      for j in 0..<classes {
        let slope = known * expf(logits[j] - largest) / sum - labels[row * classes + j]
        dx[row * classes + j] += dy[row] * slope
      }
    }
  }

  /// The largest logit, and Σ e^(l − largest), which is at least 1 and never too large.
  private static func exponentials(
    _ logits: UnsafePointer<Float>, _ count: Int
  ) -> (largest: Float, sum: Float) {
    var largest = logits[0]
    for j in 1..<max(count, 1) { largest = max(largest, logits[j]) }
    var sum: Float = 0
    for j in 0..<count { sum += expf(logits[j] - largest) }
    return (largest, sum)
  }
}

/// Whether the largest of the logits is that of the class, 1 or 0 a sample.
///
/// It has no gradient.
final class CorrectnessOperation: Operation {
  private let logits: Tensor
  private let labels: Tensor
  private let output: Tensor
  private var x = Place(offset: 0)
  private var classes = Place(offset: 0)
  private var values = Place(offset: 0)

  init(logits: Tensor, labels: Tensor, output: Tensor) {
    self.logits = logits
    self.labels = labels
    self.output = output
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(logits)
    classes = places.place(labels)
    values = places.place(output)
  }

  override func forward(_ frame: Frame) {
    let count = logits.width
    for row in 0..<frame.rows {
      let line = x.pointer(frame) + row * count
      var best = 0
      for j in 1..<max(count, 1) where line[j] > line[best] { best = j }
      values.pointer(frame)[row] = classes.pointer(frame)[row * count + best]
    }
  }

  override func backward(_ frame: Frame) {}
}

/// Returns the cross-entropy of classes with logits, in nats, `[batch, 1]`.
///
/// - Parameters:
///   - logits: `[batch, classes]`, any real numbers.
///   - labels: `[batch, classes]`, a 1 at the class; all 0 where it is not known.
/// - Returns: ln Σ_j e^l_j − l_class a sample, 0 without a class.
public func classification(logits: Tensor, labels: Tensor) -> Tensor {
  precondition(logits.width == labels.width, "\(logits.width) logits, \(labels.width) classes")
  return logits.tape.record(reading: [logits, labels], width: 1) {
    ClassificationOperation(logits: logits, labels: labels, output: $0)
  }
}

/// Returns 1 where the largest logit is that of the class, else 0, `[batch, 1]`; without a gradient.
public func correctness(logits: Tensor, labels: Tensor) -> Tensor {
  precondition(logits.width == labels.width, "\(logits.width) logits, \(labels.width) classes")
  return logits.tape.record(reading: [logits.detached(), labels], width: 1) {
    CorrectnessOperation(logits: logits, labels: labels, output: $0)
  }
}
