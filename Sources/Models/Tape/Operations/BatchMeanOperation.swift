internal import CKernels

/// The mean of each column over the whole batch, the same in every row: m_j = (1/N) Σ_n x_nj.
///
/// A shard contributes its column sums; on the way back, the column sums of its rows' gradients, so
/// that ∂L/∂x_nj = (1/N) Σ over all rows of ∂L/∂m_j.
final class BatchMeanOperation: CollectiveOperation {
  private let input: Tensor
  private let output: Tensor
  private let sums: Tensor
  private let width: Int
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, output: Tensor, sums: Tensor) {
    self.input = input
    self.output = output
    self.sums = sums
    width = input.width
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
    contribution = places.place(sums)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input)
    // The second half of the memory: a slower shard may still be reading the first.
    if inputGradient != nil { gradientContribution = Place(offset: contribution.offset + width) }
  }

  override func forward(_ frame: Frame) {
    ae_column_sums(x.pointer(frame), frame.rows, width, contribution.pointer(frame), 0)
  }

  override func exchange(_ frame: Frame, _ peers: Peers) {
    let result = y.pointer(frame)
    total(peers, times: 1 / Float(frame.batchRows), into: result)
    for row in 1..<max(frame.rows, 1) {
      (result + row * width).update(from: result, count: width)
    }
  }

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradientContribution else { return }
    ae_column_sums(
      outputGradient.pointer(frame), frame.rows, width, gradientContribution.pointer(frame), 0)
  }

  override func exchangeBackward(_ frame: Frame, _ peers: Peers) {
    guard let outputGradient, let inputGradient else { return }
    // The rows' own gradients have been summed, and their place is free.
    let total = outputGradient.pointer(frame)
    self.total(peers, times: 1 / Float(frame.batchRows), into: total)
    for row in 0..<frame.rows {
      ae_scale_add(
        total, 1, width, inputGradient.place.pointer(frame) + row * width,
        inputGradient.accumulates ? 1 : 0)
    }
  }

  private func total(_ peers: Peers, times factor: Float, into result: UnsafeMutablePointer<Float>)
  {
    result.update(repeating: 0, count: width)
    peers.visit { array, _ in ae_scale_add(array, factor, width, result, 1) }
  }
}

extension Tensor {
  /// Returns the mean of each column over the whole batch, the same in every row, `[rows, width]`.
  ///
  /// The batch is that of all shards together.
  public func batchMean() -> Tensor {
    let sums = tape.scratch(width: 2 * width, layout: .shared)
    return tape.record(reading: [self], width: width) {
      BatchMeanOperation(input: self, output: $0, sums: sums)
    }
  }
}
