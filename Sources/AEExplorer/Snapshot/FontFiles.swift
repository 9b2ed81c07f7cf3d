#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a font is: a file, and which of the faces in it.
struct FontFile: Equatable, Sendable {
  /// The file.
  var path: String
  /// The face in a collection, from 0.
  var face = 0
}

/// A monospaced font, regular and bold.
struct FontFiles: Equatable, Sendable {
  /// For ordinary text.
  var regular: FontFile
  /// For bold text; nil if there is none, and bold text looks like the rest.
  var bold: FontFile?

  /// Returns the font file with that name, or else the first font that is installed.
  static func installed(named path: String?) throws(SnapshotError) -> FontFiles {
    try installed(named: path) { access($0, R_OK) == 0 }
  }

  /// Returns the font file with that name, or else the first one of which `isReadable` holds.
  static func installed(
    named path: String?, isReadable: (String) -> Bool
  ) throws(SnapshotError) -> FontFiles {
    if let path {
      guard isReadable(path) else { throw .unusableFont(path: path, reason: "can't read it") }
      let bold = boldTwin(of: path).flatMap { isReadable($0) ? FontFile(path: $0) : nil }
      return FontFiles(regular: FontFile(path: path), bold: bold)
    }
    for var files in known where isReadable(files.regular.path) {
      if let bold = files.bold, !isReadable(bold.path) { files.bold = nil }
      return files
    }
    throw .noFont
  }

  /// The usual name of the bold file: `X-Bold.ttf` for `X-Regular.ttf` and for `X.ttf`.
  private static func boldTwin(of path: String) -> String? {
    guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
    var stem = path[..<dot]
    if stem.hasSuffix("-Regular") { stem.removeLast("-Regular".count) }
    return "\(stem)-Bold\(path[dot...])"
  }

  /// The fonts looked for, in this order: Debian's places, then Fedora's and Arch's, then macOS's.
  static let known: [FontFiles] =
    [
      ("/usr/share/fonts/truetype/dejavu/DejaVuSansMono", ""),
      ("/usr/share/fonts/dejavu-sans-mono-fonts/DejaVuSansMono", ""),
      ("/usr/share/fonts/TTF/DejaVuSansMono", ""),
      ("/usr/share/fonts/truetype/liberation/LiberationMono", "-Regular"),
      ("/usr/share/fonts/truetype/liberation2/LiberationMono", "-Regular"),
      ("/usr/share/fonts/liberation-mono-fonts/LiberationMono", "-Regular"),
      ("/usr/share/fonts/truetype/noto/NotoSansMono", "-Regular"),
      ("/usr/share/fonts/noto/NotoSansMono", "-Regular"),
    ].map { stem, regular in
      FontFiles(
        regular: FontFile(path: "\(stem)\(regular).ttf"), bold: FontFile(path: "\(stem)-Bold.ttf"))
    } + [
      FontFiles(
        regular: FontFile(path: "/System/Library/Fonts/Menlo.ttc"),
        bold: FontFile(path: "/System/Library/Fonts/Menlo.ttc", face: 1)),
      FontFiles(regular: FontFile(path: "/System/Library/Fonts/Monaco.ttf")),
    ]
}
