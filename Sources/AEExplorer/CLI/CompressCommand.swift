import ArgumentParser
import Models

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// `aexplorer compress`: images without loss in about −ELBO bits each, and back.
struct CompressCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compress",
    abstract: "Store black-and-white images without loss, by a variational model (bits back).",
    discussion: """
      Makes the test images black and white as the model does, compresses them by bits-back coding, \
      restores them, and says how many bits each takes beside −ELBO, zlib and no compression. \
      Without --checkpoint a model is trained first. A file that is kept (--save) can only be \
      restored with the checkpoint that it was made with, on a machine with the same kernels:

        aexplorer train --preset example --set binarisation=static --epochs 10 --save m.safetensors
        aexplorer compress --checkpoint m.safetensors --save digits.bits
        aexplorer compress --checkpoint m.safetensors --restore digits.bits --save digits-idx3-ubyte
      """)

  @OptionGroup var options: TrainingOptions

  @Option(help: "Epochs to train, without --checkpoint.")
  var epochs = 10

  @Option(help: ArgumentHelp("The model to compress with.", valueName: "file"))
  var checkpoint: String?

  @Option(help: "How many of the test images (default: all).")
  var images: Int?

  @Option(
    help: ArgumentHelp(
      "Where to write the compressed images, or with --restore the restored ones (IDX).",
      valueName: "file"))
  var save: String?

  @Option(help: ArgumentHelp("Compressed images to restore.", valueName: "file"))
  var restore: String?

  @Flag(help: "Print JSON.")
  var json = false

  mutating func validate() throws {
    try options.check(epochs: epochs)
    if let images, images < 1 {
      throw ValidationError("images can't be \(images); it may be 1 or more")
    }
    if restore != nil, checkpoint == nil || save == nil {
      throw ValidationError(
        "--restore needs the --checkpoint that the images were compressed with, and --save for "
          + "where to put them")
    }
    if save != nil, checkpoint == nil {
      throw ValidationError(
        "--save needs --checkpoint: a model that is trained for this command alone is lost "
          + "afterwards, and the images with it; save one with `aexplorer train --save FILE`")
    }
    if let save { try CheckpointPlace.check(save) }
  }

  func run() throws {
    let saved = try checkpoint.map { try Checkpoint(contentsOf: $0) }
    let dataset = try options.dataset(for: saved)
    if let restore, let save, let saved {
      return try bringBack(restore, to: save, saved, dataset)
    }
    let runner = HeadlessRunner()
    let (coder, model, weights) = try coder(saved, dataset, runner)
    let split = dataset.test
    let range = 0..<min(images ?? split.count, split.count)
    let pixels = coder.binarised(split, images: range)
    guard
      let compressed = try coder.compress(
        pixels, shape: dataset.shape, isCancelled: { runner.isInterrupted })
    else { return try runner.check(.stopped) }
    if let save { try AtomicFile.write([compressed.bytes], to: save) }
    let bound = ImportanceSampling(model)?
      .estimate(split, images: range, weights: weights, samples: 10).negativeBound
    let restored = try coder.restore(compressed)
    let result = CompressionResult(
      compressed, dataset: dataset.name, bound: bound ?? .nan,
      deflated: CompressedImages.deflatedSize(of: pixels), isExact: restored == pixels)
    print(json ? try JSONLine.text(result) : result.table)
    if let save, !json { print("written to \(save)") }
    guard result.isExact else { throw ExitCode.failure }
  }

  /// Returns the coder of a saved model, or of one that is trained now.
  private func coder(
    _ saved: Checkpoint?, _ dataset: Dataset, _ runner: HeadlessRunner
  ) throws -> (BitsBackCoder, any Autoencoder, WeightSnapshot) {
    let configuration = try saved?.configuration ?? options.configuration(epochs: epochs)
    let model = try ModelCatalog.make(configuration.model, input: InputDescription(dataset))
    let first = WeightSnapshot(
      saved?.state.parameters ?? model.layout.initialValues(seed: 0), step: saved?.state.step ?? 0,
      controls: saved?.state.controls ?? [:])
    // What can't compress is refused before it is trained.
    let coder = try BitsBackCoder(model: model, weights: first)
    guard saved == nil else { return (coder, model, first) }
    let (trainer, reason) = try runner.train(
      configuration, dataset: dataset, threads: options.workerCount)
    try runner.check(reason)
    let weights = trainer.snapshot.weights
    return (try BitsBackCoder(model: trainer.model, weights: weights), trainer.model, weights)
  }

  private func bringBack(
    _ path: String, to place: String, _ saved: Checkpoint, _ dataset: Dataset
  ) throws {
    let compressed: CompressedImages
    do {
      compressed = try CompressedImages(bytes: try AtomicFile.read(path))
    } catch let error as CompressionError {
      throw ValidationError("\(path): \(error)")
    }
    let (coder, _, _) = try coder(saved, dataset, HeadlessRunner())
    let pixels = try coder.restore(compressed).map { $0 * 255 }
    try AtomicFile.write([IDXImages.file(pixels, shape: compressed.shape)], to: place)
    print("\(compressed.count) images restored exactly, written to \(place)")
  }
}

/// What `compress` says.
private struct CompressionResult: Encodable {
  let event = "compressed"
  let dataset: String
  let images: Int
  let bytes: Int
  let bitsAnImage: Double
  let bitsAPixel: Double
  let boundInBitsAnImage: FiniteNumber
  let zlibBytes: Int
  let plainBytes: Int
  let isExact: Bool

  init(
    _ compressed: CompressedImages, dataset: String, bound: Double, deflated: Int, isExact: Bool
  ) {
    self.dataset = dataset
    images = compressed.count
    bytes = compressed.bitCount / 8
    let count = Double(max(1, compressed.count))
    bitsAnImage = Double(compressed.bitCount) / count
    bitsAPixel = bitsAnImage / Double(compressed.shape.count)
    boundInBitsAnImage = FiniteNumber(bound / log(2))
    zlibBytes = deflated
    plainBytes = (compressed.count * compressed.shape.count + 7) / 8
    self.isExact = isExact
  }

  /// The result for people.
  var table: String {
    func row(_ name: String, _ bits: Double, _ size: Int?) -> String {
      name.padding(to: 22) + decimal(bits, places: 1).right(in: 12)
        + (size.map { "\($0)" } ?? "").right(in: 12)
    }
    let count = Double(max(1, images))
    let excess = 100 * (bitsAnImage / boundInBitsAnImage.value - 1)
    return [
      "\(images) images of \(dataset), black and white".padding(to: 22),
      "".padding(to: 22) + "bits/image".right(in: 12) + "bytes".right(in: 12),
      row("bits back", bitsAnImage, bytes),
      row("−ELBO", boundInBitsAnImage.value, nil),
      row("zlib", Double(zlibBytes * 8) / count, zlibBytes),
      row("a bit a pixel", Double(plainBytes * 8) / count, plainBytes),
      "\(decimal(bitsAPixel, places: 4)) bits a pixel, \(decimal(excess, places: 2)) % above −ELBO",
      isExact ? "restored exactly" : "NOT restored exactly",
    ].joined(separator: "\n")
  }
}
