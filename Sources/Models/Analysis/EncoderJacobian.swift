#if canImport(Accelerate)
  internal import Accelerate
#else
  internal import COpenBLAS
#endif

/// A model whose code is what the last of some dense layers says.
protocol DenseEncoding: Autoencoder {
  /// The layers from the input to the code.
  var encoderLayers: [Dense] { get }
}

/// How an encoder's code answers to small changes of the input: J = ∂h/∂x at one image, exactly.
///
/// J = A_L W_L … A_1 W_1, with the slopes of layer l at that image on the diagonal of A_l.
struct EncoderJacobian {
  /// Dimensions of the code.
  let codeSize: Int
  /// Features of the input.
  let inputSize: Int
  /// Row-major `[codeSize, inputSize]`.
  let values: [Float]

  /// Takes a derivative that is known, `[codeSize, inputSize]`.
  init(codeSize: Int, inputSize: Int, values: [Float]) {
    precondition(
      values.count == codeSize * inputSize,
      "\(values.count) numbers for a derivative of \(codeSize) × \(inputSize)")
    self.codeSize = codeSize
    self.inputSize = inputSize
    self.values = values
  }

  /// Computes the derivative at one image.
  ///
  /// - Parameters:
  ///   - layers: from the input to the code.
  ///   - weights: their weights, `[outputs, inputs]`.
  ///   - outputs: what each of them says of the image, `[layer.outputs]`.
  init(_ layers: [Dense], weights: [[Float]], outputs: [[Float]]) {
    let last = layers.count - 1
    codeSize = layers[last].outputs
    inputSize = layers[0].inputs
    var product = weights[last]
    for row in 0..<codeSize {
      let slope = layers[last].activation.slope(atOutput: outputs[last][row])
      for column in 0..<layers[last].inputs {
        product[row * layers[last].inputs + column] *= slope
      }
    }
    for index in (0..<last).reversed() {
      product = Self.chain(
        product, rows: codeSize, layer: layers[index], weight: weights[index],
        outputs: outputs[index])
    }
    values = product
  }

  /// The squared Frobenius norm ‖J‖².
  var squaredNorm: Double {
    values.reduce(0) { $0 + Double($1) * Double($1) }
  }

  /// The singular values, largest first; as many as the code or the input has dimensions, whatever is
  /// less.
  var singularValues: [Float] {
    guard values.allSatisfy(\.isFinite) else { return [] }
    let isWide = codeSize <= inputSize
    let size = min(codeSize, inputSize)
    var products = [Float](repeating: 0, count: size * size)
    cblas_ssyrk(
      CblasRowMajor, CblasUpper, isWide ? CblasNoTrans : CblasTrans, Int32(size),
      Int32(max(codeSize, inputSize)), 1, values, Int32(inputSize), 0, &products, Int32(size))
    return Self.eigenvalues(of: products, size: size).reversed().map {
      max(0, $0).squareRoot()
    }
  }

  /// Returns the first right singular vectors, `[count][inputSize]`: the directions of the input along
  /// which the code moves most.
  ///
  /// By subspace iteration: v ← JᵀJ v, made orthogonal again each time.
  func directions(_ count: Int) -> [[Float]] {
    let count = min(count, codeSize, inputSize)
    // More than are wanted, for those at the end converge late.
    let size = min(count + 4, codeSize, inputSize)
    guard count > 0 else { return [] }
    let first = RandomKey(seed: 0, epoch: 0, purpose: .generation)
    var vectors = (0..<size).map { first.normal(sample: $0, count: inputSize) }
    Self.orthogonalize(&vectors)
    for _ in 0..<40 {
      vectors = applyTwice(vectors)
      Self.orthogonalize(&vectors)
    }
    return Array(vectors.prefix(count))
  }

