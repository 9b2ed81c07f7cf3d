import Render
import Testing

@testable import AEExplorer

struct PaletteTests {
  private static let palettes = ColorDepth.allCases.flatMap { depth in
    Background.allCases.map { Palette(depth: depth, background: $0) }
  }
  private static let colors: [Color] =
    [.standard] + Role.allCases.map(Color.role)
    + (0...255).flatMap { [.category($0), .gray($0), .heat($0)] }
    + (-128...127).map { .signed(Int8($0)) }

  /// Red, green and blue of an entry from 16 up.
  private func components(_ index: Int) -> [Double] {
    guard index < 232 else { return Array(repeating: Double(8 + 10 * (index - 232)), count: 3) }
    let levels = [0.0, 95, 135, 175, 215, 255]
    return [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map { levels[$0] }
  }

  /// Luminance by WCAG 2, with its exponent simplified to 2.2.
  private func luminance(_ index: Int) -> Double {
    let linear = components(index).map { value in
      // No power function without a C library: x^2.2 lies between x^2 and x^3.
      let x = value / 255
      return x * x * (0.8 + 0.2 * x)
    }
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
  }

  @Test(arguments: palettes)
  func staysInsideItsColors(palette: Palette) {
    for index in Self.colors.map(palette.index) {
      switch palette.depth {
      case .full: #expect(index == -1 || (16...255).contains(index))
      case .sixteen: #expect((-1...15).contains(index))
      case .mono: #expect(index == -1)
      }
    }
  }

  @Test func graysRunFromBlackToWhite() {
    let values = (0..<24).map { components(Palette.gray($0))[0] }
    #expect(values.first == 0)
    #expect(values.last == 255)
    for (level, value) in values.enumerated() {
      #expect(abs(value - Double(level) * 255 / 23) <= 6.5)
    }
  }

  @Test func graysAreAllDifferent() {
    #expect(Set((0..<24).map(Palette.gray)).count == 24)
  }

  @Test func heatNeverGetsDarker() {
    let values = Palette.heat.map(luminance)
    #expect(values.count == Color.levels)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.first == 0)
    #expect(Palette.heat.last == 231)
  }

  @Test(arguments: [Palette.above, Palette.below])
  func aSignedColourNeverGetsDarkerAwayFromNothing(arm: [Int]) {
    let values = arm.map(luminance)
    #expect(arm.count == Color.signedLevels + 1)
    #expect(zip(values, values.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(values.first == 0)
  }

  /// Signs are told apart in all colour deficiencies: the ends and the middles of both arms.
  @Test(arguments: [
    ColorVision.full, .deuteranopia, .protanopia, .tritanopia,
  ])
  func signsAreFarApart(vision: ColorVision) {
    for level in [6, 9, 12] {
      let colors = [level, -level].map { vision.color(components(Palette.signed($0))) }
      #expect(colors[0].distance(to: colors[1]) >= 10)
    }
  }

  @Test(arguments: palettes.filter { $0.depth != .mono })
  func classesAreTenDifferentColors(palette: Palette) {
    #expect(Set((0..<10).map { palette.index(of: .category($0)) }).count == 10)
    #expect(palette.index(of: .category(13)) == palette.index(of: .category(3)))
  }

  @Test(arguments: [Palette.darkCategories, Palette.colorBlindCategories])
  func classesCanBeReadOnBlack(categories: [Int]) {
    for index in categories {
      #expect((luminance(index) + 0.05) / 0.05 >= 4.5)
    }
  }

  @Test(arguments: [
    (Palette.darkCategories, ColorVision.full, 18.5), (Palette.lightCategories, .full, 19),
    (Palette.colorBlindCategories, .full, 10), (Palette.colorBlindCategories, .deuteranopia, 10),
    (Palette.colorBlindCategories, .protanopia, 10),
    (Palette.colorBlindCategories, .tritanopia, 10),
  ])
  func classesAreFarApart(categories: [Int], vision: ColorVision, least: Double) {
    let colors = categories.map { vision.color(components($0)) }
    for (index, color) in colors.enumerated() {
      for other in colors.dropFirst(index + 1) {
        #expect(color.distance(to: other) >= least)
      }
    }
  }

  @Test(arguments: [(Theme.light, Background.dark), (.dark, .light), (.highContrast, .dark)])
  func aForeignBackgroundIsPaintedOver(theme: Theme, own: Background) {
    let look = Palette(depth: .full, theme: theme, own: own).look(of: .standard)
    #expect(look.foreground >= 16 && look.background >= 16)
  }

  @Test func theTerminalsOwnBackgroundIsLeft() {
    let look = Palette(depth: .full, theme: .colorBlind, own: .dark).look(of: .standard)
    #expect(look.foreground == -1 && look.background == -1)
  }

  @Test func classesCanBeReadOnWhite() {
    for index in Palette.lightCategories {
      #expect(1.05 / (luminance(index) + 0.05) >= 2.9)
    }
  }

  @Test func meaningSurvivesWithoutColor() {
    let palette = Palette(depth: .mono, background: .dark)
    #expect(palette.look(of: Style(.cursor)).attributes == .bold)
    #expect(palette.look(of: Style(.bad)) != palette.look(of: Style(.good)))
    #expect(palette.look(of: Style(.muted, .underline)).attributes == [.dim, .underline])
  }

  @Test(
    arguments: [
      (256, nil, nil, ColorDepth.full), (88, nil, nil, .sixteen), (8, nil, nil, .sixteen),
      (0, nil, nil, .mono), (-1, nil, nil, .mono), (256, "1", nil, .mono), (256, "", nil, .full),
      (256, "1", .sixteen, .sixteen), (8, nil, .full, .sixteen), (0, nil, .sixteen, .mono),
      (256, nil, .mono, .mono),
    ] as [(Int, String?, ColorDepth?, ColorDepth)])
  func choosesTheDepth(
    available: Int, noColor: String?, override: ColorDepth?, expected: ColorDepth
  ) {
    #expect(
      ColorDepth.chosen(available: available, noColor: noColor, override: override) == expected)
  }

  @Test(
    arguments: [
      ("15;0", Background.dark), ("0;15", .light), ("12;default;7", .light), ("7;8", .dark),
      ("", nil), ("15;default", nil), ("0;99", nil),
    ] as [(String, Background?)])
  func readsTheBackground(value: String, expected: Background?) {
    #expect(Background(colorFGBG: value) == expected)
  }

  @Test func removesDelaysFromSequences() {
    let sequence = Array("\u{1B}[m\u{0F}$<2>x$<5*/>$y".utf8)
    #expect(TerminalModes.unpadded(sequence) == Array("\u{1B}[m\u{0F}x$y".utf8))
  }
}
