/// A codebook: vectors that stand for whatever is nearest to them.
struct Codebook: Equatable, Sendable {
  /// Vectors.
  let count: Int
  /// Numbers of a vector.
  let size: Int
  /// The vectors, `[count, size]`.
  let vectors: Parameter
  /// Moving average of each vector's share of what is encoded, `[count]`.
  let use: Parameter
  /// Moving average of the sums of what each vector stands for, per encoded vector, `[count, size]`.
  let sums: Parameter

  /// Creates a codebook and lays it out: `codebook.vectors`, `codebook.use`, `codebook.sum`.
  init(count: Int, size: Int, layout: inout ParameterLayout) {
    self.count = count
    self.size = size
    vectors = layout.add(
      "codebook.vectors", shape: [count, size], .heNormal(inputs: 2))
    use = layout.add("codebook.use", shape: [count], .zeros)
    sums = layout.add("codebook.sum", shape: [count, size], .zeros)
  }

  /// Returns the number of the vector that is nearest to `vector`; the first of equals.
  @inline(__always)
  func nearest(_ vector: UnsafePointer<Float>, in vectors: UnsafePointer<Float>) -> Int {
    var best = 0
    var least = Float.infinity
    for index in 0..<count {
      var distance: Float = 0
      for k in 0..<size {
        let difference = vector[k] - vectors[index * size + k]
        distance += difference * difference
      }
      if distance < least { (best, least) = (index, distance) }
    }
    return best
  }
}

/// The number of the nearest vector of a codebook, for each part of a row, `[rows, parts]`; it changes
/// in steps and so has no gradient.
final class NearestVectorOperation: GradientFreeOperation {
  private let codebook: Codebook

  init(input: Tensor, output: Tensor, codebook: Codebook) {
    self.codebook = codebook
    super.init(input: input, output: output)
  }

  override func forward(_ frame: Frame) {
    let vectors = frame.parameters + codebook.vectors.offset
    for part in 0..<(frame.rows * output.width) {
      let number = codebook.nearest(x.pointer(frame) + part * codebook.size, in: vectors)
      y.pointer(frame)[part] = Float(number)
    }
  }
}

/// The vectors of a codebook by their numbers, `[rows, parts · size]`; they follow moving averages, not
/// a gradient.
final class VectorLookupOperation: GradientFreeOperation {
  private let codebook: Codebook

  init(numbers: Tensor, output: Tensor, codebook: Codebook) {
    self.codebook = codebook
    super.init(input: numbers, output: output)
  }

  override func forward(_ frame: Frame) {
    let vectors = frame.parameters + codebook.vectors.offset
    for part in 0..<(frame.rows * input.width) {
      let number = Int(x.pointer(frame)[part])
      (y.pointer(frame) + part * codebook.size).update(
        from: vectors + number * codebook.size, count: codebook.size)
    }
  }
}

/// How far encoder outputs are from the vectors that stand for them, squared, `[rows, 1]`; and on
/// the way back, what the codebook's moving averages become.
///
/// What is left as the gradient of `use` and `sums` is no derivative: it is the step by which the
/// averages move, (1 − γ)(average − what the batch has), to be taken off by a phase that `assigns`.
///
/// Source: van den Oord, Vinyals & Kavukcuoglu, *Neural Discrete Representation Learning* (2017),
/// appendix A.1.
final class CodebookAverageOperation: Operation {
  private let input: Tensor
  private let numbers: Tensor
  private let output: Tensor
  private let codebook: Codebook
  private let decay: Float
  private var x = Place(offset: 0)
  private var n = Place(offset: 0)
  private var y = Place(offset: 0)
  private var outputGradient: Place?
  private var use: ParameterGradient?
  private var sums: ParameterGradient?

  init(input: Tensor, numbers: Tensor, output: Tensor, codebook: Codebook, decay: Float) {
    self.input = input
    self.numbers = numbers
    self.output = output
    self.codebook = codebook
    self.decay = decay
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    n = places.place(numbers)
    y = places.place(output)
    outputGradient = places.gradient(of: output)
    use = places.parameterGradient(codebook.use, of: output)
    sums = places.parameterGradient(codebook.sums, of: output)
  }

  override func forward(_ frame: Frame) {
    let vectors = frame.parameters + codebook.vectors.offset
    let (parts, size) = (numbers.width, codebook.size)
    for row in 0..<frame.rows {
      var sum: Float = 0
      for part in (row * parts)..<((row + 1) * parts) {
        let number = Int(n.pointer(frame)[part])
        for k in 0..<size {
          let difference = x.pointer(frame)[part * size + k] - vectors[number * size + k]
          sum += difference * difference
        }
      }
      y.pointer(frame)[row] = sum
    }
  }

  override func backward(_ frame: Frame) {
    guard outputGradient != nil, let use, let sums, let gradients = frame.gradients else { return }
    precondition(!use.accumulates && !sums.accumulates, "two operations average one codebook")
    let (parts, size) = (numbers.width, codebook.size)
    let (useStep, sumsStep) = (gradients + use.offset, gradients + sums.offset)
    // Each shard takes its part of the old average off, so that together they do so once.
    let old = (1 - decay) * Float(frame.rows) / Float(frame.batchRows)
    let share = (1 - decay) / Float(frame.batchRows * parts)
    for index in 0..<codebook.count {
      useStep[index] = old * frame.parameters[codebook.use.offset + index]
    }
    for index in 0..<(codebook.count * size) {
      sumsStep[index] = old * frame.parameters[codebook.sums.offset + index]
    }
    for part in 0..<(frame.rows * parts) {
      let number = Int(n.pointer(frame)[part])
      useStep[number] -= share
      for k in 0..<size {
        sumsStep[number * size + k] -= share * x.pointer(frame)[part * size + k]
      }
    }
  }
}

extension Codebook {
  /// Records the numbers of the nearest vectors of codes `[rows, parts · size]`: `[rows, parts]`.
  func numbers(of codes: Tensor) -> Tensor {
    precondition(codes.width % size == 0, "codes of \(codes.width) are no vectors of \(size)")
    return codes.tape.record(reading: [codes], width: codes.width / size) {
      NearestVectorOperation(input: codes, output: $0, codebook: self)
    }
  }

  /// Records the vectors with some numbers, `[rows, parts · size]`.
  func vectors(_ numbers: Tensor) -> Tensor {
    numbers.tape.record(reading: [numbers], width: numbers.width * size) {
      VectorLookupOperation(numbers: numbers, output: $0, codebook: self)
    }
  }

  /// Records the squared distance of codes from their vectors, `[rows, 1]`, from which a phase that
  /// assigns makes the moving averages.
  func averaged(_ codes: Tensor, decay: Float) -> Tensor {
    let numbers = numbers(of: codes)
    return codes.tape.record(reading: [codes, numbers], width: 1, parameters: [use, sums]) {
      CodebookAverageOperation(
        input: codes, numbers: numbers, output: $0, codebook: self, decay: decay)
    }
  }
}
