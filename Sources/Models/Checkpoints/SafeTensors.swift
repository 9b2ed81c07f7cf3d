#if canImport(FoundationEssentials)
  internal import FoundationEssentials
#else
  internal import Foundation
#endif

/// A file in the safetensors format: named arrays of floats, and a few strings.
///
/// Eight bytes with the length of the header, the header in JSON, the arrays' bytes. Any reader of
/// the format opens it.
///
/// Source: the format's specification, *safetensors* (Hugging Face, 2022).
public struct SafeTensors: Equatable, Sendable {
  /// One array.
  public struct Tensor: Equatable, Sendable {
    /// Its name.
    public var name: String
    /// Its shape.
    public var shape: [Int]
    /// Its values, the last dimension fastest.
    public var values: [Float]

    /// Creates an array.
    public init(name: String, shape: [Int], values: [Float]) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// The arrays, in the order of their bytes.
  public var tensors: [Tensor]
  /// The strings.
  public var metadata: [String: String]

  /// Creates the content of a file.
  public init(tensors: [Tensor], metadata: [String: String]) {
    self.tensors = tensors
    self.metadata = metadata
  }

  /// Writes the file; when it fails, a file that was there before is still there.
  public func write(to path: String) throws(CheckpointError) {
    var entries: [String: Entry] = [:]
    var offset = 0
    for tensor in tensors {
      let size = tensor.values.count * MemoryLayout<Float>.size
      entries[tensor.name] = Entry(
        dtype: "F32", shape: tensor.shape, data_offsets: [offset, offset + size])
      offset += size
    }
    let header = try Self.encode(Header(metadata: metadata, entries: entries), path: path)
    let length = withUnsafeBytes(of: UInt64(header.count).littleEndian) { Array($0) }
    do {
      // One array at a time: all of them at once would take as much memory again.
      let parts = (-2..<tensors.count).lazy.map { index -> [UInt8] in
        switch index {
        case -2: length
        case -1: header
        case _: tensors[index].values.withUnsafeBytes { Array($0) }
        }
      }
      try AtomicFile.write(parts, to: path)
    } catch {
      throw .file(error)
    }
  }

  /// Reads a file.
  public init(contentsOf path: String) throws(CheckpointError) {
    let bytes: [UInt8]
    do {
      bytes = try AtomicFile.read(path)
    } catch {
      throw .file(error)
    }
    guard bytes.count >= 8 else {
      throw .damaged(path, "it has \(bytes.count) bytes, fewer than the 8 of a header's length")
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length >= 2, length <= UInt64(bytes.count - 8) else {
      throw .damaged(
        path, "its header would have \(length) bytes, and the file has \(bytes.count)")
    }
    let start = 8 + Int(length)
    let header: Header
    do {
      header = try JSONDecoder().decode(Header.self, from: Data(bytes[8..<start]))
    } catch {
      throw .damaged(path, "its header is not the JSON of a safetensors file")
    }
    metadata = header.metadata
    tensors = []
    for (name, entry) in header.entries.sorted(by: { $0.value.start < $1.value.start }) {
      tensors.append(try Self.tensor(name, entry, in: bytes[start...], path: path))
    }
  }

  private static func tensor(
    _ name: String, _ entry: Entry, in data: ArraySlice<UInt8>, path: String
  ) throws(CheckpointError) -> Tensor {
    guard entry.dtype == "F32" else {
      throw .damaged(path, "“\(name)” has the type \(entry.dtype), and F32 is expected")
    }
    var count = 1
    for dimension in entry.shape {
      let (product, overflows) = count.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflows, product <= data.count else {
        throw .damaged(path, "“\(name)” has the impossible shape \(entry.shape)")
      }
      count = product
    }
    guard entry.data_offsets.count == 2, entry.start >= 0, entry.end >= entry.start,
      entry.end <= data.count,
      entry.end - entry.start == 4 * count
    else {
      throw .damaged(
        path,
        "“\(name)” of shape \(entry.shape) needs \(4 * count) bytes, and its place is "
          + "\(entry.data_offsets) of \(data.count)")
    }
    let first = data.startIndex + entry.start
    let values = [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      data[first..<(data.startIndex + entry.end)].withUnsafeBytes { source in
        UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
      }
      initialized = count
    }
    return Tensor(name: name, shape: entry.shape, values: values)
  }

  private static func encode(_ header: Header, path: String) throws(CheckpointError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    guard var bytes = try? [UInt8](encoder.encode(header)) else {
      throw .damaged(path, "its header can't be written as JSON")
    }
    // The arrays begin at a multiple of eight bytes.
    while bytes.count % 8 != 0 {
      bytes.append(UInt8(ascii: " "))
    }
    return bytes
  }
}

/// One array in the header; the names are the format's.
private struct Entry: Codable {
  var dtype: String
  var shape: [Int]
  // swift-format-ignore: AlwaysUseLowerCamelCase
  var data_offsets: [Int]

  var start: Int { data_offsets.first ?? -1 }
  var end: Int { data_offsets.last ?? -1 }
}

/// The header: `__metadata__`, and an entry for every array.
private struct Header: Codable {
  var metadata: [String: String]
  var entries: [String: Entry]

  private struct Key: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
      self.stringValue = stringValue
    }

    init?(intValue: Int) {
      nil
    }

    static let metadata = Key(stringValue: "__metadata__")
  }

  init(metadata: [String: String], entries: [String: Entry]) {
    self.metadata = metadata
    self.entries = entries
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    metadata = try container.decodeIfPresent([String: String].self, forKey: .metadata) ?? [:]
    entries = [:]
    for key in container.allKeys where key.stringValue != Key.metadata.stringValue {
      entries[key.stringValue] = try container.decode(Entry.self, forKey: key)
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(metadata, forKey: .metadata)
    for (name, entry) in entries {
      try container.encode(entry, forKey: Key(stringValue: name))
    }
  }
}
