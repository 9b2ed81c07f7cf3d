#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// ln q(z) and ln q(z_k) of each sample z under the posteriors of the whole training data, estimated
/// from those of the batch, `[rows, 1 + size]`.
///
/// q(z_i) ≈ Σ_j w_ij q(z_i|x_j) over the batch's B samples, of N in the data, with the weights of
/// stratified sampling: w_ii = 1/N, the next sample's (N − M) / (N M), the others' 1/M, M = B − 1.
/// They sum to 1; equal weights would be biased by (size − 1) ln B.
///
/// Every sample is compared with every posterior of the batch, those of other shards too. A shard
/// contributes its posteriors and samples; on the way back, what was found for its samples and their
/// gradients, from which the others work out what their posteriors owe.
///
/// Source: Chen, Li, Grosse & Duvenaud, *Isolating Sources of Disentanglement in VAEs* (2018),
/// appendix C.2. (In the authors' code the weight 1/N stands in the matrix's first column instead of
/// on its diagonal.)
final class AggregatedDensityOperation: CollectiveOperation {
  private let parameters: Tensor
  private let samples: Tensor
  private let output: Tensor
  private let shared: Tensor
  private let slopes: Tensor
  private let size: Int
  private let dataCount: Int
  private var p = Place(offset: 0)
  private var z = Place(offset: 0)
  private var y = Place(offset: 0)
  private var slope = Place(offset: 0)
  private var outputGradient: Place?
  private var parameterGradient: GradientPlace?
  private var sampleGradient: GradientPlace?

  /// Floats of a row that is shared: means, log-variances, 1/σ², the sample; then ln q and its
  /// gradient.
  static func sharedWidth(size: Int) -> Int { 4 * size + 2 * (1 + size) }

  init(
    parameters: Tensor, samples: Tensor, output: Tensor, shared: Tensor, slopes: Tensor,
    dataCount: Int
  ) {
    self.parameters = parameters
    self.samples = samples
    self.output = output
    self.shared = shared
    self.slopes = slopes
    self.dataCount = dataCount
    size = samples.width
  }

  override func bind(_ places: inout PlaceBinder) {
    p = places.place(parameters)
    z = places.place(samples)
    y = places.place(output)
    slope = places.place(slopes)
    contribution = places.place(shared)
    outputGradient = places.gradient(of: output)
    guard outputGradient != nil else { return }
    sampleGradient = places.inputGradient(samples)
    parameterGradient = places.inputGradient(parameters)
    // The same rows: what is new on the way back lies behind what a slower shard may still read.
    gradientContribution = contribution
  }

  override func forward(_ frame: Frame) {
    let row = Row(size: size)
    for index in 0..<frame.rows {
      let target = contribution.pointer(frame) + index * row.width
      let source = p.pointer(frame) + index * 2 * size
      for k in 0..<size {
        target[k] = source[k]
        target[size + k] = source[size + k]
        target[2 * size + k] = expf(-source[size + k])
        target[3 * size + k] = z.pointer(frame)[index * size + k]
      }
    }
  }

  override func exchange(_ frame: Frame, _ peers: Peers) {
    let row = Row(size: size)
    let own = contribution.pointer(frame)
    let weights = StratifiedWeights(batch: frame.batchRows, data: dataCount)
    let first = firstRow(own, peers)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * (1 + size)) { sums in
      for index in 0..<frame.rows {
        let target = own + index * row.width
        let slopes = slope.pointer(frame) + index * 2 * size
        var search = DensitySum(row: row, sample: target + 3 * size, sums: sums, slopes: slopes)
        var other = 0
        peers.visit { array, count in
          for neighbour in 0..<count {
            search.add(
              array + neighbour * row.width, logWeight: weights.log(first + index, other))
            other += 1
          }
        }
        search.finish(y.pointer(frame) + index * (1 + size))
        (target + row.densities).update(
          from: y.pointer(frame) + index * (1 + size), count: 1 + size)
      }
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient else { return }
    let row = Row(size: size)
    for index in 0..<frame.rows {
      (contribution.pointer(frame) + index * row.width + row.gradients).update(
        from: outputGradient.pointer(frame) + index * (1 + size), count: 1 + size)
    }
  }

