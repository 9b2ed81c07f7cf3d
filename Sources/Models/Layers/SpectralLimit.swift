internal import CKernels

/// Keeps the largest singular value of layers' weights at 1 or below.
///
/// After each update every weight is divided by its largest singular value, if that exceeds 1. The
/// value is found by one step of power iteration, which begins where the last one ended; where it
/// ended is kept among the parameters, and so in checkpoints.
///
/// Source: Miyato, Kataoka, Koyama & Yoshida, *Spectral Normalization for Generative Adversarial
/// Networks* (2018), algorithm 1.
struct SpectralLimit: Equatable, Sendable {
  private struct Layer: Equatable {
    let inputs: Int
    let outputs: Int
    let weight: Int
    let direction: Int
  }

  private var layers: [Layer] = []

  /// Creates the limit of a network's layers, and lays out the directions, `spectral.0` ….
  init(_ network: Network, layout: inout ParameterLayout) {
    for (index, layer) in network.layers.enumerated() {
      let direction = layout.add(
        "spectral.\(index)", shape: [layer.inputs],
        .glorotUniform(inputs: layer.inputs, outputs: 1))
      layers.append(
        Layer(
          inputs: layer.inputs, outputs: layer.outputs, weight: layer.weight.offset,
          direction: direction.offset))
    }
  }

  /// Divides the weights that are too large.
  func apply(_ parameters: UnsafeMutablePointer<Float>) {
    for layer in layers {
      withUnsafeTemporaryAllocation(of: Float.self, capacity: layer.outputs) { left in
        guard let left = left.baseAddress else { return }
        limit(layer, parameters, left)
      }
    }
  }

  private func limit(
    _ layer: Layer, _ parameters: UnsafeMutablePointer<Float>, _ left: UnsafeMutablePointer<Float>
  ) {
    let weight = parameters + layer.weight
    let right = parameters + layer.direction
    ae_dense_row(right, weight, layer.inputs, layer.outputs, left)
    Self.normalise(left, layer.outputs)
    MatrixProduct.multiply(
      left, weight, into: right, m: 1, n: layer.inputs, k: layer.outputs, accumulates: false)
    let largest = Self.normalise(right, layer.inputs)
    guard largest > 1 else { return }
    ae_scale_add(weight, 1 / largest - 1, layer.inputs * layer.outputs, weight, 1)
  }

  /// Makes a vector's length 1, and returns what it was.
  @discardableResult
  private static func normalise(_ vector: UnsafeMutablePointer<Float>, _ count: Int) -> Float {
    var sum = 0.0
    for index in 0..<count { sum += Double(vector[index] * vector[index]) }
    let length = Float(sum.squareRoot())
    guard length > 0 else { return 0 }
    for index in 0..<count { vector[index] /= length }
    return length
  }
}
