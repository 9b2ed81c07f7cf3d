import Testing

@testable import AEExplorer

struct FontTests {
  @Test func saysWhatToInstallWithoutAFont() {
    let error = #expect(throws: SnapshotError.self) {
      try FontFiles.installed(named: nil) { _ in false }
    }
    #expect(error?.description.contains("fonts-dejavu-core") == true)
  }

  @Test func aNamedFontComesBeforeTheInstalledOnes() throws {
    let files = try FontFiles.installed(named: "/a/Mono-Regular.otf") { _ in true }
    #expect(files.regular == FontFile(path: "/a/Mono-Regular.otf"))
    #expect(files.bold == FontFile(path: "/a/Mono-Bold.otf"))
  }

  @Test func aNamedFontThatIsMissingIsAnError() {
    #expect(throws: SnapshotError.unusableFont(path: "/a/b.ttf", reason: "can't read it")) {
      try FontFiles.installed(named: "/a/b.ttf") { _ in false }
    }
  }

  @Test func doesWithoutABoldFont() throws {
    let files = try FontFiles.installed(named: nil) { !$0.contains("Bold") }
    #expect(files.bold == nil)
  }

  @Test func aFileThatIsNoFontIsAnError() {
    let error = #expect(throws: SnapshotError.self) {
      _ = try FontFace(FontFile(path: "/dev/null"), size: 17)
    }
    #expect(error?.description.hasPrefix("can't draw with the font /dev/null: ") == true)
  }

  @Test(arguments: Snapshot.scales)
  func cellsGrowInProportion(scale: Int) throws {
    let files = try FontFiles.installed(named: nil)
    let one = try Typeface(files, scale: 1).cell
    let cell = try Typeface(files, scale: scale).cell
    #expect(cell == CellSize(width: one.width * scale, height: one.height * scale))
  }

  @Test func boldHasMoreInk() throws {
    let typeface = try Typeface(FontFiles.installed(named: nil), scale: 1)
    let regular = ink(typeface.glyph(for: "m", isBold: false))
    let bold = ink(typeface.glyph(for: "m", isBold: true))
    #expect(bold > regular)
  }

  @Test func lettersStandOnOneBaseline() throws {
    let typeface = try Typeface(FontFiles.installed(named: nil), scale: 2)
    let feet = (["H", "x", "1"] as [Unicode.Scalar]).map { scalar in
      let glyph = typeface.glyph(for: scalar, isBold: false)
      return glyph.top + glyph.coverage.count / glyph.width
    }
    #expect(Set(feet).count == 1)
  }

  private func ink(_ glyph: Glyph) -> Int {
    glyph.coverage.reduce(0) { $0 + Int($1) }
  }
}
