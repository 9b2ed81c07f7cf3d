/// What can be wrong with a checkpoint.
public enum CheckpointError: Error, Equatable, CustomStringConvertible {
  /// The file can't be read or written.
  case file(FileError)
  /// The file is not what it should be.
  case damaged(String, String)
  /// It is a safetensors file, but none that this program wrote.
  case foreign(String, missing: String)
  /// Its format is newer than this program.
  case newerFormat(String, found: String)
  /// An array is missing.
  case missingTensor(String, name: String)
  /// An array has another shape than the model's.
  case wrongShape(String, name: String, expected: [Int], found: [Int])
  /// Its configuration can't be used.
  case configuration(String, ConfigurationError)

  /// One sentence.
  public var description: String {
    switch self {
    case .file(let error):
      error.description
    case .damaged(let path, let reason):
      "\(path) is not a readable checkpoint: \(reason)"
    case .foreign(let path, let key):
      "\(path) is a safetensors file without “\(key)” in its metadata; only files written by "
        + "`aexplorer train --save` can be opened"
    case .newerFormat(let path, let found):
      "\(path) has the checkpoint format \(found), and this program reads format "
        + "\(Checkpoint.format); a newer aexplorer opens it"
    case .missingTensor(let path, let name):
      "\(path) has no array “\(name)”, which its configuration calls for"
    case .wrongShape(let path, let name, let expected, let found):
      "\(path): the array “\(name)” has the shape \(found), and its configuration calls for "
        + "\(expected)"
    case .configuration(let path, let error):
      "\(path): \(error)"
    }
  }
}
