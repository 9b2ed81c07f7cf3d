internal import CKernels

/// How the parameters are cut into pieces for the pass that ends a step: gradient and update of one
/// piece after the other, while it is in the cache.
///
/// The pieces depend on the model alone, never on the number of workers: sums of squares are summed
/// over them.
final class UpdatePlan {
  /// Pieces.
  var count: Int { pieces.count }

  private let pieces: UnsafeMutableBufferPointer<Piece>
  private let products: UnsafeMutableBufferPointer<WeightProduct>
  private let arenas: UnsafeMutableBufferPointer<UnsafeMutablePointer<Float>>
  /// Where whole gradients of weights go when they are needed twice.
  private let kept: UnsafeMutablePointer<Float>
  private let workers: [Worker]
  /// The first piece of each worker, and the end of the last.
  private let shares: UnsafeMutableBufferPointer<Int>

  /// A piece of the parameters: so many floats anywhere, or some rows of a weight.
  private struct Piece {
    let first: Int
    let count: Int
    /// The weight's row that it begins with, and the products that make up its gradient; an empty
    /// range where the shards' arrays hold the gradient.
    var row = 0
    var products = 0..<0
  }

  /// What a worker computes gradients in.
  private struct Worker {
    let gradient: FloatBuffer
    let factors: UnsafeMutablePointer<AEFactors>
  }

  /// The most floats in a piece that is not a part of a weight, and about as many as a strip of one
  /// has.
  private static let size = 9600

  /// Creates a plan.
  ///
  /// - Parameters:
  ///   - program: whose backward runs leave products open.
  ///   - parameters: how many there are.
  ///   - arenas: one for each shard.
  ///   - kept: as large as the parameters; where products go that are needed twice.
  ///   - workers: how many share the work.
  init(
    _ program: Program, parameters: Int, arenas: [UnsafeMutablePointer<Float>],
    kept: UnsafeMutablePointer<Float>, workers: Int
  ) {
    self.kept = kept
    let products =
      MatrixProduct.usesLibrary ? [] : program.weightProducts.sorted { $0.offset < $1.offset }
    let pieces = Self.pieces(products, parameters: parameters)
    let most = pieces.lazy.map { max($0.count, Self.size) }.max() ?? Self.size
    self.pieces = .allocate(capacity: pieces.count)
    _ = self.pieces.initialize(from: pieces)
    self.products = .allocate(capacity: products.count)
    _ = self.products.initialize(from: products)
    self.arenas = .allocate(capacity: arenas.count)
    _ = self.arenas.initialize(from: arenas)
    self.workers = (0..<workers).map { _ in
      Worker(
        gradient: FloatBuffer(count: most),
        factors: .allocate(capacity: max(1, products.count * arenas.count)))
    }
    shares = .allocate(capacity: workers + 1)
    _ = shares.initialize(from: Self.shares(of: pieces, workers: workers))
  }

  deinit {
    for worker in workers {
      worker.factors.deallocate()
    }
    pieces.deallocate()
    products.deallocate()
    arenas.deallocate()
    shares.deallocate()
  }

  /// Returns the pieces: strips of the weights, and what lies between them in blocks.
  private static func pieces(_ products: [WeightProduct], parameters: Int) -> [Piece] {
    var pieces: [Piece] = []
    var position = 0
    var next = 0
    while position < parameters {
      let end = next < products.count ? products[next].offset : parameters
      while position < end {
        pieces.append(Piece(first: position, count: min(size, end - position)))
        position += pieces[pieces.count - 1].count
      }
      guard next < products.count else { break }
      let weight = products[next]
      // A layer that is used twice has two products for the same weight.
      let uses = next..<(products[next...].firstIndex { $0.offset != end } ?? products.count)
      // Six rows are a tile of the product's kernel.
      let height = max(6, size / weight.inputs / 6 * 6)
      for row in stride(from: 0, to: weight.outputs, by: height) {
        let rows = min(height, weight.outputs - row)
        pieces.append(
          Piece(
            first: position, count: rows * weight.inputs, row: row, products: uses))
        position += rows * weight.inputs
      }
      next = uses.upperBound
    }
    return pieces
  }

