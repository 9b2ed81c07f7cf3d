/// Neighbouring parameters whose gradient is finished, and that are updated, together, while they are
/// in the cache: some rows of a weight, or so many parameters of any kind.
///
/// Squares are summed block by block, so the blocks do not depend on the number of workers.
struct ParameterBlock {
  /// The first parameter's place.
  let first: Int
  /// Parameters.
  let count: Int
  /// The row of the weight that the block begins with.
  var row = 0
  /// The products, among the program's open ones, that make up the gradient; empty where the shards'
  /// arrays hold it.
  var products = 0..<0

  /// About how many parameters a block has: with moments and gradient they are in the cache at once.
  private static let size = 9600

  /// Cuts ranges of parameters into blocks.
  ///
  /// - Parameters:
  ///   - ranges: the places of the parameters.
  ///   - products: the gradients that are still to be computed then, in the order of their places.
  /// - Returns: the blocks, in the order of their places.
  static func blocks(of ranges: [Range<Int>], _ products: [WeightProduct]) -> [ParameterBlock] {
    var next = 0
    var blocks: [ParameterBlock] = []
    for range in ranges {
      var position = range.lowerBound
      while next < products.count, products[next].offset < range.upperBound {
        let weight = products[next]
        blocks += plain(position..<weight.offset)
        // A layer that is used twice has two products for the same weight.
        let last = products[next...].lastIndex { $0.offset == weight.offset } ?? next
        let uses = next..<(last + 1)
        blocks += strips(of: weight, uses)
        position = weight.offset + weight.inputs * weight.outputs
        next = uses.upperBound
      }
      blocks += plain(position..<range.upperBound)
    }
    return blocks
  }

  private static func plain(_ range: Range<Int>) -> [ParameterBlock] {
    stride(from: range.lowerBound, to: range.upperBound, by: size).map { first in
      ParameterBlock(first: first, count: min(size, range.upperBound - first))
    }
  }

  private static func strips(of weight: WeightProduct, _ products: Range<Int>) -> [ParameterBlock] {
    // A multiple of six rows, which is the height of the product kernel's tile.
    let height = max(6, size / weight.inputs / 6 * 6)
    return stride(from: 0, to: weight.outputs, by: height).map { row in
      ParameterBlock(
        first: weight.offset + row * weight.inputs,
        count: min(height, weight.outputs - row) * weight.inputs, row: row, products: products)
    }
  }

  /// Returns where each worker's blocks begin, and the end of the last's: contiguous runs of about as
  /// many parameters each.
  static func shares(of blocks: [ParameterBlock], workers: Int) -> [Int] {
    let total = blocks.reduce(0) { $0 + $1.count }
    var shares = [0]
    var sum = 0
    for (index, block) in blocks.enumerated() {
      sum += block.count
      while shares.count < workers, sum * workers >= total * shares.count {
        shares.append(index + 1)
      }
    }
    return shares + Array(repeating: blocks.count, count: workers + 1 - shares.count)
  }
}
