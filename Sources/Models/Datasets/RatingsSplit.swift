/// Ratings as a full table, before some are held out.
struct RatingsTable {
  /// The number of users.
  let users: Int
  /// The number of items.
  let items: Int
  /// In half stars, 0 where nothing was observed: `[items, users]`.
  var ratings: [UInt8]

  /// Holds a tenth of all ratings out, chosen at random.
  ///
  /// - Parameter seed: which tenth.
  /// - Returns: what is left and what is held out, each `[items, users]`.
  func split(seed: UInt64) -> (known: [UInt8], heldOut: [UInt8]) {
    let places = ratings.indices.filter { ratings[$0] > 0 }
    var known = ratings
    var heldOut = [UInt8](repeating: 0, count: ratings.count)
    let order = UnsafeMutableBufferPointer<Int32>.allocate(capacity: places.count)
    defer { order.deallocate() }
    order.initialize(repeating: 0)
    RandomKey(seed: seed, epoch: 0, purpose: .split).shuffle(order)
    for index in order.prefix((places.count + 5) / 10) {
      let place = places[Int(index)]
      heldOut[place] = ratings[place]
      known[place] = 0
    }
    return (known, heldOut)
  }
}
