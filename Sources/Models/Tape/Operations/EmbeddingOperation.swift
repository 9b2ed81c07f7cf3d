internal import CKernels

/// y = activation(b + Σ_j (s · x[j] − m[j]) V[j]) over the observed j, those with x[j] ≠ 0.
///
/// V is `[features, width]`, a row for each feature, so that only the rows of what was observed are
/// touched: forward, and in the gradient. m, what is subtracted first, is not learned.
final class EmbeddingOperation: Operation {
  private let input: Tensor
  private let output: Tensor
  private let layer: SparseLayer
  private let features: Int
  private let width: Int
  /// For each row the number of observed features, their places, and their values.
  private let observed: Tensor
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var lists = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?

  init(input: Tensor, output: Tensor, layer: SparseLayer) {
    self.input = input
    self.output = output
    self.layer = layer
    features = input.width
    width = output.width
    observed = input.tape.scratch(width: ObservedList.size(features: features), layout: .rows)
  }

  override var recordedLayer: RecordedLayer? {
    RecordedLayer(
      kind: .embedding, weight: layer.weight, bias: layer.bias, activation: layer.activation,
      input: input, output: output)
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    lists = places.place(observed)
    outputGradient = places.gradient(of: output)
    guard outputGradient != nil else { return }
    // Only whoever asks what the ratings do to the code has such a gradient.
    inputGradient = places.inputGradient(input)
    weightGradient = places.parameterGradient(layer.weight, of: output)
    biasGradient = places.parameterGradient(layer.bias, of: output)
  }

  override func forward(_ frame: Frame) {
    let values = x.pointer(frame)
    let bias = frame.parameters + layer.bias.offset
    for row in 0..<frame.rows {
      let list = list(row, frame)
      list.find(in: values + row * features)
      list.center(
        values + row * features, scale: layer.scale,
        means: layer.means.map { frame.parameters + $0.offset })
      let sum = y.pointer(frame) + row * width
      sum.update(from: bias, count: width)
      ae_sparse_sum(
        frame.parameters + layer.weight.offset, list.indices, list.values, list.count, width, sum)
    }
    ae_activate(y.pointer(frame), frame.rows * width, layer.activation.kernel)
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    let d = outputGradient.pointer(frame)
    ae_activation_gradient(d, y.pointer(frame), frame.rows * width, layer.activation.kernel)
    if let biasGradient {
      ae_column_sums(
        d, frame.rows, width, gradients + biasGradient.offset, biasGradient.accumulates ? 1 : 0)
    }
    addInputGradient(d, frame)
    guard let weightGradient else { return }
    let target = gradients + weightGradient.offset
    if !weightGradient.accumulates { target.update(repeating: 0, count: features * width) }
    for row in 0..<frame.rows {
      let list = list(row, frame)
      ae_sparse_add(target, list.indices, list.values, d + row * width, list.count, width)
    }
  }

  /// Adds s · V[j] · d for the observed j; what was not observed stays so.
  private func addInputGradient(_ d: UnsafePointer<Float>, _ frame: Frame) {
    guard let inputGradient else { return }
    let dx = inputGradient.place.pointer(frame)
    if !inputGradient.accumulates { dx.update(repeating: 0, count: frame.rows * features) }
    for row in 0..<frame.rows {
      let list = list(row, frame)
      for index in 0..<list.count {
        let feature = Int(list.indices[index])
        let vector = frame.parameters + layer.weight.offset + feature * width
        var sum: Float = 0
        for k in 0..<width { sum += vector[k] * d[row * width + k] }
        dx[row * features + feature] += layer.scale * sum
      }
    }
  }

  private func list(_ row: Int, _ frame: Frame) -> ObservedList {
    ObservedList(
      lists.pointer(frame) + row * ObservedList.size(features: features), features: features)
  }
}

/// The observed features of one row: how many there are, which, and a number for each.
struct ObservedList {
  /// Which features, in their order.
  let indices: UnsafeMutablePointer<Int32>
  /// A number for each of them.
  let values: UnsafeMutablePointer<Float>
  private let number: UnsafeMutablePointer<Int32>
  private let features: Int

  /// The floats that a row's list takes.
  static func size(features: Int) -> Int { 2 * features + 2 }

  /// Looks at a list's memory.
  init(_ memory: UnsafeMutablePointer<Float>, features: Int) {
    // Places are numbers of 32 bits, as floats are; the memory belongs to one operation alone.
    let words = UnsafeMutableRawPointer(memory).assumingMemoryBound(to: Int32.self)
    number = words
    indices = words + 1
    values = memory + features + 2
    self.features = features
  }

  /// How many there are.
  var count: Int { Int(number.pointee) }

  /// Finds the features that are not zero.
  func find(in row: UnsafePointer<Float>) {
    number.pointee = Int32(ae_nonzero(row, features, indices))
  }

  /// Sets each value to scale · x − mean, or to scale · x where nothing is subtracted.
  func center(_ row: UnsafePointer<Float>, scale: Float, means: UnsafePointer<Float>?) {
    for index in 0..<count {
      let feature = Int(indices[index])
      values[index] = scale * row[feature] - (means?[feature] ?? 0)
    }
  }
}

/// The parameters of a layer of which only some rows are used at a time.
struct SparseLayer: Equatable, Sendable {
  /// `[features, width]`.
  let weight: Parameter
  /// `[width]`.
  let bias: Parameter
  /// What is subtracted from the scaled inputs, `[features]`; nil subtracts nothing.
  let means: Parameter?
  /// What inputs are multiplied with.
  let scale: Float
  /// What is applied to each output.
  let activation: Activation

  /// Records the layer's output `[batch, width]`.
  ///
  /// - Parameters:
  ///   - x: `[batch, features]`, 0 where nothing was observed.
  ///   - width: the layer's outputs.
  /// - Returns: the outputs.
  func callAsFunction(_ x: Tensor, width: Int) -> Tensor {
    precondition(
      weight.count == x.width * width, "\(weight.count) weights for \(x.width) × \(width)")
    return x.tape.record(reading: [x], width: width, parameters: [weight, bias]) {
      EmbeddingOperation(input: x, output: $0, layer: self)
    }
  }
}
