import Render
import Testing

@testable import AEExplorer

struct ViewTests {
  @Test
  func drawsTheSampleScreens() {
    for (name, screen) in Pictures.all {
      #expect(Pictures.difference(screen, name: name) == nil, "\(name)")
    }
  }

  @Test
  func drawsThemOnEveryKindOfTerminal() {
    let lines = PictureDigest.lines
    let expected = Set(PictureDigest.expected(lines))
    for line in lines { #expect(expected.contains(line)) }
    #expect(expected.count == lines.count)
  }
}
