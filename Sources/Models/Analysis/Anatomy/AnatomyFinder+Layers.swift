/// What people see of the layers that were found.
extension AnatomyFinder {
  /// The layers in the order of their biases, with the code between encoder and decoder.
  func layers() -> [NetworkAnatomy.Layer] {
    let ordered = found.values.sorted { order($0) < order($1) }
    var layers = ordered.map(layer)
    layers.insert(code, at: codeIndex(ordered))
    return layers
  }

  private func order(_ one: FoundLayer) -> Int { max(one.key.bias, one.key.weight) }

  /// Behind the layer that says what the code is; a codebook only rounds it.
  private func codeIndex(_ ordered: [FoundLayer]) -> Int {
    var key = codeKey
    if let last = key.flatMap({ found[$0] }), isCodebook(last),
      case .layer(let before) = last.origin
    {
      key = before
    }
    return ordered.firstIndex { $0.key == key }.map { $0 + 1 } ?? ordered.count
  }

  private var code: NetworkAnatomy.Layer {
    let subject: LayerSubject =
      rowIsDense(painters) ? .outgoing(through: painters.count - 1) : .effect
    return NetworkAnatomy.Layer(
      name: "code", kind: .code, inputs: .vector(model.codeSize),
      outputs: .vector(model.codeSize), activation: codeActivation, parameters: 0, parts: [],
      subject: subject, pictureCount: model.codeSize, readsCode: true, writesCode: true, step: nil)
  }

  private func layer(_ one: FoundLayer) -> NetworkAnatomy.Layer {
    let (name, parts) = name(of: one)
    let matrix = matrix(of: one)
    let (inputs, outputs) = (values(one.layer.input, one.layer.inputImage), outputs(of: one))
    let subject = subject(of: one)
    let ownWeight = one.layer.kind == .tied ? 0 : one.layer.weight.count
    return NetworkAnatomy.Layer(
      name: name, kind: kind(of: one), inputs: inputs, outputs: outputs,
      activation: isCodebook(one) ? nil : one.layer.activation,
      parameters: ownWeight + (one.layer.bias?.count ?? 0), parts: parts, subject: subject,
      pictureCount: count(subject, of: one, inputs, outputs),
      readsCode: painters.first == one.key || one.origin == .code, writesCode: one.key == codeKey,
      step: NetworkAnatomy.Step(
        recording: one.recording, operation: one.operation, key: one.key,
        weight: one.layer.weight, matrix: matrix, geometry: geometry(of: one),
        origin: one.origin))
  }

  private func count(
    _ subject: LayerSubject, of one: FoundLayer, _ inputs: NetworkAnatomy.Values,
    _ outputs: NetworkAnatomy.Values
  ) -> Int {
    if case .codebook(let count, _) = one.layer.kind { return count }
    return subject.readsOutputs ? outputs.units : inputs.units
  }

  private func values(_ tensor: Tensor, _ image: ImageShape?) -> NetworkAnatomy.Values {
    image.map { .maps($0) } ?? .vector(tensor.width)
  }

  private func outputs(of one: FoundLayer) -> NetworkAnatomy.Values {
    values(one.layer.output, one.layer.outputImage)
  }

  /// The common beginning of its biases' names, and what follows it where there are several.
  private func name(of one: FoundLayer) -> (name: String, parts: [String]) {
    let own = one.layer.bias ?? one.layer.weight
    let names = model.layout.parameters.filter {
      $0.offset >= own.offset && $0.offset < own.offset + own.count
    }.map { $0.name.split(separator: ".").dropLast() }
    guard let first = names.first else { return ("layer", []) }
    guard names.count > 1 else { return (first.joined(separator: "."), []) }
    let parts = names.compactMap { $0.last.map(String.init) }
    let beginning = first.dropLast().joined(separator: ".")
    return ("\(beginning).\(parts.joined(separator: "+"))", parts)
  }

  func isCodebook(_ one: FoundLayer) -> Bool {
    if case .codebook = one.layer.kind { return true }
    return false
  }

  private func geometry(of one: FoundLayer) -> ConvolutionGeometry? {
    if case .convolution(let geometry, _) = one.layer.kind { return geometry }
    return nil
  }

  private func kind(of one: FoundLayer) -> NetworkAnatomy.Kind {
    switch one.layer.kind {
    case .dense: .dense
    case .tied: .tied
    case .embedding: .embedding
    case .codebook(let count, let size): .codebook(vectors: count, size: size)
    case .convolution(let geometry, let pooling):
      .convolution(
        NetworkAnatomy.Taps(
          rows: geometry.taps(.vertical), columns: geometry.taps(.horizontal),
          stride: geometry.stride, pooling: pooling, doublesBefore: geometry.kind == .upSampled,
          isTransposed: geometry.kind == .transposed))
    }
  }

  private func matrix(of one: FoundLayer) -> NetworkAnatomy.Matrix? {
    switch one.layer.kind {
    case .dense, .tied, .embedding:
      NetworkAnatomy.Matrix(
        weight: one.layer.weight, rows: one.layer.output.width, columns: one.layer.input.width,
        isTransposed: one.layer.kind != .dense)
    case .convolution, .codebook: nil
    }
  }

  // MARK: - Which pictures

  private func subject(of one: FoundLayer) -> LayerSubject {
    switch one.layer.kind {
    case .codebook: return .vectors
    case .convolution(let geometry, _):
      return geometry.outputs < geometry.inputs ? .spreadingKernels : .kernels
    case .dense, .tied, .embedding: break
    }
    let place = painters.firstIndex(of: one.key)
    if let place, rowIsDense(Array(painters[place...])) {
      return .outgoing(through: painters.count - place - 1)
    }
    if one.origin == .code, one.layer.input.width == model.codeSize { return .effect }
    if place != nil { return .folded }
    if let through = denseDepth(of: one) { return .incoming(through: through) }
    return one.depth != nil ? .derivative : .folded
  }

  private func rowIsDense(_ row: [LayerKey]) -> Bool {
    !row.isEmpty && row.allSatisfy { found[$0].flatMap(matrix) != nil }
  }

  /// Returns how many layers are between the input and this one if all are matrices; else nil.
  private func denseDepth(of one: FoundLayer) -> Int? {
    guard matrix(of: one) != nil else { return nil }
    switch one.origin {
    case .input: return one.layer.input.width >= model.inputSize ? 0 : nil
    case .layer(let key): return found[key].flatMap(denseDepth).map { $0 + 1 }
    case .code, .other: return nil
    }
  }
}
