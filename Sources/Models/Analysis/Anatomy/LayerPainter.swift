/// Draws a layer's units with the weights of one step.
struct LayerPainter {
  let anatomy: NetworkAnatomy
  let shape: ImageShape
  let weights: WeightSnapshot

  typealias Layer = NetworkAnatomy.Layer
  typealias Picture = LayerPictures.Picture

  var model: any Autoencoder { anatomy.model }

  // MARK: - Matrices

  /// Row-major numbers with their sizes.
  private struct Numbers {
    var rows: Int
    var columns: Int
    var values: [Float]

    func row(_ index: Int) -> [Float] {
      Array(values[(index * columns)..<((index + 1) * columns)])
    }
  }

  /// Returns a layer's matrix, `[outputs, inputs]`.
  private func numbers(_ matrix: NetworkAnatomy.Matrix) -> Numbers {
    let source = weights.buffer.start + matrix.weight.offset
    var values = [Float](repeating: 0, count: matrix.rows * matrix.columns)
    guard matrix.isTransposed else {
      values = Array(UnsafeBufferPointer(start: source, count: values.count))
      return Numbers(rows: matrix.rows, columns: matrix.columns, values: values)
    }
    for row in 0..<matrix.rows {
      for column in 0..<matrix.columns {
        values[row * matrix.columns + column] = source[column * matrix.rows + row]
      }
    }
    return Numbers(rows: matrix.rows, columns: matrix.columns, values: values)
  }

  /// Returns a · b, with as many terms as both have: what stands beside them is left out.
  private func product(_ a: Numbers, _ b: Numbers) -> Numbers {
    let terms = min(a.columns, b.rows)
    let left = a.columns == terms ? a.values : (0..<a.rows).flatMap { a.row($0).prefix(terms) }
    var result = Numbers(
      rows: a.rows, columns: b.columns,
      values: [Float](repeating: 0, count: a.rows * b.columns))
    left.withUnsafeBufferPointer { left in
      b.values.withUnsafeBufferPointer { right in
        result.values.withUnsafeMutableBufferPointer { target in
          guard let left = left.baseAddress, let right = right.baseAddress,
            let target = target.baseAddress
          else { return }
          MatrixProduct.multiply(
            left, right, into: target, m: a.rows, n: b.columns, k: terms, accumulates: false)
        }
      }
    }
    return result
  }

  /// The weights from each feature of the input to some units.
  func incoming(_ layer: Layer, _ units: [Int]) -> [Picture] {
    guard let step = layer.step, let matrix = step.matrix else { return [] }
    let all = numbers(matrix)
    var chosen = Numbers(
      rows: units.count, columns: all.columns, values: units.flatMap { all.row($0) })
    var origin = step.origin
    while case .layer(let key) = origin, let before = self.step(key),
      let matrix = before.matrix
    {
      chosen = product(chosen, numbers(matrix))
      origin = before.origin
    }
    return (0..<chosen.rows).map { picture(chosen.row($0).prefix(model.inputSize)) }
  }

  /// The weights from some numbers that a layer reads (of the code: from its dimensions) to each
  /// feature of the picture.
  func outgoing(_ index: Int, _ units: [Int]) -> [Picture] {
    let isCode = anatomy.layers[index].step == nil
    let row = anatomy.layers.compactMap { layer -> NetworkAnatomy.Matrix? in
      guard case .outgoing = layer.subject else { return nil }
      return layer.step?.matrix
    }
    // Layers of the row stand in the order of computing.
    let first = isCode ? 0 : row.firstIndex { $0 == anatomy.layers[index].step?.matrix } ?? 0
    guard row.indices.contains(first) else { return [] }
    let matrix = numbers(row[first])
    var chosen = Numbers(
      rows: units.count, columns: matrix.rows,
      values: units.flatMap { unit in
        (0..<matrix.rows).map { matrix.values[$0 * matrix.columns + unit] }
      })
    for next in row.dropFirst(first + 1) {
      // The picture of a row of numbers is that of the column that they are: (M v)ᵀ = vᵀ Mᵀ.
      chosen = product(chosen, transposed(numbers(next)))
    }
    return (0..<chosen.rows).map { picture(chosen.row($0).prefix(model.inputSize)) }
  }

  private func transposed(_ numbers: Numbers) -> Numbers {
    var values = [Float](repeating: 0, count: numbers.values.count)
    for row in 0..<numbers.rows {
      for column in 0..<numbers.columns {
        values[column * numbers.rows + row] = numbers.values[row * numbers.columns + column]
      }
    }
    return Numbers(rows: numbers.columns, columns: numbers.rows, values: values)
  }

  private func step(_ key: LayerKey) -> NetworkAnatomy.Step? {
    anatomy.layers.lazy.compactMap(\.step).first { $0.key == key }
  }

  /// A sample's features as a picture: images as they are, long rows folded.
  func picture(_ values: some Collection<Float>) -> Picture {
    let size = LayerPictures.size(of: shape)
    guard values.count == size.width * size.height else {
      return Picture(folding: Array(values))
    }
    return Picture(width: size.width, height: size.height, values: Array(values))
  }

  /// A unit's weights; where it reads maps, the maps beside each other.
  func folded(_ layer: Layer, _ units: [Int]) -> [Picture] {
    guard let matrix = layer.step?.matrix else { return [] }
    let all = numbers(matrix)
    return units.map { Picture(folding: all.row($0)) }
  }

  /// The vectors of a codebook.
  func vectors(_ layer: Layer, _ units: [Int]) -> [Picture] {
    guard case .codebook(_, let size) = layer.kind, let weight = layer.step?.weight else {
      return []
    }
    return units.map { unit in
      let start = weights.buffer.start + weight.offset + unit * size
      return Picture(folding: Array(UnsafeBufferPointer(start: start, count: size)))
    }
  }
}
