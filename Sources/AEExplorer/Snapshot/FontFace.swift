import CFreeType

/// One face of a font file at one size.
struct FontFace: ~Copyable {
  private let library: FT_Library
  private let face: FT_Face

  /// Opens a font file, with an em square `size` pixels high.
  init(_ file: FontFile, size: Int) throws(SnapshotError) {
    var library: FT_Library?
    var status = FT_Init_FreeType(&library)
    guard status == 0, let library else {
      throw .unusableFont(path: file.path, reason: "FreeType does not start, error \(status)")
    }
    var face: FT_Face?
    status = FT_New_Face(library, file.path, FT_Long(file.face), &face)
    guard status == 0, let face else {
      FT_Done_FreeType(library)
      throw .unusableFont(
        path: file.path, reason: "FreeType can't read it as a font, error \(status)")
    }
    status = FT_Set_Pixel_Sizes(face, 0, FT_UInt(size))
    guard status == 0, face.pointee.size != nil else {
      FT_Done_Face(face)
      FT_Done_FreeType(library)
      throw .unusableFont(
        path: file.path, reason: "it has no characters of \(size) pixels, error \(status)")
    }
    self.library = library
    self.face = face
  }

  deinit {
    FT_Done_Face(face)
    FT_Done_FreeType(library)
  }

  /// How far the font reaches above the baseline, in pixels.
  var ascent: Double { pixels(face.pointee.ascender) }
  /// How far the font reaches below the baseline, in pixels.
  var descent: Double { -pixels(face.pointee.descender) }

  /// How wide an M is with the space around it, in pixels; 0 if the font has none.
  ///
  /// In a monospaced font all characters are; in others it keeps cells from being as wide as the
  /// widest character.
  var advance: Double {
    guard FT_Load_Char(face, FT_ULong(UInt8(ascii: "M")), FT_LOAD_DEFAULT) == 0,
      let slot = face.pointee.glyph
    else { return 0 }
    return Double(slot.pointee.linearHoriAdvance) / 65536
  }

  /// Whether the font has the character.
  func has(_ scalar: Unicode.Scalar) -> Bool {
    FT_Get_Char_Index(face, FT_ULong(scalar.value)) != 0
  }

  /// Returns a character's ink, in a cell whose baseline is `baseline` pixels below its top.
  ///
  /// A character that the font does not have looks like the font's box for it.
  func glyph(for scalar: Unicode.Scalar, baseline: Int) -> Glyph {
    guard FT_Load_Char(face, FT_ULong(scalar.value), ae_ft_load_render()) == 0,
      let slot = face.pointee.glyph
    else { return .empty }
    let bitmap = slot.pointee.bitmap
    return Glyph(
      left: Int(slot.pointee.bitmap_left), top: baseline - Int(slot.pointee.bitmap_top),
      width: Int(bitmap.width), coverage: coverage(bitmap))
  }

  private func coverage(_ bitmap: FT_Bitmap) -> [UInt8] {
    // Fonts that are bitmaps themselves give other modes, which this program has no use for.
    guard Int(bitmap.pixel_mode) == Int(FT_PIXEL_MODE_GRAY.rawValue), let start = bitmap.buffer
    else { return Array(repeating: 0, count: Int(bitmap.width) * Int(bitmap.rows)) }
    var coverage: [UInt8] = []
    coverage.reserveCapacity(Int(bitmap.width) * Int(bitmap.rows))
    for row in 0..<Int(bitmap.rows) {
      let line = UnsafeBufferPointer(
        start: start + row * Int(bitmap.pitch), count: Int(bitmap.width))
      coverage.append(contentsOf: line)
    }
    return coverage
  }

  /// Returns a length in pixels, from the units in which the font was designed.
  ///
  /// FreeType's own lengths are rounded up to whole pixels, which would move lines apart.
  private func pixels(_ length: FT_Short) -> Double {
    Double(length) * Double(face.pointee.size.pointee.metrics.y_ppem)
      / Double(max(1, face.pointee.units_per_EM))
  }
}
