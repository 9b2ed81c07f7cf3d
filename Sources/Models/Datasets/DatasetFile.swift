// Everything in this folder that touches the world: files, the environment, the executable's place.

import CZlib

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// A file open for reading, plain or gzipped: zlib tells which.
struct DatasetFile: ByteSource, ~Copyable {
  let path: String
  let capacity: Int
  private let stream: gzFile
  /// Bytes unpacked at a time, which is as exactly as zlib can tell where damage begins.
  private static let pieceSize = 1 << 16

  /// Opens the file at `path`.
  init(path: String) throws(DatasetError) {
    self.path = path
    // Non-blocking, for opening a pipe that nobody writes to would wait for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .opening(path, errorNumber: errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      close(descriptor)
      throw .opening(path, errorNumber: errno)
    }
    let kind = FileKind(mode: status.st_mode)
    guard kind == .file, let stream = gzdopen(descriptor, "rb") else {
      close(descriptor)
      throw kind == .folder ? .isFolder(path: path) : .notARegularFile(path: path)
    }
    // zlib unpacks straight into pieces of twice its buffer.
    gzbuffer(stream, UInt32(Self.pieceSize / 2))
    self.stream = stream
    // Deflate packs 1032 bytes into one at the best.
    capacity = Int(status.st_size) * (gzdirect(stream) == 1 ? 1 : 1032)
  }

  deinit {
    gzclose(stream)
  }

  mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(DatasetError) -> Int {
    guard let start = buffer.baseAddress else { return 0 }
    var filled = 0
    while filled < buffer.count {
      let wanted = UInt32(min(buffer.count - filled, Self.pieceSize))
      let count = gzread(stream, start + filled, wanted)
      if count > 0 { filled += Int(count) }
      if count < Int32(wanted) {
        try checkEnd()
        break
      }
    }
    return filled
  }

  /// Throws unless the data ended where they should.
  private func checkEnd() throws(DatasetError) {
    var code: Int32 = 0
    // zlib's own words differ between its versions: only its code is used.
    gzerror(stream, &code)
    let offset = Int(gztell(stream))
    switch code {
    case Z_OK, Z_STREAM_END: return
    case Z_BUF_ERROR: throw .corrupt(path: path, offset: offset, found: "a file cut off")
    case Z_ERRNO: throw .opening(path, errorNumber: errno)
    default: throw .corrupt(path: path, offset: offset, found: "damaged data")
    }
  }
}

/// What lies at a path.
enum FileKind: Equatable {
  case missing
  case file
  case folder
  case other

  /// Looks at `path`, following symbolic links.
  init(path: String) {
    var status = stat()
    self = stat(path, &status) == 0 ? Self(mode: status.st_mode) : .missing
  }

  init(mode: mode_t) {
    self =
      switch mode & mode_t(S_IFMT) {
      case mode_t(S_IFREG): .file
      case mode_t(S_IFDIR): .folder
      default: .other
      }
  }
}

extension DatasetError {
  /// Returns what a failed call to the system means.
  static func opening(_ path: String, errorNumber: Int32) -> DatasetError {
    switch errorNumber {
    case ENOENT, ENOTDIR: .missing(path: path)
    case EISDIR: .isFolder(path: path)
    default: .unreadable(path: path, reason: String(cString: strerror(errorNumber)))
    }
  }
}

extension Dataset {
  /// Reads a dataset from its files, or generates it.
  ///
  /// - Parameters:
  ///   - location: what `DatasetLocator` found.
  ///   - maximumLabel: the largest label that is accepted.
  ///   - splitSeed: which tenth of a file of ratings is held out.
  /// - Returns: the dataset, its classes named by their numbers if the location names none.
  /// - Throws: `DatasetError` for the first thing that is wrong with a file.
  public static func read(
    _ location: DatasetLocation, maximumLabel: UInt8 = 9, splitSeed: UInt64 = 1
  ) throws(DatasetError) -> Dataset {
    switch location.source {
    case .generated(let generate): return generate()
    case .images(let files): return try read(location, files, maximumLabel)
    case .ratings(let file):
      var source = try DatasetFile(path: file.path)
      let table = try RatingsReader.table(from: &source)
      let (known, heldOut) = table.split(seed: splitSeed)
      return .ratings(
        name: location.name, title: location.title, users: table.users, known: known,
        heldOut: heldOut)
    }
  }

  private static func read(
    _ location: DatasetLocation, _ files: IDXFiles, _ maximumLabel: UInt8
  ) throws(DatasetError) -> Dataset {
    let train = try images(files.trainImages)
    let test = try images(files.testImages)
    guard train.shape == test.shape else {
      throw .shapesDisagree(
        train: files.trainImages, trainShape: train.shape, test: files.testImages,
        testShape: test.shape)
    }
    let trainSplit = try split(
      train, of: files.trainImages, labels: files.trainLabels, maximum: maximumLabel)
    let testSplit = try split(
      test, of: files.testImages, labels: files.testLabels, maximum: maximumLabel)
    let largest = max(trainSplit.labels.max() ?? 0, testSplit.labels.max() ?? 0)
    return Dataset(
      name: location.name, title: location.title, shape: train.shape, train: trainSplit,
      test: testSplit, classNames: location.classNames ?? (0...largest).map(String.init))
  }

  private static func images(_ path: String) throws(DatasetError) -> IDX.Images {
    var file = try DatasetFile(path: path)
    return try IDX.images(from: &file)
  }

  private static func split(
    _ images: IDX.Images, of imagesPath: String, labels labelsPath: String, maximum: UInt8
  ) throws(DatasetError) -> Split {
    var file = try DatasetFile(path: labelsPath)
    let labels = try IDX.labels(from: &file, maximum: maximum)
    guard labels.count == images.count else {
      throw .countsDisagree(
        images: imagesPath, imageCount: images.count, labels: labelsPath,
        labelCount: labels.count)
    }
    return Split(images: images.pixels, labels: labels)
  }
}

extension DatasetLocator {
  /// Returns the locator for this process: its environment, its executable, the real root.
  public static func current() -> DatasetLocator {
    let variable = getenv("AEXPLORER_DATASETS").map { String(cString: $0) }
    return DatasetLocator(environmentFolder: variable, executable: executablePath(), root: "/")
  }

  /// Returns the executable's path with all symbolic links resolved, nil if it cannot be told.
  private static func executablePath() -> String? {
    #if canImport(Darwin)
      var size: UInt32 = 0
      _NSGetExecutablePath(nil, &size)
      var named = [CChar](repeating: 0, count: Int(size))
      guard _NSGetExecutablePath(&named, &size) == 0 else { return nil }
      let resolved = realpath(named, nil)
    #else
      let resolved = realpath("/proc/self/exe", nil)
    #endif
    guard let resolved else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
