internal import CKernels

/// The squared Frobenius norm of one layer's Jacobian, `[rows, 1]`, in closed form.
///
/// For h = activation(W x + b): ‖∂h/∂x‖² = Σ_j a_j² s_j with a_j = activation′ at unit j and
/// s_j = Σ_i W_ji². ∂/∂h_j = 2 a_j s_j ∂a_j/∂h_j; ∂/∂W_ji = 2 a_j² W_ji. Through h it reaches W again.
///
/// Source: Rifai et al., *Contractive Auto-Encoders: Explicit Invariance During Feature Extraction*
/// (2011), equation 6.
final class ContractionOperation: Operation {
  private let code: Tensor
  private let output: Tensor
  private let layer: Dense
  private let lengths: Tensor
  private let factors: Tensor
  private var h = Place(offset: 0)
  private var y = Place(offset: 0)
  private var lengthPlace = Place(offset: 0)
  private var factorPlace = Place(offset: 0)
  private var rowGradient: Place?
  private var codeGradient: GradientPlace?
  private var weightGradient: ParameterGradient?

  /// Creates the operation on a layer's output `[rows, layer.outputs]`.
  init(code: Tensor, output: Tensor, layer: Dense) {
    self.code = code
    self.output = output
    self.layer = layer
    lengths = code.tape.scratch(width: code.width, layout: .shared)
    factors = code.tape.scratch(width: code.width, layout: .shared)
  }

  override func bind(_ places: inout PlaceBinder) {
    h = places.place(code)
    y = places.place(output)
    lengthPlace = places.place(lengths)
    factorPlace = places.place(factors)
    rowGradient = places.gradient(of: output)
    guard rowGradient != nil else { return }
    codeGradient = places.inputGradient(code)
    weightGradient = places.parameterGradient(layer.weight, of: output)
  }

  override func forward(_ frame: Frame) {
    let lengths = lengthPlace.pointer(frame)
    for unit in 0..<layer.outputs {
      let weights = frame.parameters + layer.weight.offset + unit * layer.inputs
      lengths[unit] = SquareSum.of(weights, count: layer.inputs)
    }
    let activation = layer.activation
    for row in 0..<frame.rows {
      let values = h.pointer(frame) + row * layer.outputs
      var sum: Float = 0
      for unit in 0..<layer.outputs {
        let slope = activation.slope(atOutput: values[unit])
        sum += slope * slope * lengths[unit]
      }
      y.pointer(frame)[row] = sum
    }
  }

  override func backward(_ frame: Frame) {
    guard let rowGradient else { return }
    let d = rowGradient.pointer(frame)
    let activation = layer.activation
    let lengths = lengthPlace.pointer(frame)
    let factors = factorPlace.pointer(frame)
    factors.update(repeating: 0, count: layer.outputs)
    for row in 0..<frame.rows {
      for unit in 0..<layer.outputs {
        let index = row * layer.outputs + unit
        let value = h.pointer(frame)[index]
        let slope = activation.slope(atOutput: value)
        factors[unit] += 2 * d[row] * slope * slope
        guard let codeGradient else { continue }
        let share =
          2 * d[row] * slope * lengths[unit] * activation.slopeChange(atOutput: value)
        let target = codeGradient.place.pointer(frame)
        target[index] = codeGradient.accumulates ? target[index] + share : share
      }
    }
    addWeightGradient(frame, factors)
  }

  private func addWeightGradient(_ frame: Frame, _ factors: UnsafePointer<Float>) {
    guard let weightGradient, let gradients = frame.gradients else { return }
    for unit in 0..<layer.outputs {
      let first = unit * layer.inputs
      ae_scale_add(
        frame.parameters + layer.weight.offset + first, factors[unit], layer.inputs,
        gradients + weightGradient.offset + first, weightGradient.accumulates ? 1 : 0)
    }
  }
}

/// Sums of squares, over sixteen numbers at a time.
enum SquareSum {
  /// Returns Σ x².
  static func of(_ x: UnsafePointer<Float>, count: Int) -> Float {
    var sums = SIMD16<Float>.zero
    var index = 0
    while index + 16 <= count {
      let values = UnsafeRawPointer(x + index).loadUnaligned(as: SIMD16<Float>.self)
      sums += values * values
      index += 16
    }
    var sum = sums.sum()
    while index < count {
      sum += x[index] * x[index]
      index += 1
    }
    return sum
  }
}

/// Returns the term `contraction`: ‖∂h/∂x‖² of one layer, given its output h `[batch, units]`.
func contraction(of code: Tensor, layer: Dense) -> Loss {
  Loss(
    "contraction",
    code.tape.record(reading: [code], width: 1, parameters: [layer.weight]) {
      ContractionOperation(code: code, output: $0, layer: layer)
    })
}

/// Returns the term `contraction` of several layers, estimated: an unbiased guess of ‖∂h/∂x‖² of the
/// last one's output.
///
/// ‖J‖² = E_u ‖Jᵀ u‖² for random signs u, one draw of which takes no more than the way back through
/// the layers. Signs in the space of the code, because that has fewer dimensions: the variance is
/// that of the products between different ones, and there is none at all with one.
///
/// Source: Hutchinson, *A stochastic estimator of the trace of the influence matrix* (1990); Rifai et
/// al., *Contractive Auto-Encoders* (2011), for the penalty.
///
/// - Parameters:
///   - layers: from the input on.
///   - values: their outputs.
///   - probes: draws, whose mean is taken; 1 or more.
/// - Returns: an objective of one term.
func estimatedContraction(of layers: [Dense], values: [Tensor], probes: Int) -> Loss {
  precondition(
    !layers.isEmpty && layers.count == values.count && probes >= 1,
    "\(probes) probes of \(layers.count) layers with \(values.count) values")
  let slopes = zip(layers, values).map { $1.slopes(of: $0.activation) }
  let draws = (0..<probes).map { _ in
    var vector = values[0].tape.randomSigns(width: layers[layers.count - 1].outputs)
    for (layer, slope) in zip(layers, slopes).reversed() {
      vector = (vector * slope).multiplied(byWeightOf: layer)
    }
    return vector.squareSums()
  }
  let sum = draws.dropFirst().reduce(draws[0]) { $0 + $1 }
  return Loss("contraction", sum.scaled(by: 1 / Float(probes)))
}
