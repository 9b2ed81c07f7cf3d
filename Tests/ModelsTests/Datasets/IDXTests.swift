import Testing

@testable import Models

struct IDXTests {
  private let folder: TemporaryFolder
  private static let tinyImages = idxImages(
    count: 2, height: 1, width: 3, pixels: [1, 2, 3, 4, 5, 6])
  private static let tinyLabels = idxLabels([7, 0, 9])

  init() throws {
    folder = try TemporaryFolder()
  }

  private func images(_ bytes: [UInt8]) throws -> IDX.Images {
    var file = try DatasetFile(path: try folder.write(bytes, to: "images"))
    return try IDX.images(from: &file)
  }

  private func labels(_ bytes: [UInt8]) throws -> [UInt8] {
    var file = try DatasetFile(path: try folder.write(bytes, to: "labels"))
    return try IDX.labels(from: &file)
  }

  @Test func readsImagesPlainAndGzipped() throws {
    for bytes in [Self.tinyImages, try gzipped(Self.tinyImages)] {
      let images = try images(bytes)
      #expect(images.shape == ImageShape(height: 1, width: 3))
      #expect(images.count == 2)
      #expect(images.pixels == [1, 2, 3, 4, 5, 6])
    }
  }

  @Test func readsLabelsPlainAndGzipped() throws {
    #expect(try labels(Self.tinyLabels) == [7, 0, 9])
    #expect(try labels(gzipped(Self.tinyLabels)) == [7, 0, 9])
  }

  @Test(arguments: imageMistakes)
  func saysWhatIsWrongWithImages(bytes: [UInt8], sentence: String) throws {
    let error = #expect(throws: DatasetError.self) { try images(bytes) }
    #expect(error?.description == "\(folder.path)/images, byte \(sentence)")
  }

  private static let imageMistakes: [([UInt8], String)] = [
    (
      [],
      "0: expected an IDX header of 16 bytes, found an empty file; fetch the file again"
    ),
    (
      [0, 0, 8],
      "3: expected 13 more bytes of the IDX header, found the end of the file; "
        + "fetch the file again"
    ),
    (
      Array("%PNG!".utf8),
      "0: expected 0x00000803 (IDX images), found 0x25504E47; "
        + "give a file in MNIST's IDX format"
    ),
    (
      tinyLabels,
      "0: expected 0x00000803 (IDX images), found 0x00000801 (IDX labels); "
        + "exchange the files of images and labels"
    ),
    (
      idxImages(count: 0, height: 1, width: 1, pixels: []),
      "4: expected a count of 1 to 10000000, found 0; fetch the file again"
    ),
    (
      idxImages(count: 0xFFFF_FFFF, height: 1, width: 1, pixels: []),
      "4: expected a count of 1 to 10000000, found 4294967295; fetch the file again"
    ),
    (
      idxImages(count: 1, height: 4097, width: 1, pixels: []),
      "8: expected a height of 1 to 4096, found 4097; fetch the file again"
    ),
    (
      idxImages(count: 1, height: 1, width: 0, pixels: []),
      "12: expected a width of 1 to 4096, found 0; fetch the file again"
    ),
    (
      idxImages(count: 10_000_000, height: 28, width: 28, pixels: []),
      "4: expected sizes that make at most 1073741824 bytes, found 7840000000; "
        + "use fewer or smaller images"
    ),
    (
      // A promise of a gigabyte that the file does not keep.
      idxImages(count: 64, height: 4096, width: 4096, pixels: [1, 2]),
      "18: expected 1073741822 more bytes of pixels, found the end of the file; "
        + "fetch the file again"
    ),
    (
      Array(tinyImages.dropLast()),
      "21: expected 1 more byte of pixels, found the end of the file; fetch the file again"
    ),
    (
      tinyImages + [0],
      "22: expected the end of the file, found more bytes; fetch the file again"
    ),
  ]

  @Test(arguments: labelMistakes)
  func saysWhatIsWrongWithLabels(bytes: [UInt8], sentence: String) throws {
    let error = #expect(throws: DatasetError.self) { try labels(bytes) }
    #expect(error?.description == "\(folder.path)/labels, byte \(sentence)")
  }

  private static let labelMistakes: [([UInt8], String)] = [
    (
      tinyImages,
      "0: expected 0x00000801 (IDX labels), found 0x00000803 (IDX images); "
        + "exchange the files of images and labels"
    ),
    (
      idxLabels([1, 2, 10]),
      "10: expected a label of 0 to 9, found 10; use a dataset of at most 10 classes"
    ),
    (
      [0x0801, 5].flatMap(bigEndian) + [1, 2],
      "10: expected 3 more bytes of labels, found the end of the file; fetch the file again"
    ),
  ]

  @Test func acceptsLabelsUpToTheGivenMaximum() throws {
    var file = try DatasetFile(path: try folder.write(idxLabels([25]), to: "letters"))
    #expect(try IDX.labels(from: &file, maximum: 25) == [25])
  }

  @Test func noticesAWrongChecksumAfterTheLastByte() throws {
    var bytes = try gzipped(Self.tinyImages)
    bytes[bytes.count - 8] ^= 1
    let error = #expect(throws: DatasetError.self) { try images(bytes) }
    #expect(error == .corrupt(path: "\(folder.path)/images", offset: 0, found: "damaged data"))
  }

  @Test func tellsWhereDamageBeginsToTheNext64KiB() throws {
    let pixels = (0..<500_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 8) }
    var bytes = try gzipped(idxImages(count: 500, height: 10, width: 100, pixels: pixels))
    bytes[bytes.count - 8] ^= 1
    guard
      case .corrupt(_, let offset, _) = #expect(
        throws: DatasetError.self,
        performing: {
          try images(bytes)
        })
    else {
      Issue.record("expected a corrupt file")
      return
    }
    #expect((500_016 - (1 << 16)...500_016).contains(offset))
  }

  @Test func noticesDamagedDeflateData() throws {
    var bytes = try gzipped(Self.tinyImages)
    bytes[10] = 0x07  // block type 3 does not exist
    let error = #expect(throws: DatasetError.self) { try images(bytes) }
    #expect(
      error?.description == "\(folder.path)/images, from byte 0: expected intact gzip data, "
        + "found damaged data; fetch the file again")
  }

  @Test func aGzipFileThatIsCutOffSaysSo() throws {
    let bytes = try gzipped(Self.tinyImages)
    let error = #expect(throws: DatasetError.self) { try images(bytes.dropLast(4)) }
    #expect(
      error?.description == "\(folder.path)/images, from byte 22: expected intact gzip data, "
        + "found a file cut off; fetch the file again")
  }

  @Test func everyTruncationIsAnErrorAndNeverATrap() throws {
    for whole in [Self.tinyImages, try gzipped(Self.tinyImages)] {
      for length in whole.indices {
        #expect(throws: DatasetError.self, "\(length) of \(whole.count) bytes") {
          try images(Array(whole[..<length]))
        }
      }
    }
  }

  @Test func everyFlippedByteIsReadOrRefusedAndNeverATrap() throws {
    for whole in [Self.tinyImages, try gzipped(Self.tinyImages)] {
      for index in whole.indices {
        for mask: UInt8 in [0x01, 0x80, 0xFF] {
          var bytes = whole
          bytes[index] ^= mask
          if let result = try? images(bytes) {
            #expect(result.pixels.count == result.count * result.shape.count)
          }
        }
      }
    }
  }
}
