internal import CKernels

/// The squared maximum mean discrepancy between codes and samples of their prior.
///
/// The unbiased estimate for codes z and samples p, over the whole batch of N:
///
/// Σ_{i≠j} (k(z_i, z_j) + k(p_i, p_j)) / (N (N − 1)) − 2 Σ_{i,j} k(z_i, p_j) / N².
///
/// Row i receives N times its part of these sums, v_i, so that the mean over the batch is the
/// estimate. On the way back the rows' values have weights g_i, whatever they are:
///
/// ∂/∂z_i = Σ_{j≠i} (g_i + g_j) k'(z_i, z_j) / (N − 1) − 2 g_i Σ_j k'(z_i, p_j) / N.
///
/// A shard contributes its points in lanes, `[groups][size][16]` of codes and then of samples; on the
/// way back, behind them, its weights.
final class DiscrepancyOperation: CollectiveOperation {
  private let codes: Tensor
  private let samples: Tensor
  private let output: Tensor
  private let points: Tensor
  private let kernel: MultiquadricKernel
  private let size: Int
  private var z = Place(offset: 0)
  private var p = Place(offset: 0)
  private var values = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  /// Creates the operation; `points` is the memory of what a shard contributes, 2 · size + 1 numbers
  /// a row in lanes.
  init(
    codes: Tensor, samples: Tensor, output: Tensor, points: Tensor, kernel: MultiquadricKernel
  ) {
    self.codes = codes
    self.samples = samples
    self.output = output
    self.points = points
    self.kernel = kernel
    size = codes.width
  }

  override func bind(_ places: inout PlaceBinder) {
    z = places.place(codes)
    p = places.place(samples)
    values = places.place(output)
    contribution = places.place(points)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(codes)
    // Nobody reads the weights on the way forward, so a slower shard is not disturbed.
    if inputGradient != nil { gradientContribution = contribution }
  }

  override func forward(_ frame: Frame) {
    let lanes = contribution.pointer(frame)
    ae_to_lanes(z.pointer(frame), frame.rows, size, lanes, 0)
    ae_to_lanes(p.pointer(frame), frame.rows, size, lanes + block(frame.rows), 0)
  }

  override func exchange(_ frame: Frame, _ peers: Peers) {
    let count = Double(frame.batchRows)
    for row in 0..<frame.rows {
      let a = z.pointer(frame) + row * size
      let b = p.pointer(frame) + row * size
      // Each point is among its shard's own, and does not count there.
      var within = -2 * Double(kernel.valueAtZero)
      var between = 0.0
      peers.visit { lanes, rows in
        let samples = lanes + block(rows)
        within += kernel.sum(a, lanes, rows: rows) + kernel.sum(b, samples, rows: rows)
        between += kernel.sum(a, samples, rows: rows)
      }
      values.pointer(frame)[row] =
        frame.batchRows > 1 ? Float(within / (count - 1) - 2 * between / count) : 0
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, inputGradient != nil else { return }
    let weights = contribution.pointer(frame) + 2 * block(frame.rows)
    for row in 0..<frame.rows {
      weights[row] = outputGradient.pointer(frame)[row] * withinFactor(frame)
    }
  }

  override func exchangeBackward(_ frame: Frame, _ peers: Peers) {
    guard let outputGradient, let inputGradient else { return }
    for row in 0..<frame.rows {
      let a = z.pointer(frame) + row * size
      let weight = outputGradient.pointer(frame)[row]
      let gradient = inputGradient.place.pointer(frame) + row * size
      if !inputGradient.accumulates { gradient.update(repeating: 0, count: size) }
      guard frame.batchRows > 1 else { continue }
      peers.visit { lanes, rows in
        let samples = lanes + block(rows)
        kernel.addGradient(
          a, lanes, rows: rows, weights: samples + block(rows), own: weight * withinFactor(frame),
          to: gradient)
        kernel.addGradient(
          a, samples, rows: rows, weights: nil, own: -2 * weight / Float(frame.batchRows),
          to: gradient)
      }
    }
  }

  /// The numbers that some rows' points take in lanes.
  private func block(_ rows: Int) -> Int {
    Lanes.groups(rows) * Lanes.count * size
  }

  private func withinFactor(_ frame: Frame) -> Float {
    1 / Float(max(frame.batchRows - 1, 1))
  }
}

/// Returns the term `mmd`: the squared maximum mean discrepancy between codes and samples of their
/// prior, over the whole batch of all shards, by an unbiased estimate.
///
/// It may be negative, when the codes are as close to the samples as other samples are. A batch of
/// one says nothing, and gives 0.
///
/// Source: Tolstikhin et al., *Wasserstein Auto-Encoders* (2018), algorithm 2; Gretton et al., *A
/// Kernel Two-Sample Test* (2012), lemma 6.
///
/// - Parameters:
///   - codes: `[batch, size]`.
///   - samples: as many samples of the prior, `[batch, size]`; no gradient flows into them.
///   - variance: the prior's variance in each dimension.
/// - Returns: an objective of one term.
public func discrepancy(codes: Tensor, samples: Tensor, variance: Float = 1) -> Loss {
  precondition(
    codes.width == samples.width, "codes of \(codes.width), samples of \(samples.width) numbers")
  let kernel = MultiquadricKernel(size: codes.width, variance: variance)
  let points = codes.tape.scratch(width: 2 * codes.width + 1, layout: .lanes)
  return Loss(
    "mmd",
    codes.tape.record(reading: [codes, samples.detached()], width: 1) {
      DiscrepancyOperation(
        codes: codes, samples: samples, output: $0, points: points, kernel: kernel)
    })
}
