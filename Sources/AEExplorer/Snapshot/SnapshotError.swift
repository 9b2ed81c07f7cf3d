import Models

/// Why a picture of a screen could not be made.
enum SnapshotError: Error, Equatable, CustomStringConvertible {
  /// None of the known monospaced fonts is installed.
  case noFont
  /// A font file is there, or was named, but can't be used.
  case unusableFont(path: String, reason: String)
  /// The picture can't be turned into a PNG.
  case notEncodable(width: Int, height: Int, reason: String)
  /// The file can't be written.
  case unwritable(FileError)

  /// One sentence.
  var description: String {
    switch self {
    case .noFont:
      "found no monospaced font to draw the picture with: install one "
        + "(Debian, Ubuntu: fonts-dejavu-core) or name a font file in $AEXPLORER_FONT"
    case .unusableFont(let path, let reason):
      "can't draw with the font \(path): \(reason); name another font file in $AEXPLORER_FONT"
    case .notEncodable(let width, let height, let reason):
      "can't make a PNG of \(width)x\(height) pixels: \(reason)"
    case .unwritable(let error):
      error.description
    }
  }
}
