import Render
import Testing

struct GaugeTests {
  @Test(arguments: blocks)
  func endsInEighths(fraction: Float, expected: String) {
    #expect(picture(Gauge(fraction), 4, 1) == expected)
  }

  static let blocks: [(Float, String)] = [
    (0, "░░░░"), (0.5, "██░░"), (0.53125, "██▏░"), (0.97, "███▉"), (0.9999, "███▉"), (1, "████"),
    (7, "████"), (-1, "░░░░"), (.nan, "░░░░"), (.infinity, "████"),
  ]

  @Test(arguments: [(Float(0.5), "━━──"), (0.625, "━━╸─"), (1, "━━━━")])
  func linesEndInHalves(fraction: Float, expected: String) {
    #expect(picture(Gauge(fraction, look: .line), 4, 1) == expected)
  }

  @Test(arguments: [(10, "[####----]"), (3, "[-]"), (2, "#-"), (1, "-")])
  func hasAnASCIITwin(width: Int, expected: String) {
    #expect(picture(Gauge(width == 3 ? 0.4 : 0.5, look: .line), width, 1, as: .ascii) == expected)
  }
}
