import Render
import Testing

struct TableTests {
  private let table = Table(
    columns: [.init("run"), .init("loss", alignment: .right)],
    rows: [["vae", "148.2"], ["pca", "97"], ["beta-vae"]])

  @Test func alignsColumns() {
    #expect(
      picture(table, 17, 4) == """
        run········loss··
        vae·······148.2··
        pca··········97··
        beta-vae·········
        """)
  }

  @Test func narrowsTheWidestColumnFirst() {
    #expect(
      picture(table, 12, 4) == """
        run·····loss
        vae····148.2
        pca·······97
        beta…·······
        """)
  }

  @Test func keepsTheSelectedRowInView() {
    var long = Table(columns: [.init("")], rows: (0..<9).map { ["\($0)"] }, selectedRow: 5)
    #expect(picture(long, 1, 3) == "4\n5\n6")
    long.selectedRow = 8
    #expect(picture(long, 1, 3) == "6\n7\n8")
  }

  @Test func theSelectedRowIsReversedAllAlong() {
    var selected = table
    selected.selectedRow = 0
    var screen = Screen(width: 20, height: 3)
    selected.draw(on: &screen, in: screen.bounds, as: .mono)
    #expect((0..<20).allSatisfy { screen[$0, 1].style.attributes.contains(.reverse) })
    #expect(!screen[0, 2].style.attributes.contains(.reverse))
  }
}
