import Render
import Testing

@testable import AEExplorer

struct PictureColorsTests {
  @Test func graysGetLighterFromBlackToWhite() {
    let colors = PictureColors(depth: .full)
    let grays = (0..<Color.levels).map { level in
      colors.look(of: Style(.gray(UInt8(level)))).foreground
    }
    #expect(grays.first == RGB(0, 0, 0))
    #expect(grays.last == RGB(255, 255, 255))
    for (darker, lighter) in zip(grays, grays.dropFirst()) {
      #expect(darker.green < lighter.green)
    }
  }

  @Test func sixteenColorsAreTheFirstOfThePalette() {
    let basic = Set((0..<16).map { XtermColors.rgb(UInt8($0)) })
    let colors = PictureColors(depth: .sixteen)
    for level in UInt8(0)..<24 {
      #expect(basic.contains(colors.look(of: Style(.heat(level))).foreground))
    }
  }

  @Test(arguments: Role.allCases)
  func withoutColorsAllTextIsStandard(role: Role) {
    let look = PictureColors(depth: .mono).look(of: Style(role))
    #expect(look.foreground == PictureColors.foreground)
  }

  @Test func withoutColorsWarningsAreBold() {
    let look = PictureColors(depth: .mono).look(of: Style(.warning))
    #expect(look.attributes == .bold)
  }
}