  private func applyTwice(_ vectors: [[Float]]) -> [[Float]] {
    let size = Int32(vectors.count)
    let flat = vectors.flatMap { $0 }
    var codes = [Float](repeating: 0, count: vectors.count * codeSize)
    var result = [Float](repeating: 0, count: flat.count)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasTrans, size, Int32(codeSize), Int32(inputSize), 1, flat,
      Int32(inputSize), values, Int32(inputSize), 0, &codes, Int32(codeSize))
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, size, Int32(inputSize), Int32(codeSize), 1,
      codes, Int32(codeSize), values, Int32(inputSize), 0, &result, Int32(inputSize))
    return (0..<vectors.count).map { Array(result[($0 * inputSize)..<(($0 + 1) * inputSize)]) }
  }

  /// Gram and Schmidt's; what is left of a vector that the others span is 0.
  private static func orthogonalize(_ vectors: inout [[Float]]) {
    for index in vectors.indices {
      for other in 0..<index {
        let part = zip(vectors[index], vectors[other]).reduce(Float(0)) { $0 + $1.0 * $1.1 }
        for place in vectors[index].indices {
          vectors[index][place] -= part * vectors[other][place]
        }
      }
      let length = vectors[index].reduce(Float(0)) { $0 + $1 * $1 }.squareRoot()
      let scale = length > 1e-20 ? 1 / length : 0
      for place in vectors[index].indices { vectors[index][place] *= scale }
    }
  }

  /// Returns product · A · W for the slopes A and the weight W of a layer.
  private static func chain(
    _ product: [Float], rows: Int, layer: Dense, weight: [Float], outputs: [Float]
  ) -> [Float] {
    var scaled = product
    for column in 0..<layer.outputs {
      let slope = layer.activation.slope(atOutput: outputs[column])
      for row in 0..<rows {
        scaled[row * layer.outputs + column] *= slope
      }
    }
    var result = [Float](repeating: 0, count: rows * layer.inputs)
    cblas_sgemm(
      CblasRowMajor, CblasNoTrans, CblasNoTrans, Int32(rows), Int32(layer.inputs),
      Int32(layer.outputs), 1, scaled, Int32(layer.outputs), weight, Int32(layer.inputs), 0,
      &result, Int32(layer.inputs))
    return result
  }

  /// Returns the eigenvalues of a symmetric matrix whose upper triangle is given, smallest first.
  private static func eigenvalues(of matrix: [Float], size: Int) -> [Float] {
    var matrix = matrix.map(Double.init)
    var values = [Double](repeating: 0, count: size)
    // For LAPACK, which counts by columns, our upper triangle is the lower one.
    var job = CChar(bitPattern: UInt8(ascii: "N"))
    var triangle = CChar(bitPattern: UInt8(ascii: "L"))
    var order = Int32(size)
    var leading = order
    var workSize = Int32(2 * size + 1)
    var integerWorkSize: Int32 = 1
    var work = [Double](repeating: 0, count: Int(workSize))
    var integerWork: [Int32] = [0]
    var status: Int32 = 0
    dsyevd_(
      &job, &triangle, &order, &matrix, &leading, &values, &work, &workSize, &integerWork,
      &integerWorkSize, &status)
    precondition(status == 0, "dsyevd failed with status \(status) on a matrix of order \(size)")
    return values.map { Float($0) }
  }
}

extension ReadoutContext {
  /// Returns the derivative of the code by the input at each of the first images; empty where the
  /// model's code is not what dense layers say.
  func jacobians(images: Int) -> [EncoderJacobian] {
    guard let model = model as? any DenseEncoding else { return [] }
    let layers = model.encoderLayers
    let count = min(images, split.count)
    let outputs = compute(samples: 0..<count) { tape in
      var values: [Tensor] = []
      for layer in layers {
        values.append(layer(values.last ?? tape.input(width: model.inputSize)))
      }
      return values
    }
    let weights = layers.map { layer in
      Array(
        UnsafeBufferPointer(
          start: self.weights.buffer.start + layer.weight.offset, count: layer.weight.count))
    }
    return (0..<count).map { image in
      EncoderJacobian(
        layers, weights: weights,
        outputs: zip(layers, outputs).map { layer, values in
          Array(values[(image * layer.outputs)..<((image + 1) * layer.outputs)])
        })
    }
  }
}
