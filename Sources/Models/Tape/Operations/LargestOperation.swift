/// The k largest elements of each row; the others become 0, and get no gradient.
///
/// Of equal elements the first are kept, so that there are never more than k. What is no number is
/// always kept, so that a divergence shows.
///
/// Source: Makhzani & Frey, *k-Sparse Autoencoders* (2014), section 2.
final class LargestOperation: UnaryOperation {
  private let count: Coefficient
  private let rates: Tensor?
  private let heap: Tensor
  private var ratePlace: Place?
  private var heapPlace = Place(offset: 0)

  /// Creates the operation.
  ///
  /// - Parameters:
  ///   - input: `[rows, units]`.
  ///   - output: the same shape.
  ///   - count: k, rounded.
  ///   - rates: only units whose number here is 0 may be kept; nil leaves the choice among all.
  ///   - heap: memory for as many numbers as there are units.
  init(input: Tensor, output: Tensor, count: Coefficient, rates: Tensor?, heap: Tensor) {
    self.count = count
    self.rates = rates
    self.heap = heap
    super.init(input: input, output: output)
  }

  override func bind(_ places: inout PlaceBinder) {
    ratePlace = rates.map { places.place($0) }
    heapPlace = places.place(heap)
    super.bind(&places)
  }

  override func compute(
    _ x: UnsafePointer<Float>, rows: Int, into y: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    // A number too large for an integer keeps everything.
    let limit = Int(min(max(count.value(in: frame).rounded(), 1), Float(input.width)))
    var largest = LargestNumbers(limit: limit, memory: heapPlace.pointer(frame))
    let rates = ratePlace?.pointer(frame)
    for row in 0..<rows {
      let values = x + row * input.width
      largest.removeAll()
      for unit in 0..<input.width where (rates?[unit] ?? 0) == 0 {
        largest.insert(values[unit])
      }
      var equals = largest.copiesOfSmallest
      let threshold = largest.smallest
      let kept = y + row * input.width
      for unit in 0..<input.width {
        let value = values[unit]
        var keeps = value > threshold || value.isNaN
        if value == threshold, equals > 0, (rates?[unit] ?? 0) == 0 {
          keeps = true
          equals -= 1
        }
        if let rates, rates[unit] != 0 { keeps = false }
        kept[unit] = keeps ? value : 0
      }
    }
  }

  override func addGradient(
    _ x: UnsafePointer<Float>, y: UnsafePointer<Float>, dy: UnsafePointer<Float>, rows: Int,
    to dx: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    for index in 0..<(rows * input.width) where y[index] != 0 {
      dx[index] += dy[index]
    }
  }
}

/// The largest numbers among those that are put in, as a heap with the smallest of them on top.
private struct LargestNumbers {
  private let limit: Int
  private let memory: UnsafeMutablePointer<Float>
  private var count = 0

  init(limit: Int, memory: UnsafeMutablePointer<Float>) {
    self.limit = limit
    self.memory = memory
  }

  /// The smallest of those kept; infinite when there are none.
  var smallest: Float { count > 0 ? memory[0] : .infinity }

  /// How many of those kept are equal to the smallest.
  var copiesOfSmallest: Int {
    (0..<count).count { memory[$0] == memory[0] }
  }

  mutating func removeAll() {
    count = 0
  }

  mutating func insert(_ value: Float) {
    if count < limit {
      var place = count
      count += 1
      while place > 0, memory[(place - 1) / 2] > value {
        memory[place] = memory[(place - 1) / 2]
        place = (place - 1) / 2
      }
      memory[place] = value
    } else if value > memory[0] {
      replaceSmallest(by: value)
    }
  }

  private func replaceSmallest(by value: Float) {
    var place = 0
    while true {
      var child = 2 * place + 1
      guard child < count else { break }
      if child + 1 < count, memory[child + 1] < memory[child] { child += 1 }
      guard memory[child] < value else { break }
      memory[place] = memory[child]
      place = child
    }
    memory[place] = value
  }
}

extension Tensor {
  /// Returns the k largest elements of each row, and 0 for the others.
  ///
  /// - Parameters:
  ///   - count: k, rounded to a whole number, at least 1.
  ///   - rates: the same for every row; where it is not 0 nothing is kept. Nil leaves the choice
  ///     among all.
  /// - Returns: `[rows, width]`, at least one element of each row as it was.
  public func largest(_ count: Coefficient, whereZero rates: Tensor? = nil) -> Tensor {
    precondition(
      rates.map { $0.width == width } ?? true, "rates of \(rates?.width ?? 0) for \(width) units")
    let heap = tape.scratch(width: width, layout: .shared)
    return tape.record(reading: [self] + (rates.map { [$0] } ?? []), width: width) {
      LargestOperation(input: self, output: $0, count: count, rates: rates, heap: heap)
    }
  }
}
