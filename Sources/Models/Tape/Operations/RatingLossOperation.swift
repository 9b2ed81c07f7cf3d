internal import CKernels

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Compares predicted ratings with those that were observed, and with no others.
///
/// A prediction is f(b[j] + W[j] · h) in stars. It is computed only where there is something to compare
/// it with, and only there gradients arise; so a row costs as much as it has ratings. Of each row it
/// writes three numbers: the squared error, the squared error of predictions as they would be shown
/// (clipped to the scale; the global mean where user or item are unknown), and how many ratings there
/// are. Only the first has a gradient.
final class RatingLossOperation: Operation {
  private let hidden: Tensor
  private let input: Tensor
  private let target: Tensor
  private let output: Tensor
  private let layer: RatingLayer
  private let features: Int
  private let width: Int
  /// For each row what was observed, and a number for each: predictions, then their gradients.
  private let observed: Tensor
  private var h = Place(offset: 0)
  private var x = Place(offset: 0)
  private var t = Place(offset: 0)
  private var y = Place(offset: 0)
  private var lists = Place(offset: 0)
  private var outputGradient: Place?
  private var hiddenGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?

  init(hidden: Tensor, input: Tensor, target: Tensor, output: Tensor, layer: RatingLayer) {
    self.hidden = hidden
    self.input = input
    self.target = target
    self.output = output
    self.layer = layer
    features = target.width
    width = hidden.width
    observed = hidden.tape.scratch(width: ObservedList.size(features: features), layout: .rows)
  }

  override func bind(_ places: inout PlaceBinder) {
    h = places.place(hidden)
    x = places.place(input)
    t = places.place(target)
    y = places.place(output)
    lists = places.place(observed)
    outputGradient = places.gradient(of: output)
    guard outputGradient != nil else { return }
    hiddenGradient = places.inputGradient(hidden)
    weightGradient = places.parameterGradient(layer.weight, of: output)
    biasGradient = places.parameterGradient(layer.bias, of: output)
  }

  override func forward(_ frame: Frame) {
    let scale = RatingScale(frame.parameters, layer)
    let means = frame.parameters + layer.means.offset
    for row in 0..<frame.rows {
      let list = list(row, frame)
      list.find(in: t.pointer(frame) + row * features)
      predict(list, row, scale, frame)
      let isKnown = hasRatings(row, frame)
      var squares: Float = 0
      var clippedSquares: Float = 0
      for index in 0..<list.count {
        let feature = Int(list.indices[index])
        let stars = RatingLayer.stars * t.pointer(frame)[row * features + feature]
        let error = list.values[index] - stars
        let shown = scale.shown(
          list.values[index], isKnown: isKnown && means[feature] != 0)
        squares += error * error
        clippedSquares += (shown - stars) * (shown - stars)
        // ∂/∂(W h + b) of the squared error.
        list.values[index] = 2 * error * scale.slope(list.values[index], layer.output)
      }
      let values = y.pointer(frame) + 3 * row
      values[0] = squares
      values[1] = clippedSquares
      values[2] = Float(list.count)
    }
  }

  private func predict(_ list: ObservedList, _ row: Int, _ scale: RatingScale, _ frame: Frame) {
    ae_sparse_dots(
      frame.parameters + layer.weight.offset, list.indices, h.pointer(frame) + row * width,
      list.count, width, list.values)
    let bias = frame.parameters + layer.bias.offset
    for index in 0..<list.count {
      list.values[index] = scale.stars(
        list.values[index] + bias[Int(list.indices[index])], layer.output)
    }
  }

  /// Returns whether anything was given to or by the row's sample.
  private func hasRatings(_ row: Int, _ frame: Frame) -> Bool {
    let start = x.pointer(frame) + row * features
    return UnsafeBufferPointer(start: start, count: features).contains { $0 != 0 }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    if let weightGradient, !weightGradient.accumulates {
      (gradients + weightGradient.offset).update(repeating: 0, count: features * width)
    }
    if let biasGradient, !biasGradient.accumulates {
      (gradients + biasGradient.offset).update(repeating: 0, count: features)
    }
    for row in 0..<frame.rows {
      let list = list(row, frame)
      let scale = outputGradient.pointer(frame)[3 * row]
      for index in 0..<list.count {
        list.values[index] *= scale
      }
      backward(list, row, gradients, frame)
    }
  }

