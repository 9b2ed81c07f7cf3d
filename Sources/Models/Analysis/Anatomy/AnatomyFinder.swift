/// What a layer's input comes from.
enum Origin: Equatable, Sendable {
  /// The model's input.
  case input
  /// The code, on its way to the decoder.
  case code
  /// Another layer, by its weight and bias.
  case layer(LayerKey)
  /// Random numbers, or nothing that is known.
  case other
}

/// Tells layers apart: those with the same weights the same way round are one.
struct LayerKey: Hashable, Sendable {
  let weight: Int
  let bias: Int
}

/// A layer as one of the recordings has it.
struct FoundLayer {
  let key: LayerKey
  let recording: Recording
  let operation: Int
  let layer: RecordedLayer
  let origin: Origin
  /// Layers between the input and this one; nil where it does not come from the input.
  let depth: Int?
}

/// Records a model in all ways, and gathers the layers.
struct AnatomyFinder {
  let model: any Autoencoder
  /// The layers, each as it is best looked at.
  private(set) var found: [LayerKey: FoundLayer] = [:]
  /// Those from the code to the picture, in this order; empty where they are no row.
  private(set) var painters: [LayerKey] = []
  /// The layer whose outputs are the code.
  private(set) var codeKey: LayerKey?
  /// What is applied to the code.
  var codeActivation: Activation? {
    codeKey.flatMap { found[$0] }?.layer.activation
  }

  init(_ model: any Autoencoder) {
    self.model = model
    for recording in Recording.all(of: model) {
      gather(recording)
    }
  }

  // MARK: - Gathering

  private mutating func gather(_ recording: Recording) {
    let tape = Tape()
    let handles = recording.record(model, on: tape)
    defer { tape.close() }
    var writers: [Int: FoundLayer] = [:]
    for (number, operation) in tape.operations.enumerated() {
      guard let layer = operation.recordedLayer else { continue }
      let (origin, depth) = origin(of: layer.input, on: tape, handles, writers)
      let one = FoundLayer(
        key: LayerKey(weight: layer.weight.offset, bias: layer.bias?.offset ?? -1),
        recording: recording, operation: number, layer: layer, origin: origin, depth: depth)
      writers[layer.output.slot] = one
      if isBetter(one) { found[one.key] = one }
    }
    if codeKey == nil, let code = handles.code {
      codeKey = writer(of: code, on: tape, writers)?.key
    }
    guard painters.isEmpty, let picture = handles.picture else { return }
    painters = row(to: picture, on: tape, handles, writers)
  }

  /// What encodes and decodes is looked at there; anything else where it is nearest to the input.
  private func isBetter(_ one: FoundLayer) -> Bool {
    guard let known = found[one.key] else { return true }
    if known.recording == .coding { return false }
    return (one.depth ?? .max) < (known.depth ?? .max)
  }

  /// Follows what a value was first computed from to a layer, the code or the input.
  private func origin(
    of tensor: Tensor, on tape: Tape, _ handles: Recording.Handles, _ writers: [Int: FoundLayer]
  ) -> (Origin, depth: Int?) {
    var slot: Int? = tensor.slot
    while let current = slot {
      if current == handles.input.slot { return (.input, 0) }
      if let code = handles.code, current == code.slot {
        return (.code, writer(of: code, on: tape, writers)?.depth.map { $0 + 1 })
      }
      if let writer = writers[current] {
        return (.layer(writer.key), writer.depth.map { $0 + 1 })
      }
      slot = tape.slots[current].source
    }
    return (.other, nil)
  }

  /// Returns the layer that a value comes from.
  private func writer(
    of tensor: Tensor, on tape: Tape, _ writers: [Int: FoundLayer]
  ) -> FoundLayer? {
    var slot: Int? = tensor.slot
    while let current = slot {
      if let writer = writers[current] { return writer }
      slot = tape.slots[current].source
    }
    return nil
  }

  /// Returns the layers from the code to the picture.
  private func row(
    to picture: Tensor, on tape: Tape, _ handles: Recording.Handles, _ writers: [Int: FoundLayer]
  ) -> [LayerKey] {
    var row: [LayerKey] = []
    var slot: Int? = picture.slot
    while let current = slot, current != handles.code?.slot {
      if let writer = writers[current] {
        // A codebook rounds the code once more, and paints nothing.
        if !isCodebook(writer) { row.insert(writer.key, at: 0) }
        slot = writer.layer.input.slot
      } else {
        slot = tape.slots[current].source
      }
    }
    return row
  }
}