  override func exchangeBackward(_ frame: Frame, _ peers: Peers) {
    addSampleGradients(frame)
    guard let parameterGradient else { return }
    let row = Row(size: size)
    let own = contribution.pointer(frame)
    let weights = StratifiedWeights(batch: frame.batchRows, data: dataCount)
    let first = firstRow(own, peers)
    for index in 0..<frame.rows {
      let d = parameterGradient.place.pointer(frame) + index * 2 * size
      if !parameterGradient.accumulates { d.update(repeating: 0, count: 2 * size) }
      var other = 0
      peers.visit { array, count in
        for neighbour in 0..<count {
          addParameterGradient(
            posterior: own + index * row.width, sample: array + neighbour * row.width,
            logWeight: weights.log(other, first + index), to: d)
          other += 1
        }
      }
    }
  }

  /// What the samples owe: the slopes of both densities were found on the way forward.
  private func addSampleGradients(_ frame: Frame) {
    guard let sampleGradient, let outputGradient else { return }
    for index in 0..<frame.rows {
      let d = sampleGradient.place.pointer(frame) + index * size
      let slopes = slope.pointer(frame) + index * 2 * size
      let g = outputGradient.pointer(frame) + index * (1 + size)
      for k in 0..<size {
        let share = g[0] * slopes[k] + g[1 + k] * slopes[size + k]
        d[k] = sampleGradient.accumulates ? d[k] + share : share
      }
    }
  }

  /// What a posterior owes for its part in the densities of one sample.
  private func addParameterGradient(
    posterior: UnsafePointer<Float>, sample: UnsafePointer<Float>, logWeight: Float,
    to d: UnsafeMutablePointer<Float>
  ) {
    let row = Row(size: size)
    let z = sample + 3 * size
    let densities = sample + row.densities
    let gradients = sample + row.gradients
    var joint = logWeight
    for k in 0..<size { joint += row.logDensity(posterior, z, k) }
    let share = gradients[0] * expf(joint - densities[0])
    for k in 0..<size {
      let marginal = logWeight + row.logDensity(posterior, z, k) - densities[1 + k]
      let factor = share + gradients[1 + k] * expf(marginal)
      let offset = z[k] - posterior[k]
      let scaled = offset * posterior[2 * size + k]
      d[k] += factor * scaled
      d[size + k] += factor * 0.5 * (offset * scaled - 1)
    }
  }

  /// The number of this shard's first row in the batch.
  private func firstRow(_ own: UnsafePointer<Float>, _ peers: Peers) -> Int {
    var (first, isFound) = (0, false)
    peers.visit { array, rows in
      if array == own { isFound = true }
      if !isFound { first += rows }
    }
    return first
  }
}

/// Where things lie in a row that is shared.
private struct Row {
  let size: Int
  var width: Int { AggregatedDensityOperation.sharedWidth(size: size) }
  var densities: Int { 4 * size }
  var gradients: Int { 4 * size + 1 + size }

  /// ln q(z_k|x) of a row's posterior.
  @inline(__always)
  func logDensity(_ posterior: UnsafePointer<Float>, _ z: UnsafePointer<Float>, _ k: Int) -> Float {
    let offset = z[k] - posterior[k]
    return -0.5 * (offset * offset * posterior[2 * size + k] + posterior[size + k] + 1.837_877_1)
  }
}

/// The logarithms of the weights w_ij.
struct StratifiedWeights {
  private let batch: Int
  private let own: Float
  private let next: Float
  private let others: Float

