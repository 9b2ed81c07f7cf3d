/// A monospaced font, regular and bold, in cells of one size.
struct Typeface: ~Copyable, GlyphSource {
  /// The height of the em square at scale 1, in pixels: DejaVu Sans Mono then has cells of 10x20.
  private static let size = 17

  let cell: CellSize
  let underline: Int
  private let baseline: Int
  private let regular: FontFace
  private let bold: FontFace

  /// Opens the files, for cells of `scale` (in `Snapshot.scales`) times about 10x20 pixels.
  init(_ files: FontFiles, scale: Int) throws(SnapshotError) {
    precondition(
      Snapshot.scales.contains(scale), "scale \(scale) is not in \(Snapshot.scales)")
    let cell = try Self.cell(of: FontFace(files.regular, size: Self.size), scale: scale)
    let regular = try FontFace(files.regular, size: Self.size * scale)
    let bold = try FontFace(files.bold ?? files.regular, size: Self.size * scale)
    let slack = Double(cell.height) - regular.ascent - regular.descent
    baseline = Int((slack / 2 + regular.ascent).rounded())
    underline = min(baseline + 2 * cell.lineThickness, cell.height - cell.lineThickness)
    self.cell = cell
    self.regular = regular
    self.bold = bold
  }

  /// The size of cells is a multiple of that at scale 1, and the height is even: so halves and
  /// quarters of a cell are whole pixels at every scale.
  private static func cell(of face: borrowing FontFace, scale: Int) -> CellSize {
    let width = max(4, Int(face.advance.rounded()))
    let height = max(8, Int((face.ascent + face.descent).rounded()))
    return CellSize(width: width * scale, height: (height + height % 2) * scale)
  }

  borrowing func glyph(for scalar: Unicode.Scalar, isBold: Bool) -> Glyph {
    // Bold files often have fewer characters than regular ones.
    isBold && bold.has(scalar)
      ? bold.glyph(for: scalar, baseline: baseline)
      : regular.glyph(for: scalar, baseline: baseline)
  }
}
