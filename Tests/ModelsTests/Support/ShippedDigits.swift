import Foundation
import Models

/// The digits of `datasets/mnist-5k`, found from this file's own place.
enum ShippedDigits {
  static var dataset: Dataset {
    get throws { try loaded.get() }
  }

  private static let loaded = Result { () throws -> Dataset in
    let repository = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let locator = DatasetLocator(
      environmentFolder: repository.appending(path: "datasets").path(percentEncoded: false),
      executable: nil, root: "/")
    return try Dataset.read(try locator.locate("mnist-5k"))
  }
}
