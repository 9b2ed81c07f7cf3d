/// What can be wrong with the files of a dataset.
///
/// `description` is one sentence: the file and the byte offset (in the unpacked data), what was
/// expected, what was found, and what to do.
public enum DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Nothing is there.
  case missing(path: String)
  /// The system refuses to open or read the file, for its own `reason`.
  case unreadable(path: String, reason: String)
  /// A folder where a file is needed.
  case isFolder(path: String)
  /// A pipe, socket or device where a file is needed.
  case notARegularFile(path: String)
  /// A file where a folder with the four IDX files is needed.
  case notAFolder(path: String)
  /// A file of no bytes.
  case empty(path: String, expected: String)
  /// The first four bytes are not those of the format.
  case wrongMagic(path: String, expected: UInt32, found: UInt32)
  /// A size in the header is outside what is possible.
  case implausibleSize(
    path: String, offset: Int, quantity: String, expected: ClosedRange<Int>, found: Int)
  /// The header announces more bytes than are ever read.
  case implausibleTotal(path: String, limit: Int, found: Int)
  /// The data end too early: at `offset`, `missing` bytes short.
  case truncated(path: String, offset: Int, missing: Int, expected: String)
  /// There are bytes after the end that the header announces.
  case trailingBytes(path: String, offset: Int)
  /// The gzip container is damaged or cut off, at `offset` or up to 64 KiB after.
  case corrupt(path: String, offset: Int, found: String)
  /// A label is not one of the classes.
  case labelOutOfRange(path: String, offset: Int, maximum: UInt8, found: UInt8)
  /// There are not as many labels as images.
  case countsDisagree(images: String, imageCount: Int, labels: String, labelCount: Int)
  /// Training and test images differ in size.
  case shapesDisagree(train: String, trainShape: ImageShape, test: String, testShape: ImageShape)
  /// A folder lacks some of the four files.
  case incomplete(folder: String, missing: [String])
  /// Neither a registered name nor a folder.
  case unknownName(name: String, known: [String], similar: [String])
  /// A line of a file of ratings that can't be understood; lines count from 1.
  case badLine(path: String, line: Int, expected: String, found: String)
  /// More users and items than fit into memory as a table.
  case tooManyRatings(path: String, users: Int, items: Int, limit: Int)
  /// A registered dataset that is not on this machine.
  case notInstalled(name: String, hint: String, searched: [String])

  /// The error as one sentence.
  public var description: String {
    let sentence = sentence
    return "\(sentence.place): expected \(sentence.expected), found \(sentence.found); "
      + sentence.advice
  }

  private typealias Sentence = (place: String, expected: String, found: String, advice: String)

  /// What the sentence is made of: long, because it is a table, a row for each case.
  private var sentence: Sentence {
    switch self {
    case .missing(let path):
      (path, "a file or folder", "nothing", "check the path")
    case .unreadable(let path, let reason):
      (path, "a readable file", "“\(reason)”", "check its permissions and its disk")
    case .isFolder(let path):
      (path, "an IDX file", "a folder", "put the file itself there")
    case .notARegularFile(let path):
      (path, "an IDX file", "a pipe, socket or device", "copy the data into a file")
    case .notAFolder(let path):
      (
        path, "a folder with MNIST's four IDX files", "a file",
        "name its folder; a file of ratings is called u.data, ratings.dat or ratings.csv"
      )
    case .empty(let path, let expected):
      (Self.place(path, 0), expected, "an empty file", Self.fetchAgain)
    case .wrongMagic(let path, let expected, let found):
      (
        Self.place(path, 0), Self.magic(expected), Self.magic(found),
        Self.advice(foundMagic: found)
      )
    case .implausibleSize(let path, let offset, let quantity, let range, let found):
      (
        Self.place(path, offset), "\(quantity) of \(range.lowerBound) to \(range.upperBound)",
        "\(found)", Self.fetchAgain
      )
    case .implausibleTotal(let path, let limit, let found):
      (
        Self.place(path, 4), "sizes that make at most \(limit) bytes", "\(found)",
        "use fewer or smaller images"
      )
    case .truncated(let path, let offset, let missing, let expected):
      (
        Self.place(path, offset),
        "\(missing) more \(missing == 1 ? "byte" : "bytes") of \(expected)",
        "the end of the file", Self.fetchAgain
      )
    case .trailingBytes(let path, let offset):
      (Self.place(path, offset), "the end of the file", "more bytes", Self.fetchAgain)
    case .corrupt(let path, let offset, let found):
      ("\(path), from byte \(offset)", "intact gzip data", found, Self.fetchAgain)
    case .labelOutOfRange(let path, let offset, let maximum, let found):
      (
        Self.place(path, offset), "a label of 0 to \(maximum)", "\(found)",
        "use a dataset of at most \(Int(maximum) + 1) classes"
      )
    case .countsDisagree(let images, let imageCount, let labels, let labelCount):
      (
        Self.place(labels, 4), "\(imageCount) labels, one for each image of \(images)",
        "\(labelCount)", "take both files from the same dataset"
      )
    case .shapesDisagree(let train, let trainShape, let test, let testShape):
      (
        Self.place(test, 8), "images of \(trainShape) as in \(train)", "\(testShape)",
        "take both files from the same dataset"
      )
    case .badLine(let path, let line, let expected, let found):
      ("\(path), line \(line)", expected, found, "correct the line or fetch the file again")
    case .tooManyRatings(let path, let users, let items, let limit):
      (
        path, "users times items of at most \(limit)", "\(users) users and \(items) items",
        "use a smaller set"
      )
    case .incomplete(let folder, let missing) where missing == RatingsFile.names:
      (folder, "a file of ratings, \(missing.joined(separator: " or "))", "none", "add it")
    case .incomplete(let folder, let missing):
      (
        folder, "MNIST's four IDX files, plain or .gz",
        "no \(missing.joined(separator: " and no "))", "add what is missing"
      )
    case .unknownName(let name, let known, let similar):
      (
        name, "a folder or one of \(known.joined(separator: ", "))", "neither",
        similar.isEmpty
          ? "choose one of these or give a path"
          : "did you mean \(similar.joined(separator: " or "))?"
      )
    case .notInstalled(let name, let hint, let searched):
      (name, "its files in \(searched.joined(separator: " or "))", "none", hint)
    }
  }

  private static let fetchAgain = "fetch the file again"

  /// The offset counts unpacked bytes, which is what the format's own description counts.
  private static func place(_ path: String, _ offset: Int) -> String { "\(path), byte \(offset)" }

  private static func magic(_ number: UInt32) -> String {
    let digits = String(number, radix: 16, uppercase: true)
    let padded = "0x" + String(repeating: "0", count: 8 - digits.count) + digits
    return switch number {
    case IDX.imagesMagic: "\(padded) (IDX images)"
    case IDX.labelsMagic: "\(padded) (IDX labels)"
    default: padded
    }
  }

  private static func advice(foundMagic: UInt32) -> String {
    foundMagic == IDX.imagesMagic || foundMagic == IDX.labelsMagic
      ? "exchange the files of images and labels" : "give a file in MNIST's IDX format"
  }
}
