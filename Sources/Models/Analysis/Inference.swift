/// The codes of some inputs.
public struct Codes: Equatable, Sendable {
  /// Dimensions of a code.
  public let size: Int
  /// Inputs.
  public let count: Int
  /// The codes, or the means of their distributions: `[count, size]`.
  public let means: [Float]
  /// ln σ² of each dimension where the encoder gives distributions: `[count, size]`.
  public let logVariances: [Float]?

  /// Creates codes.
  public init(size: Int, count: Int, means: [Float], logVariances: [Float]? = nil) {
    self.size = size
    self.count = count
    self.means = means
    self.logVariances = logVariances
  }

  /// Returns the code of one input, `[size]`.
  public func mean(_ index: Int) -> [Float] {
    Array(means[(index * size)..<((index + 1) * size)])
  }

  /// The mean divergence from N(0, 1) of each dimension, in nats, or nil without distributions.
  public var divergences: [Float]? {
    guard let logVariances, count > 0 else { return nil }
    var sums = [Double](repeating: 0, count: size)
    for index in means.indices {
      let mean = Double(means[index])
      let logVariance = Double(logVariances[index])
      sums[index % size] += 0.5 * (mean * mean + exponential(logVariance) - 1 - logVariance)
    }
    return sums.map { Float($0 / Double(count)) }
  }
}

/// Encodes and decodes with a snapshot of the weights, on the calling thread.
///
/// It keeps memory of its own between calls; each thread needs one for itself.
public final class Inference {
  /// The model.
  public let model: any Autoencoder
  /// The class that images and codes without labels of their own are of; nil for an unknown one.
  ///
  /// Only models that are told the class (`Autoencoder.isConditional`) make a difference.
  public var condition: Int?
  private let encoder: Program
  private let decoder: Program
  private let encoderInput: Place
  private let decoderInput: Place
  private let isGaussian: Bool
  private let sampler: (any PixelSampler)?
  private let arena: FloatBuffer
  private let table = ControlTable()
  private let controls: FloatBuffer
  /// The numbers of the samples of a run.
  private let samples: UnsafeMutableBufferPointer<Int32>

  /// Inputs that are computed together.
  private static let rows = 64

  /// Creates the programs that encode and decode with a model.
  public init(model: any Autoencoder) {
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
    arena = FloatBuffer(count: max(encoder.arenaSize, decoder.arenaSize))
    controls = FloatBuffer(count: table.entries.count)
    samples = .allocate(capacity: Self.rows)
    samples.initialize(repeating: 0)
  }

  /// Whether pictures are drawn pixel by pixel, each of which takes a pass through the network.
  public var drawsPixelByPixel: Bool { sampler != nil }

  deinit {
    samples.deallocate()
  }

  /// Returns the codes of images `[count, features]`, intensities in 0…1, of the class `condition`.
  public func encode(_ images: [Float], weights: WeightSnapshot) -> Codes {
    let width = model.inputSize
    precondition(images.count % width == 0, "\(images.count) numbers are no images of \(width)")
    let count = images.count / width
    return withLabels(nil, count: count) { labels in
      codes(count: count, weights: weights) { first, rows in
        copy(images, from: first * width, count: rows * width, to: encoderInput)
        return FrameData(labels: labels)
      }
    }
  }

  /// Returns the codes of a split's images, each of its own class.
  public func encode(_ split: Split, weights: WeightSnapshot) -> Codes {
    split.withData { data in
      codes(count: split.count, weights: weights) { _, _ in data }
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
        for first in stride(from: 0, to: count, by: Self.rows) {
          let rows = min(Self.rows, count - first)
          copy(codes, from: first * size, count: rows * size, to: decoderInput)
          run(decoder, first: first, rows: rows, data: FrameData(labels: labels), weights: weights)
          let part = pictures.extracting((first * width)..<((first + rows) * width))
          _ = part.initialize(from: output(of: decoder, count: rows * width))
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
    count: Int, weights: WeightSnapshot, input: (Int, Int) -> FrameData
  ) -> Codes {
    let size = model.codeSize
    let width = isGaussian ? 2 * size : size
    var means = [Float](repeating: 0, count: count * size)
    var logVariances = [Float](repeating: 0, count: isGaussian ? count * size : 0)
    for first in stride(from: 0, to: count, by: Self.rows) {
      let rows = min(Self.rows, count - first)
      let data = input(first, rows)
      run(encoder, first: first, rows: rows, data: data, weights: weights)
      let values = encoder.outputs[1].offset
      for row in 0..<rows {
        for dimension in 0..<size {
          let place = values + row * width + dimension
          means[(first + row) * size + dimension] = arena.start[place]
          if isGaussian {
            logVariances[(first + row) * size + dimension] = arena.start[place + size]
          }
        }
      }
    }
    return Codes(
      size: size, count: count, means: means, logVariances: isGaussian ? logVariances : nil)
  }

  private func copy(_ values: [Float], from first: Int, count: Int, to place: Place) {
    values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return }
      (arena.start + place.offset).update(from: base + first, count: count)
    }
  }

  private func output(of program: Program, count: Int) -> UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(start: arena.start + program.outputs[1].offset, count: count)
  }

  /// Runs a program on the samples `first..<first + rows` of the images, or on what is in the arena.
  private func run(
    _ program: Program, first: Int, rows: Int, data: FrameData, weights: WeightSnapshot
  ) {
    precondition(
      weights.buffer.count == model.layout.size,
      "\(weights.buffer.count) weights for a model of \(model.layout.size)")
    table.copyValues(of: weights, to: controls)
    guard let numbers = samples.baseAddress else { return }
    for row in 0..<rows {
      numbers[row] = Int32(first + row)
    }
    let random = RandomKey(seed: 0, epoch: 0, purpose: .evaluation)
    var noSums = 0.0
    withUnsafeMutablePointer(to: &noSums) { sums in
      program.run(
        Frame(
          arena: arena.start, rows: rows, batchRows: rows, parameters: weights.buffer.start,
          gradients: nil, data: data, samples: numbers, random: random.raw,
          controls: controls.start, sums: sums))
    }
  }
}
