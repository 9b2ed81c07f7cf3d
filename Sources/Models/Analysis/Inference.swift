/// Encodes and decodes with a snapshot of the weights, on the calling thread or on several workers.
///
/// It keeps memory of its own between calls, and its workers; each thread needs one for itself.
public final class Inference {
  /// The model.
  public let model: any Autoencoder
  /// The class that images and codes without labels of their own are of; nil for an unknown one.
  ///
  /// Only models that are told the class (`Autoencoder.isConditional`) make a difference.
  public var condition: Int?
  /// Whether pictures come about pixel by pixel, which takes much longer than decoding at once.
  public var drawsPixelByPixel: Bool { sampler != nil }
  private let encoder: Program
  private let decoder: Program
  private let encoderInput: Place
  private let decoderInput: Place
  private let isGaussian: Bool
  private let sampler: (any PixelSampler)?
  private let table = ControlTable()
  private let controls: FloatBuffer
  private let crew: InferenceCrew
  /// For each worker, what it computes in.
  private let desks: [Desk]

  /// What a worker computes in.
  private struct Desk {
    let arena: FloatBuffer
    /// The numbers of the samples of a run.
    let samples: UnsafeMutablePointer<Int32>
  }

  /// Inputs that are computed together.
  private static let rows = 64

  /// Creates the programs that encode and decode with a model.
  ///
  /// - Parameters:
  ///   - model: whose they are.
  ///   - workers: threads that share the work on many samples, at least 1; the caller is one of them.
  public init(model: any Autoencoder, workers: Int = 1) {
    precondition(workers >= 1, "an inference of \(workers) workers")
    MatrixProduct.useOneThread()
    self.model = model
    sampler = model.makePixelSampler()
    let encodingTape = Tape(controls: table)
    let x = encodingTape.input(width: model.inputSize)
    let encoding = model.encode(x)
    if case .gaussian = encoding { isGaussian = true } else { isGaussian = false }
    encoder = Program(
      encodingTape, rows: Self.rows, outputs: [x, encoding.tensor], isTraining: false)
    let decodingTape = Tape(controls: table)
    let z = decodingTape.input(width: model.codeSize)
    let picture = model.decode(z)
    decoder = Program(decodingTape, rows: Self.rows, outputs: [z, picture], isTraining: false)
    encoderInput = encoder.outputs[0]
    decoderInput = decoder.outputs[0]
    controls = FloatBuffer(count: table.entries.count)
    crew = InferenceCrew(count: workers)
    let size = max(encoder.arenaSize, decoder.arenaSize)
    desks = (0..<workers).map { _ in
      Desk(arena: FloatBuffer(count: size), samples: .allocate(capacity: Self.rows))
    }
  }

  deinit {
    for desk in desks {
      desk.samples.deallocate()
    }
  }

  /// Encodes images.
  ///
  /// - Parameters:
  ///   - images: intensities in 0…1, `[count, features]`.
  ///   - weights: the model's.
  ///   - labels: a class for each image; all are of the class `condition` when nil.
  /// - Returns: their codes.
  public func encode(
    _ images: [Float], weights: WeightSnapshot, labels: [UInt8]? = nil
  ) -> Codes {
    let width = model.inputSize
    precondition(images.count % width == 0, "\(images.count) numbers are no images of \(width)")
    let count = images.count / width
    return withLabels(labels, count: count) { labels in
      codes(count: count, weights: weights) { desk, first, rows in
        copy(images, from: first * width, count: rows * width, to: encoderInput, of: desk)
        return FrameData(labels: labels)
      }
    }
  }

  /// Returns the codes of a split's images, each of its own class.
  public func encode(_ split: Split, weights: WeightSnapshot) -> Codes {
    split.withData { data in
      codes(count: split.count, weights: weights) { _, _, _ in data }
    }
  }

  /// Decodes codes `[count, codeSize]`.
  ///
  /// Where a model draws pixel by pixel it is one drawing of each, always the same.
  ///
  /// - Parameters:
  ///   - codes: what to decode.
  ///   - weights: the model's.
  ///   - labels: a class for each code; all are of the class `condition` when nil.
  /// - Returns: their pictures: intensities `[count, features]`.
  public func decode(
    _ codes: [Float], weights: WeightSnapshot, labels: [UInt8]? = nil
  ) -> [Float] {
    let size = model.codeSize
    precondition(codes.count % size == 0, "\(codes.count) numbers are no codes of \(size)")
    let count = codes.count / size
    let width = model.inputSize
    if let sampler {
      return (0..<count).flatMap { index in
        sampler.draw(
          code: Array(codes[(index * size)..<((index + 1) * size)]), weights: weights)
      }
    }
    return withLabels(labels, count: count) { labels in
      [Float](unsafeUninitializedCapacity: count * width) { pictures, initialized in
        forEachPart(of: count, weights) { desk, first, rows in
          copy(codes, from: first * size, count: rows * size, to: decoderInput, of: desk)
          run(
            decoder, desk, first: first, rows: rows, data: FrameData(labels: labels),
            weights: weights)
          let part = pictures.extracting((first * width)..<((first + rows) * width))
          let output = desk.arena.start + decoder.outputs[1].offset
          _ = part.initialize(from: UnsafeBufferPointer(start: output, count: rows * width))
        }
        initialized = count * width
      }
    }
  }