  /// Creates the weights for batches of `batch` samples of `data` in all; a batch is never thought
  /// larger than the data.
  init(batch: Int, data: Int) {
    self.batch = batch
    let (all, rest) = (Float(max(data, batch)), Float(batch - 1))
    // A batch of one knows only its own posterior.
    own = batch > 1 ? -logf(all) : 0
    next = logf((all - rest) / (all * rest))
    others = -logf(rest)
  }

  /// Returns ln w of posterior `j` for sample `i`.
  func log(_ i: Int, _ j: Int) -> Float {
    i == j ? own : j == (i + 1) % batch ? next : others
  }
}

/// ln Σ of what is added, for the whole sample and each of its dimensions, and the slopes of these
/// sums; all in one pass, relative to the largest so far.
private struct DensitySum {
  let row: Row
  let sample: UnsafePointer<Float>
  /// The largest of each sum, then the sums.
  let sums: UnsafeMutableBufferPointer<Float>
  /// The slopes of the whole density, then of each dimension's.
  let slopes: UnsafeMutablePointer<Float>

  init(
    row: Row, sample: UnsafePointer<Float>, sums: UnsafeMutableBufferPointer<Float>,
    slopes: UnsafeMutablePointer<Float>
  ) {
    self.row = row
    self.sample = sample
    self.sums = sums
    self.slopes = slopes
    for index in 0...row.size {
      sums[index] = -.infinity
      sums[1 + row.size + index] = 0
    }
    slopes.update(repeating: 0, count: 2 * row.size)
  }

  mutating func add(_ posterior: UnsafePointer<Float>, logWeight: Float) {
    let size = row.size
    var joint = logWeight
    for k in 0..<size {
      let density = row.logDensity(posterior, sample, k)
      joint += density
      let (old, new) = weigh(density + logWeight, 1 + k)
      slopes[size + k] = slopes[size + k] * old + new * slope(posterior, k)
    }
    let (old, new) = weigh(joint, 0)
    for k in 0..<size { slopes[k] = slopes[k] * old + new * slope(posterior, k) }
  }

  /// Writes ln of the sums, and divides the slopes by them.
  func finish(_ output: UnsafeMutablePointer<Float>) {
    let size = row.size
    for index in 0...size { output[index] = sums[index] + logf(sums[1 + size + index]) }
    for k in 0..<size {
      slopes[k] /= sums[1 + size]
      slopes[size + k] /= sums[2 + size + k]
    }
  }

  private func slope(_ posterior: UnsafePointer<Float>, _ k: Int) -> Float {
    (posterior[k] - sample[k]) * posterior[2 * row.size + k]
  }

  /// Adds e^value to a sum; returns the factors for what was there and for what is new.
  private func weigh(_ value: Float, _ index: Int) -> (old: Float, new: Float) {
    let place = 1 + row.size + index
    guard value > sums[index] else {
      let new = expf(value - sums[index])
      sums[place] += new
      return (1, new)
    }
    let old = expf(sums[index] - value)
    sums[index] = value
    sums[place] = sums[place] * old + 1
    return (old, 1)
  }
}

extension DiagonalGaussian {
  /// Returns ln q(z) and ln q(z_k) of samples, `[batch, 1 + size]`, under the posteriors of all data.
  ///
  /// - Parameters:
  ///   - z: samples of these posteriors, `[batch, size]`.
  ///   - dataCount: samples of the data.
  /// - Returns: the joint density's logarithm, then those of the dimensions.
  func aggregatedLogDensities(of z: Tensor, dataCount: Int) -> Tensor {
    let tape = parameters.tape
    let shared = tape.scratch(
      width: AggregatedDensityOperation.sharedWidth(size: size), layout: .rows)
    let slopes = tape.scratch(width: 2 * size, layout: .rows)
    return tape.record(reading: [parameters, z], width: 1 + size) {
      AggregatedDensityOperation(
        parameters: parameters, samples: z, output: $0, shared: shared, slopes: slopes,
        dataCount: dataCount)
    }
  }
}
