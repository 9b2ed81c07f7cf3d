/// What a convolution needs in the arena besides its values and gradients.
struct ConvolutionMemory {
  /// Where it lies.
  struct Places {
    /// The parts' own weights.
    var weights = Place(offset: 0)
    /// Sums of the weights' gradient, then of the bias's, each lane for itself: `[sumCount, 16]`.
    var sums = Place(offset: 0)
    /// The sums' sums.
    var totals = Place(offset: 0)
    /// The image before pooling, or a strip of it.
    var strip = Place(offset: 0)
    /// Where in each pooled window the largest value was, a byte for each lane.
    var maxima = Place(offset: 0)
    /// Sums of each lane.
    var sumCount = 0
  }

  private let weights: Tensor
  private let sums: Tensor
  private let totals: Tensor
  private let strip: Tensor
  private let maxima: Tensor
  private let sumCount: Int

  /// Records the memory of a convolution.
  ///
  /// - Parameters:
  ///   - plan: its parts.
  ///   - geometry: its sizes.
  ///   - output: its value.
  ///   - pooledPixels: pixels of the image, or strip, before pooling; 0 where nothing is pooled.
  init(plan: ConvolutionPlan, geometry: ConvolutionGeometry, output: Tensor, pooledPixels: Int) {
    let tape = output.tape
    sumCount = plan.weightGradient.weights.count + geometry.outputs
    weights = tape.scratch(width: plan.weightCount, layout: .shared)
    sums = tape.scratch(width: sumCount * Lanes.count, layout: .shared)
    totals = tape.scratch(width: sumCount, layout: .shared)
    strip = tape.scratch(
      width: pooledPixels * geometry.outputs * Lanes.count, layout: .shared)
    maxima = tape.scratch(width: pooledPixels == 0 ? 0 : (output.width + 3) / 4, layout: .lanes)
  }

  /// Returns the places in an arena.
  func places(_ binder: inout PlaceBinder) -> Places {
    Places(
      weights: binder.place(weights), sums: binder.place(sums), totals: binder.place(totals),
      strip: binder.place(strip), maxima: binder.place(maxima), sumCount: sumCount)
  }
}
