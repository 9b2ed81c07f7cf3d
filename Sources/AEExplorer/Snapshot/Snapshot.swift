import Models
import Render

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Screens as files: pictures and text that the program makes of itself.
enum Snapshot {
  /// How large a picture is, in times of a cell of about 10x20 pixels.
  static let scales = 1...3

  /// Writes a screen to a file: as a PNG if the name ends in `.png` (in any case), else as text.
  ///
  /// The file is replaced as a whole or not at all.
  ///
  /// - Parameters:
  ///   - screen: what to write.
  ///   - path: the file.
  ///   - colors: how many colours the picture has; text has none.
  ///   - theme: which colours.
  ///   - scale: the size of a cell, in `1...3` times about 10x20 pixels.
  /// - Throws: when there is no font for a picture, or the file can't be written.
  static func write(
    _ screen: Screen, to path: String, colors: ColorDepth = .full, theme: Theme = .dark,
    scale: Int = 1
  ) throws(SnapshotError) {
    guard path.lowercased().hasSuffix(".png") else {
      return try replace(path, with: Array("\(screen.description)\n".utf8))
    }
    let files = try FontFiles.installed(named: environment("AEXPLORER_FONT"))
    let typeface = try Typeface(files, scale: scale)
    let picture = ScreenPicture.draw(
      screen, colors: PictureColors(depth: colors, theme: theme), typeface)
    try replace(path, with: PNGFile.bytes(of: picture))
  }

  private static func replace(_ path: String, with bytes: [UInt8]) throws(SnapshotError) {
    do {
      try AtomicFile.write([bytes], to: path)
    } catch {
      throw .unwritable(error)
    }
  }

  private static func environment(_ name: String) -> String? {
    guard let value = getenv(name), value.pointee != 0 else { return nil }
    return String(cString: value)
  }
}
