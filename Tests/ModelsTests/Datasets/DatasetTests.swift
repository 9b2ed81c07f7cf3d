import Foundation
import Testing

@testable import Models

struct DatasetTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func read() throws -> Dataset {
    let locator = DatasetLocator(environmentFolder: nil, executable: nil, root: folder.path)
    return try Dataset.read(try locator.locate(folder.path))
  }

  @Test(arguments: ["-", "."])
  func readsAFolderPlainAndGzipped(separator: String) throws {
    try folder.writeTinyDataset(separator: separator)
    let dataset = try read()
    #expect(dataset.shape == ImageShape(height: 2, width: 2))
    #expect(dataset.train.count == 3)
    #expect(dataset.train.labels == [0, 1, 2])
    #expect(dataset.test.images == [0, 0, 51, 255, 255, 0, 0, 51])
    #expect(dataset.classNames == ["0", "1", "2"])
    #expect(Array(dataset.test.image(1)) == [255, 0, 0, 51])
  }

  @Test func theMeanImageIsTheTrainingImagesMean() throws {
    try folder.writeTinyDataset()
    // The third pixel is 102, 102 and 255: (0.4 + 0.4 + 1) / 3.
    #expect(try read().meanImage == [0, 0.2, 0.6, 1])
  }

  @Test func onlyGreyPixelsHaveEntropy() throws {
    try folder.writeTinyDataset()
    // One pixel of 0.2 in each test image: -(0.2 ln 0.2 + 0.8 ln 0.8).
    #expect(abs(try read().entropyFloor - 0.500_402_423_538_188) < 1e-12)
  }

  @Test func asManyLabelsAsImagesAreNeeded() throws {
    try folder.writeTinyDataset()
    let labels = try folder.write(idxLabels([1]), to: "t10k-labels-idx1-ubyte")
    let error = #expect(throws: DatasetError.self) { try read() }
    #expect(
      error?.description == "\(labels), byte 4: expected 2 labels, one for each image of "
        + "\(folder.path)/t10k-images-idx3-ubyte.gz, found 1; "
        + "take both files from the same dataset")
  }

  @Test func trainingAndTestImagesHaveOneShape() throws {
    try folder.writeTinyDataset()
    let test = try folder.write(
      idxImages(count: 2, height: 1, width: 2, pixels: [1, 2, 3, 4]),
      to: "t10k-images-idx3-ubyte")
    let error = #expect(throws: DatasetError.self) { try read() }
    #expect(
      error?.description == "\(test), byte 8: expected images of 2x2 as in "
        + "\(folder.path)/train-images-idx3-ubyte, found 2x1; "
        + "take both files from the same dataset")
  }

  @Test func theShippedDigitsAreWhole() throws {
    let dataset = try ShippedDigits.dataset
    #expect(dataset.name == "mnist-5k")
    #expect(dataset.shape == ImageShape(height: 28, width: 28))
    #expect(dataset.train.count == 4_000)
    #expect(dataset.test.count == 1_000)
    for digit: UInt8 in 0...9 {
      #expect(dataset.train.labels.count { $0 == digit } == 400)
      #expect(dataset.test.labels.count { $0 == digit } == 100)
    }
  }

  @Test func theClassesOfTheShippedDigitsAreMixed() throws {
    let labels = try ShippedDigits.dataset.train.labels
    #expect(Set(labels.prefix(100)).count == 10)
  }
}