  /// Returns where each worker's pieces begin: contiguous runs of about as many parameters each.
  private static func shares(of pieces: [Piece], workers: Int) -> [Int] {
    let total = pieces.reduce(0) { $0 + $1.count }
    var shares = [0]
    var sum = 0
    for (index, piece) in pieces.enumerated() {
      sum += piece.count
      while shares.count < workers, sum * workers >= total * shares.count {
        shares.append(index + 1)
      }
    }
    return shares + Array(repeating: pieces.count, count: workers + 1 - shares.count)
  }

  /// What becomes of the gradients of weights.
  enum Products {
    /// Each is computed for this one use.
    case once
    /// Each is computed and kept.
    case kept
    /// Each is what was kept before.
    case found
  }

  /// Calls `body` with each of a worker's pieces: its number, its place and size among the parameters,
  /// and the arrays whose sum is its gradient.
  ///
  /// - Parameters:
  ///   - worker: whose pieces.
  ///   - rows: samples of the batch.
  ///   - gradients: the shards' arrays, which have the gradients of all but the weights.
  ///   - products: what becomes of those of the weights.
  ///   - body: what is done with a piece.
  func forEachPiece(
    of worker: Int, rows: Int, gradients: UnsafeBufferPointer<UnsafePointer<Float>?>,
    products: Products,
    _ body: (
      _ number: Int, _ first: Int, _ count: Int,
      _ gradients: UnsafeBufferPointer<UnsafePointer<Float>?>
    ) -> Void
  ) {
    for number in shares[worker]..<shares[worker + 1] {
      let piece = pieces[number]
      guard !piece.products.isEmpty else {
        body(number, piece.first, piece.count, gradients)
        continue
      }
      // Arrays are indexed with places among all parameters.
      let all =
        switch products {
        case .once: workers[worker].gradient.start - piece.first
        case .kept, .found: kept
        }
      if products != .found { compute(piece, worker: worker, rows: rows, into: all + piece.first) }
      var gradient: UnsafePointer<Float>? = UnsafePointer(all)
      withUnsafePointer(to: &gradient) {
        body(number, piece.first, piece.count, UnsafeBufferPointer(start: $0, count: 1))
      }
    }
  }

  /// Computes the gradient of some rows of a weight: the products of all shards that have samples.
  private func compute(
    _ piece: Piece, worker: Int, rows: Int, into gradient: UnsafeMutablePointer<Float>
  ) {
    let factors = workers[worker].factors
    var count = 0
    for number in piece.products {
      let product = products[number]
      for shard in arenas.indices {
        let terms = ShardRange(shard, of: arenas.count, rows: rows).count
        guard terms > 0 else { continue }
        let arena = arenas[shard]
        factors[count] = AEFactors(
          a: arena + product.gradient.offset + piece.row, b: arena + product.input.offset,
          terms: terms)
        count += 1
      }
    }
    let weight = products[piece.products.lowerBound]
    var product = AEProduct(
      rows: piece.count / weight.inputs, columns: weight.inputs, factors: factors, count: count,
      a_row: 1, a_term: weight.outputs, b_row: weight.inputs, c: gradient, c_row: weight.inputs,
      accumulate: 0)
    ae_multiply(&product)
  }
}

/// The rows of a batch that are one shard's.
struct ShardRange {
  /// The first row.
  let first: Int
  /// Rows, 0 where the batch has fewer than there are shards.
  let count: Int

  /// Returns the rows of shard `index` of so many, in a batch of `rows`.
  init(_ index: Int, of shards: Int, rows: Int) {
    first = index * rows / shards
    count = (index + 1) * rows / shards - first
  }
}
