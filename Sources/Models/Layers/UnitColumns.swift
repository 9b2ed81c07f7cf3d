/// Keeps the columns of layers' weights at length 1: what one unit of a code adds to the output.
///
/// Without it a penalty on the size of a code is worth nothing: the encoder makes codes smaller, the
/// decoder's weights make up for it.
///
/// Source: Olshausen & Field, *Emergence of simple-cell receptive field properties by learning a
/// sparse code for natural images* (1996): the norm of each basis function is kept.
struct UnitColumns: Sendable {
  private let layers: [Dense]

  /// Creates the rule for a decoder's layers.
  init(_ layers: [Dense]) {
    self.layers = layers
  }

  /// Scales every column of every weight `[outputs, inputs]` to length 1; one of zeros stays.
  func apply(_ parameters: UnsafeMutablePointer<Float>) {
    for layer in layers {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: layer.inputs) { factors in
        guard let factors = factors.baseAddress else { return }
        scale(parameters + layer.weight.offset, layer, factors)
      }
    }
  }

  private func scale(
    _ weight: UnsafeMutablePointer<Float>, _ layer: Dense, _ factors: UnsafeMutablePointer<Float>
  ) {
    factors.initialize(repeating: 0, count: layer.inputs)
    for row in 0..<layer.outputs {
      let values = weight + row * layer.inputs
      for column in 0..<layer.inputs {
        factors[column] += values[column] * values[column]
      }
    }
    for column in 0..<layer.inputs {
      factors[column] = factors[column] > 0 ? 1 / factors[column].squareRoot() : 1
    }
    for row in 0..<layer.outputs {
      let values = weight + row * layer.inputs
      for column in 0..<layer.inputs {
        values[column] *= factors[column]
      }
    }
  }
}