  /// Calls `body` with a class for each of `count` samples, or nil where none is known.
  private func withLabels<Result>(
    _ labels: [UInt8]?, count: Int, _ body: (UnsafePointer<UInt8>?) -> Result
  ) -> Result {
    precondition(labels.map { $0.count == count } ?? true, "labels for other than \(count) codes")
    guard model.isConditional else { return body(nil) }
    let known = labels ?? condition.map { Array(repeating: UInt8(clamping: $0), count: count) }
    guard let known else { return body(nil) }
    return known.withUnsafeBufferPointer { body($0.baseAddress) }
  }

  /// Returns the reconstructions of images `[count, features]`: the pictures of their codes (of the
  /// means, where codes are distributions).
  public func reconstruct(_ images: [Float], weights: WeightSnapshot) -> [Float] {
    decode(encode(images, weights: weights).means, weights: weights)
  }

  private func codes(
    count: Int, weights: WeightSnapshot, input: (Desk, _ first: Int, _ rows: Int) -> FrameData
  ) -> Codes {
    let size = model.codeSize
    var means = [Float](repeating: 0, count: count * size)
    var logVariances = [Float](repeating: 0, count: isGaussian ? count * size : 0)
    means.withUnsafeMutableBufferPointer { means in
      logVariances.withUnsafeMutableBufferPointer { logVariances in
        forEachPart(of: count, weights) { desk, first, rows in
          let data = input(desk, first, rows)
          run(encoder, desk, first: first, rows: rows, data: data, weights: weights)
          copyCodes(of: desk, first: first, rows: rows, means, logVariances)
        }
      }
    }
    return Codes(
      size: size, count: count, means: means, logVariances: isGaussian ? logVariances : nil)
  }

  /// Takes the codes of a part from the arena: a row holds the means, then the logarithms.
  private func copyCodes(
    of desk: Desk, first: Int, rows: Int, _ means: UnsafeMutableBufferPointer<Float>,
    _ logVariances: UnsafeMutableBufferPointer<Float>
  ) {
    let size = model.codeSize
    let width = isGaussian ? 2 * size : size
    for row in 0..<rows {
      let values = desk.arena.start + encoder.outputs[1].offset + row * width
      let place = (first + row) * size
      (means.baseAddress.map { $0 + place })?.update(from: values, count: size)
      guard isGaussian else { continue }
      (logVariances.baseAddress.map { $0 + place })?.update(from: values + size, count: size)
    }
  }

  private func copy(
    _ values: [Float], from first: Int, count: Int, to place: Place, of desk: Desk
  ) {
    values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (desk.arena.start + place.offset).update(from: base + first, count: count)
    }
  }

  /// Calls `body` for every part of `count` samples, with the memory to compute it in; the workers
  /// take contiguous runs of parts.
  private func forEachPart(
    of count: Int, _ weights: WeightSnapshot,
    _ body: (_ desk: Desk, _ first: Int, _ rows: Int) -> Void
  ) {
    precondition(
      weights.buffer.count == model.layout.size,
      "\(weights.buffer.count) weights for a model of \(model.layout.size)")
    table.copyValues(of: weights, to: controls)
    let parts = (count + Self.rows - 1) / Self.rows
    func compute(_ range: Range<Int>, _ desk: Desk) {
      for part in range {
        body(desk, part * Self.rows, min(Self.rows, count - part * Self.rows))
      }
    }
    // Nobody is woken for what one worker does in microseconds.
    guard parts > 1, crew.count > 1 else {
      compute(0..<parts, desks[0])
      return
    }
    crew.run { worker in
      compute(
        (worker * parts / crew.count)..<((worker + 1) * parts / crew.count), desks[worker])
    }
  }

  /// Runs a program on the samples `first..<first + rows` of the images, or on what is in the arena.
  private func run(
    _ program: Program, _ desk: Desk, first: Int, rows: Int, data: FrameData,
    weights: WeightSnapshot
  ) {
    for row in 0..<rows {
      desk.samples[row] = Int32(first + row)
    }
    let random = RandomKey(seed: 0, epoch: 0, purpose: .evaluation)
    var noSums = 0.0
    withUnsafeMutablePointer(to: &noSums) { sums in
      program.run(
        Frame(
          arena: desk.arena.start, rows: rows, batchRows: rows, parameters: weights.buffer.start,
          gradients: nil, data: data, samples: desk.samples, random: random.raw,
          controls: controls.start, sums: sums))
    }
  }
}
