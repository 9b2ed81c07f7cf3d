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
}
