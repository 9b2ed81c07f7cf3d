internal import CKernels

// The kernels of models of dense layers; sizes as M5 has them.
extension KernelCase {
  private static let rows = 64
  private static let pixels = 784
  private static let hidden = 512

  /// Products of matrices.
  static var products: [KernelCase] {
    let x = benchmarkNumbers(rows * pixels)
    let d = benchmarkNumbers(rows * hidden)
    let weight = benchmarkNumbers(hidden * pixels)
    let bias = benchmarkNumbers(hidden)
    let y = benchmarkNumbers(rows * hidden)
    let turned = benchmarkNumbers(rows * pixels)
    let gradient = benchmarkNumbers(hidden * pixels)
    let operations = 2 * rows * pixels * hidden
    let floats = rows * (pixels + hidden) + hidden * pixels
    return [
      KernelCase("dense", "64×784 → 512, ReLU", operations: operations, floats: floats) {
        var dense = AEDense(
          rows: rows, inputs: pixels, outputs: hidden, x_transposed: turned.start,
          weight: weight.start, bias: bias.start, activation: Activation.relu.kernel, y: y.start,
          y_transposed: nil)
        ae_dense(&dense)
      },
      KernelCase("multiply", "∂L/∂x, 64×512 · 512×784", operations: operations, floats: floats) {
        multiply(
          AEFactors(a: d.start, b: weight.start, terms: hidden), rows, row: hidden, term: 1, x)
      },
      KernelCase("multiply", "∂L/∂W, 512×64 · 64×784", operations: operations, floats: floats) {
        multiply(
          AEFactors(a: d.start, b: x.start, terms: rows), hidden, row: 1, term: hidden, gradient)
      },
      // Every weight is used once: what counts is to read them.
      KernelCase("dense_row", "1×784 → 512", floats: hidden * pixels) {
        ae_dense_row(x.start, weight.start, pixels, hidden, y.start)
      },
      KernelCase("transpose", "64×784", floats: 2 * rows * pixels) {
        ae_transpose(x.start, rows, pixels, turned.start)
      },
    ]
  }

  private static func multiply(
    _ factors: AEFactors, _ rows: Int, row: Int, term: Int, _ result: FloatBuffer
  ) {
    withUnsafePointer(to: factors) { factors in
      var product = AEProduct(
        rows: rows, columns: pixels, factors: factors, count: 1, a_row: row, a_term: term,
        b_row: pixels, c: result.start, c_row: pixels, accumulate: 0)
      ae_multiply(&product)
    }
  }

  /// What goes with the products of a layer.
  static var layers: [KernelCase] {
    let count = rows * pixels
    let y = benchmarkNumbers(count)
    let d = benchmarkNumbers(count)
    let sums = benchmarkNumbers(pixels)
    let bytes = (0..<(1000 * pixels)).map { UInt8($0 % 251) }
    let samples = (0..<rows).map { Int32($0 * 37 % 1000) }
    return [
      KernelCase("gather", "64×784 of 1,000 images", floats: count + count / 4) {
        ae_gather(bytes, samples, rows, pixels, y.start)
      },
      KernelCase("activate", "64×784, ReLU", floats: 2 * count) {
        ae_activate(y.start, count, Activation.relu.kernel)
      },
      KernelCase("sigmoid", "64×784", floats: 2 * count) {
        ae_sigmoid(d.start, count, y.start)
      },
      KernelCase("column_sums", "64×784", floats: count) {
        ae_column_sums(d.start, rows, pixels, sums.start, 0)
      },
    ] + activations
  }

  private static var activations: [KernelCase] {
    let count = rows * pixels
    let y = benchmarkNumbers(count)
    let d = benchmarkNumbers(count)
    let bias = FloatBuffer(count: pixels)
    // Outputs at which a function has the slope ±1: again and again, the gradient keeps its size.
    let functions: [(String, Activation, output: Float)] = [
      ("ReLU", .relu, 1), ("sigmoid", .sigmoid, 1.618034), ("tanh", .tanh, 0),
      ("softplus", .softplus, 40),
    ]
    return functions.flatMap { name, function, output in
      let outputs = FloatBuffer([Float](repeating: output, count: count))
      return [
        KernelCase("bias_activation", "64×784, \(name)", floats: 2 * count) {
          ae_bias_activation(y.start, bias.start, rows, pixels, function.kernel)
        },
        KernelCase("activation_gradient", "64×784, \(name)", floats: 3 * count) {
          ae_activation_gradient(d.start, outputs.start, count, function.kernel)
        },
      ]
    }
  }

  /// Errors of pictures.
  static var losses: [KernelCase] {
    let count = rows * pixels
    let logits = benchmarkNumbers(count)
    let targets = benchmarkNumbers(count)
    let gradient = benchmarkNumbers(count)
    let values = benchmarkNumbers(rows)
    return [
      KernelCase("bernoulli", "64×784, with gradient", floats: 3 * count) {
        ae_bernoulli(
          logits.start, targets.start, rows, pixels, values.start, gradient.start, 0.01)
      },
      KernelCase("squared_error", "64×784, with gradient", floats: 3 * count) {
        ae_squared_error(
          logits.start, targets.start, rows, pixels, values.start, gradient.start, 0.01)
      },
    ]
  }

  /// Codes that are distributions.
  static var gaussians: [KernelCase] {
    let size = 256
    let count = rows * size
    let p = benchmarkNumbers(2 * count)
    let dp = benchmarkNumbers(2 * count)
    let noise = benchmarkNumbers(count)
    let z = benchmarkNumbers(count)
    let values = benchmarkNumbers(rows)
    return [
      KernelCase("gaussian_divergence", "64×256", floats: 2 * count) {
        ae_gaussian_divergence(p.start, rows, size, values.start)
      },
      KernelCase("gaussian_divergence_gradient", "64×256", floats: 4 * count) {
        ae_gaussian_divergence_gradient(p.start, rows, size, nil, 0.01, dp.start, 0)
      },
      KernelCase("reparameterize", "64×256", floats: 4 * count) {
        ae_reparameterize(p.start, noise.start, rows, size, z.start)
      },
      KernelCase("reparameterize_gradient", "64×256", floats: 5 * count) {
        ae_reparameterize_gradient(p.start, noise.start, z.start, rows, size, dp.start, 0)
      },
      KernelCase("soft_clamp", "64×512, half of it", floats: 4 * count) {
        ae_soft_clamp(p.start, rows, 2 * size, size, 10, dp.start)
      },
      KernelCase("soft_clamp_gradient", "64×512, half of it", floats: 6 * count) {
        ae_soft_clamp_gradient(p.start, p.start, rows, 2 * size, size, 10, dp.start, 0)
      },
    ]
  }
}
