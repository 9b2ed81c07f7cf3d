/// Returns the four bytes of a big-endian number.
func bigEndian(_ value: Int) -> [UInt8] {
  [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
}

/// Returns the bytes of an IDX file of images.
func idxImages(count: Int, height: Int, width: Int, pixels: [UInt8]) -> [UInt8] {
  [0x0803, count, height, width].flatMap(bigEndian) + pixels
}

/// Returns the bytes of an IDX file of labels.
func idxLabels(_ labels: [UInt8]) -> [UInt8] {
  [0x0801, labels.count].flatMap(bigEndian) + labels
}

extension TemporaryFolder {
  /// Writes the four files of a tiny dataset: 3 training and 2 test images of 2x2 pixels.
  func writeTinyDataset(in folder: String = ".", separator: String = "-") throws {
    let train: [UInt8] = [0, 51, 102, 255, 0, 51, 102, 255, 0, 51, 255, 255]
    try write(
      idxImages(count: 3, height: 2, width: 2, pixels: train),
      to: "\(folder)/train-images\(separator)idx3-ubyte")
    try write(
      gzipped(idxLabels([0, 1, 2])), to: "\(folder)/train-labels\(separator)idx1-ubyte.gz")
    try write(
      gzipped(idxImages(count: 2, height: 2, width: 2, pixels: [0, 0, 51, 255, 255, 0, 0, 51])),
      to: "\(folder)/t10k-images\(separator)idx3-ubyte.gz")
    try write(idxLabels([2, 0]), to: "\(folder)/t10k-labels\(separator)idx1-ubyte")
  }
}
