/// The gradient of a dense layer's weight that is still to be computed: Σ over all samples of the
/// batch of dᵀ x, for d = ∂L/∂(x Wᵀ + b) `[rows, outputs]` and x `[rows, inputs]`.
///
/// A shard alone would have to write its share down, as large as the weight; whoever updates the
/// parameters afterwards would read all shares again. With all shards' d and x the sum can instead be
/// computed piece by piece just before a piece of the weight is updated.
struct WeightProduct {
  /// The weight's first element among the parameters.
  let offset: Int
  /// Rows of the weight.
  let outputs: Int
  /// Columns of the weight.
  let inputs: Int
  /// Where each shard's d lies in its arena.
  let gradient: Place
  /// Where each shard's x lies in its arena.
  let input: Place
}

extension Program {
  /// The gradients of weights that a run leaves open to be computed afterwards, in the order of their
  /// places; none where the BLAS computes them at once.
  var openProducts: [WeightProduct] {
    MatrixProduct.usesLibrary ? [] : weightProducts.sorted { $0.offset < $1.offset }
  }
}