  private func backward(
    _ list: ObservedList, _ row: Int, _ gradients: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    if let hiddenGradient {
      let d = hiddenGradient.place.pointer(frame) + row * width
      if !hiddenGradient.accumulates { d.update(repeating: 0, count: width) }
      ae_sparse_sum(
        frame.parameters + layer.weight.offset, list.indices, list.values, list.count, width, d)
    }
    if let weightGradient {
      ae_sparse_add(
        gradients + weightGradient.offset, list.indices, list.values,
        h.pointer(frame) + row * width, list.count, width)
    }
    if let biasGradient {
      for index in 0..<list.count {
        gradients[biasGradient.offset + Int(list.indices[index])] += list.values[index]
      }
    }
  }

  private func list(_ row: Int, _ frame: Frame) -> ObservedList {
    ObservedList(
      lists.pointer(frame) + row * ObservedList.size(features: features), features: features)
  }
}

/// What is applied to a predicted rating.
public enum RatingOutput: Int, CaseIterable, Sendable {
  /// Stars as they come.
  case identity
  /// A sigmoid between the lowest and the highest rating.
  case sigmoid
}

/// The parameters that ratings are predicted from.
struct RatingLayer: Equatable, Sendable {
  /// `[features, width]`.
  let weight: Parameter
  /// `[features]`.
  let bias: Parameter
  /// Each feature's mean rating in stars, 0 where it has none: not learned.
  let means: Parameter
  /// The lowest, the highest and the mean rating in stars: not learned.
  let range: Parameter
  /// What is applied to a prediction.
  let output: RatingOutput

  /// What intensities in 0…1, bytes divided by 255, are multiplied with to be stars.
  static let stars = 255 / RatingsFacts.stepsPerStar

  /// Records the squared errors of a batch: `[batch, 3]`, see `RatingLossOperation`.
  ///
  /// - Parameters:
  ///   - hidden: the codes, `[batch, width]`.
  ///   - input: the ratings that they came from, `[batch, features]`.
  ///   - target: the ratings to compare with, `[batch, features]`, 0 where there is none.
  /// - Returns: squared errors, squared errors of what is shown, and counts.
  func errors(hidden: Tensor, input: Tensor, target: Tensor) -> Tensor {
    hidden.tape.record(
      reading: [hidden, input, target], width: 3, parameters: [weight, bias]
    ) {
      RatingLossOperation(
        hidden: hidden, input: input, target: target, output: $0, layer: self)
    }
  }

  /// Records predictions as they are shown, in the input's units: `[batch, features]`, clipped to the
  /// scale, and the mean of all ratings for a feature without any.
  func shown(_ sums: Tensor) -> Tensor {
    sums.tape.record(reading: [sums], width: sums.width) {
      ShownRatingsOperation(input: sums, output: $0, layer: self)
    }
  }
}

/// The scale of the ratings.
private struct RatingScale {
  let lowest: Float
  let highest: Float
  let mean: Float

  init(_ parameters: UnsafePointer<Float>, _ layer: RatingLayer) {
    lowest = parameters[layer.range.offset]
    highest = parameters[layer.range.offset + 1]
    mean = parameters[layer.range.offset + 2]
  }

  /// Returns the prediction that a sum stands for.
  func stars(_ sum: Float, _ output: RatingOutput) -> Float {
    switch output {
    case .identity: sum
    case .sigmoid: lowest + (highest - lowest) / (1 + exp(-sum))
    }
  }

  /// Returns the derivative of a prediction by its sum.
  func slope(_ stars: Float, _ output: RatingOutput) -> Float {
    switch output {
    case .identity:
      return 1
    case .sigmoid:
      let width = max(highest - lowest, .leastNormalMagnitude)
      return (stars - lowest) * (highest - stars) / width
    }
  }

  /// Returns what is shown of a prediction.
  func shown(_ stars: Float, isKnown: Bool) -> Float {
    isKnown ? min(max(stars, lowest), highest) : mean
  }
}

/// Predicted ratings in the units of the input.
private final class ShownRatingsOperation: UnaryOperation {
  private let layer: RatingLayer

  init(input: Tensor, output: Tensor, layer: RatingLayer) {
    self.layer = layer
    super.init(input: input, output: output)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let scale = RatingScale(frame.parameters, layer)
    let means = frame.parameters + layer.means.offset
    for row in 0..<rows {
      for feature in 0..<input.width {
        let place = row * input.width + feature
        y[place] =
          scale.shown(scale.stars(x[place], layer.output), isKnown: means[feature] != 0)
          / RatingLayer.stars
      }
    }
  }
}
