internal import CKernels

// The kernels of models of images, sixteen of them in lanes; sizes as M3 has them.
extension KernelCase {
  /// Convolutions.
  static var convolutions: [KernelCase] {
    [(28, 1, 16), (14, 16, 8), (7, 8, 8), (28, 16, 1)].flatMap { side, inputs, outputs in
      let shape = AEConvolution(
        in_height: side, in_width: side, in_channels: inputs, out_channels: outputs,
        out_width: side, kernel_height: 3, kernel_width: 3, stride: 1, top: 1, left: 1, rows: side,
        columns: side, step: 1)
      let x = benchmarkNumbers(side * side * inputs * 16)
      let y = benchmarkNumbers(side * side * outputs * 16)
      let weight = benchmarkNumbers(9 * inputs * outputs)
      let bias = benchmarkNumbers(outputs)
      let sums = benchmarkNumbers(9 * inputs * outputs * 16)
      let size = "\(side)×\(side), \(inputs) → \(outputs)"
      // Windows at the edge see fewer pixels.
      let taps = (3 * side - 2) * (3 * side - 2)
      let operations = 2 * taps * inputs * outputs * 16
      let floats = side * side * (inputs + outputs) * 16
      return [
        KernelCase("convolve", size, operations: operations, floats: floats) {
          withUnsafePointer(to: shape) {
            ae_convolve($0, x.start, weight.start, bias.start, y.start, 1, 0)
          }
        },
        KernelCase("convolution_gradient", size, operations: operations, floats: floats) {
          withUnsafePointer(to: shape) {
            ae_convolution_gradient($0, x.start, y.start, sums.start)
          }
        },
      ]
    }
  }

  /// What happens to images between convolutions.
  static var pictures: [KernelCase] {
    let (side, channels) = (28, 16)
    let positions = side * side
    let count = positions * channels * 16
    let large = benchmarkNumbers(count)
    let small = benchmarkNumbers(count / 4)
    let sums = benchmarkNumbers(channels * 16)
    let totals = benchmarkNumbers(channels)
    let places = UnsafeMutablePointer<UInt8>.allocate(capacity: count / 4)
    let half = side / 2
    return [
      KernelCase("max_pool", "28×28×16", floats: count + count / 4 + count / 16) {
        ae_max_pool(large.start, side, side, channels, 2, small.start, places)
      },
      KernelCase("max_pool_gradient", "28×28×16", floats: count + count / 4 + count / 16) {
        ae_max_pool_gradient(small.start, places, side, side, channels, 2, large.start, 0)
      },
      KernelCase("up_sample", "14×14×16 to 28×28", floats: count + count / 4) {
        ae_up_sample(small.start, half, half, channels, 2, large.start)
      },
      KernelCase("up_sample_gradient", "14×14×16 from 28×28", floats: count + count / 4) {
        ae_up_sample_gradient(large.start, half, half, channels, 2, small.start, 0)
      },
      KernelCase("channel_sums", "28×28×16", floats: count) {
        ae_channel_sums(large.start, positions, channels, sums.start)
      },
      KernelCase("lane_totals", "16 vectors", floats: channels * 17) {
        ae_lane_totals(sums.start, channels, totals.start)
      },
    ]
  }

  /// Images of 784 pixels that come, are compared, and go.
  static var lanes: [KernelCase] {
    let (rows, width) = (64, 784)
    let count = rows * width
    let a = benchmarkNumbers(count)
    let b = benchmarkNumbers(count)
    let d = benchmarkNumbers(count)
    let values = benchmarkNumbers(rows)
    let scales = FloatBuffer([Float](repeating: 1, count: rows))
    return [
      KernelCase("to_lanes", "64×784", floats: 2 * count) {
        ae_to_lanes(a.start, rows, width, d.start, 0)
      },
      KernelCase("from_lanes", "64×784", floats: 2 * count) {
        ae_from_lanes(a.start, rows, width, d.start, 0)
      },
      KernelCase("bernoulli_lanes", "64×784, with gradient", floats: 3 * count) {
        ae_bernoulli_lanes(a.start, b.start, rows, width, values.start, d.start, 0.01)
      },
      KernelCase("squared_error_lanes", "64×784, with gradient", floats: 3 * count) {
        ae_squared_error_lanes(a.start, b.start, rows, width, values.start, d.start, 0.01)
      },
      KernelCase("scale_lanes", "64×784", floats: 2 * count) {
        ae_scale_lanes(d.start, scales.start, rows, width)
      },
      KernelCase("distance_lanes", "64×784", floats: 2 * count) {
        ae_distance_lanes(a.start, b.start, rows, width, values.start)
      },
      KernelCase("distance_lanes_gradient", "64×784", floats: 3 * count) {
        ae_distance_lanes_gradient(
          a.start, b.start, scales.start, rows, width, 1, d.start, 0)
      },
    ]
  }
}
