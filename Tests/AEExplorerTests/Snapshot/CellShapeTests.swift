import Testing

@testable import AEExplorer

struct CellShapeTests {
  private static let cell = CellSize(width: 8, height: 8)

  @Test(arguments: blocks)
  func drawsBlocksExactly(scalar: Unicode.Scalar, expected: [String]) {
    #expect(drawing(of: scalar, in: Self.cell) == expected)
  }

  static let blocks: [(Unicode.Scalar, [String])] = [
    ("▀", Array(repeating: "########", count: 4) + Array(repeating: "········", count: 4)),
    ("▃", Array(repeating: "········", count: 5) + Array(repeating: "########", count: 3)),
    ("▊", Array(repeating: "######··", count: 8)),
    ("▐", Array(repeating: "····####", count: 8)),
    ("▚", Array(repeating: "####····", count: 4) + Array(repeating: "····####", count: 4)),
    ("▟", Array(repeating: "····####", count: 4) + Array(repeating: "########", count: 4)),
    ("█", Array(repeating: "########", count: 8)),
  ]

  @Test(arguments: [("░", 64), ("▒", 128), ("▓", 192)] as [(Unicode.Scalar, UInt8)])
  func shadesCoverTheCellEvenly(scalar: Unicode.Scalar, expected: UInt8) throws {
    let glyph = try #require(CellShape.glyph(for: scalar, in: Self.cell))
    #expect(glyph.coverage == Array(repeating: expected, count: 64))
  }

  @Test(arguments: dots)
  func drawsEachBrailleDotInItsPlace(scalar: Unicode.Scalar, left: Int, top: Int) throws {
    let cell = CellSize(width: 10, height: 20)
    var expected = [UInt8](repeating: 0, count: 200)
    for y in top..<(top + 3) {
      for x in left..<(left + 3) {
        expected[y * 10 + x] = 255
      }
    }
    #expect(try #require(CellShape.glyph(for: scalar, in: cell)).coverage == expected)
  }

  static let dots: [(Unicode.Scalar, left: Int, top: Int)] = [
    ("⠁", 1, 1), ("⠂", 1, 6), ("⠄", 1, 11), ("⡀", 1, 16),
    ("⠈", 6, 1), ("⠐", 6, 6), ("⠠", 6, 11), ("⢀", 6, 16),
  ]

  @Test(arguments: boxes)
  func drawsBoxLinesExactly(scalar: Unicode.Scalar, expected: [String]) {
    #expect(drawing(of: scalar, in: CellSize(width: 5, height: 5)) == expected)
  }

  static let boxes: [(Unicode.Scalar, [String])] = [
    ("─", ["·····", "·····", "#####", "·····", "·····"]),
    ("┃", ["·###·", "·###·", "·###·", "·###·", "·###·"]),
    ("┌", ["·····", "·····", "··###", "··#··", "··#··"]),
    ("┛", ["·###·", "####·", "####·", "####·", "·····"]),
    ("┤", ["··#··", "··#··", "###··", "··#··", "··#··"]),
    ("╸", ["·····", "##···", "##···", "##···", "·····"]),
    ("┢", ["··#··", "·####", "·####", "·####", "·###·"]),
    ("╼", ["·····", "··###", "#####", "··###", "·····"]),
    ("╌", ["·····", "·····", "#·##·", "·····", "·····"]),
  ]

  @Test(arguments: ["═", "╬", "╳", "A", "μ"] as [Unicode.Scalar])
  func leavesOtherCharactersToTheFont(scalar: Unicode.Scalar) {
    #expect(CellShape.glyph(for: scalar, in: Self.cell) == nil)
  }

  @Test func knowsTheLinesOfAllThinAndThickBoxCharacters() {
    let missing = (UInt32(0x2500)...0x257F).filter { code in
      Unicode.Scalar(code).flatMap { CellShape.glyph(for: $0, in: Self.cell) } == nil
    }
    #expect(missing == Array(0x2550...0x256C) + Array(0x2571...0x2573))
  }

  private func drawing(of scalar: Unicode.Scalar, in cell: CellSize) -> [String] {
    let coverage = CellShape.glyph(for: scalar, in: cell)?.coverage ?? []
    return (0..<cell.height).map { row in
      String(coverage.dropFirst(row * cell.width).prefix(cell.width).map { $0 > 0 ? "#" : "·" })
    }
  }
}
