import Testing

@testable import AEExplorer

struct XtermColorsTests {
  @Test(arguments: known)
  func showsWhatXtermShows(index: UInt8, expected: RGB) {
    #expect(XtermColors.rgb(index) == expected)
  }

  static let known: [(UInt8, RGB)] = [
    (0, RGB(0, 0, 0)), (9, RGB(255, 0, 0)), (15, RGB(255, 255, 255)), (16, RGB(0, 0, 0)),
    (21, RGB(0, 0, 255)), (46, RGB(0, 255, 0)), (67, RGB(95, 135, 175)), (196, RGB(255, 0, 0)),
    (231, RGB(255, 255, 255)), (232, RGB(8, 8, 8)), (244, RGB(128, 128, 128)),
    (255, RGB(238, 238, 238)),
  ]
}
