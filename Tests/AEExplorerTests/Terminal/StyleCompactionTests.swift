import Testing

@testable import AEExplorer

struct StyleCompactionTests {
  @Test(
    arguments: [
      // Two colours are one sequence.
      ("\u{1B}[38;5;240m\u{1B}[48;5;16mx", "\u{1B}[38;5;240;48;5;16mx"),
      // A reset between two equal looks is nothing.
      ("\u{1B}[0;1mx\u{1B}(B\u{1B}[m\u{1B}[1mx", "\u{1B}[0;1mxx"),
      // Spaces need no foreground.
      ("\u{1B}[0;31;44mx\u{1B}[32m \u{1B}[31mx", "\u{1B}[0;31;44mx x"),
      // What lies before a way of the cursor still holds behind it.
      ("\u{1B}[31mx\u{1B}[32m\u{1B}[5;7Hx", "\u{1B}[31mx\u{1B}[5;7H\u{1B}[32mx"),
      // Erasing takes the background with it.
      ("\u{1B}[44m\u{1B}[K", "\u{1B}[44m\u{1B}[K"),
      // What is not known goes through in its place.
      ("\u{1B}[31m\u{1B}[38:2::1:2:3mx\u{1B}[31mx", "\u{1B}[31m\u{1B}[38:2::1:2:3mx\u{1B}[31mx"),
      // In colours of the palette attributes end by themselves, where that is shorter.
      ("\u{1B}[0;1;38;5;65mx\u{1B}[0;38;5;65mx", "\u{1B}[0;1;38;5;65mx\u{1B}[22mx"),
      ("\u{1B}[0;1;38;5;65mx\u{1B}[0;2;38;5;65mx", "\u{1B}[0;1;38;5;65mx\u{1B}[22;2mx"),
      ("\u{1B}[0;7;38;5;65mx\u{1B}[0;38;5;66mx", "\u{1B}[0;7;38;5;65mx\u{1B}[0;38;5;66mx"),
      ("\u{1B}[0;1;31mx\u{1B}[0;31mx", "\u{1B}[0;1;31mx\u{1B}[0;31mx"),
      // The end of a frame leaves the terminal as ncurses believes it is.
      ("x\u{1B}[31m", "x\u{1B}[31m"),
      // A sequence that is cut off.
      ("x\u{1B}[3", "x\u{1B}[3"), ("x\u{1B}", "x\u{1B}"),
    ])
  func sendsWhatDiffers(bytes: String, expected: String) {
    #expect(Self.compacted(bytes) == expected)
  }

  @Test
  func lineDrawingIsLeftAgain() {
    let bytes = "\u{1B}(0q\u{1B}(Bq\u{1B}(Bq"
    #expect(Self.compacted(bytes) == "\u{1B}(0q\u{1B}(Bqq")
  }

  @Test(arguments: 0..<200)
  func whateverIsSentLooksTheSame(seed: Int) {
    var generator = SampleGenerator(state: UInt64(seed))
    let bytes = Self.randomFrame(&generator)
    let compacted = Self.compacted(bytes)
    #expect(Self.picture(compacted) == Self.picture(bytes), "\(bytes.debugDescription)")
    #expect(compacted.utf8.count <= bytes.utf8.count)
  }

  private static func compacted(_ text: String) -> String {
    String(decoding: StyleCompaction.compacted(Array(text.utf8)), as: UTF8.self)
  }

  private static func randomFrame(_ generator: inout SampleGenerator) -> String {
    let pieces = [
      "\u{1B}[m", "\u{1B}(B\u{1B}[m", "\u{1B}[0;1m", "\u{1B}[1m", "\u{1B}[2m", "\u{1B}[7m",
      "\u{1B}[4m",
      "\u{1B}[39;49m", "\u{1B}[39m", "\u{1B}[49m", "\u{1B}[31m", "\u{1B}[32m", "\u{1B}[44m",
      "\u{1B}[97m",
      "\u{1B}[38;5;240m", "\u{1B}[38;5;231m", "\u{1B}[48;5;16m", "\u{1B}[48;5;240m", "\u{1B}[3;4H",
      "\u{1B}[K", "\r", "\u{8}", "\u{F}", " ", " ", "  ", "a", "▄", "▄", "b", "\u{1B}[99m",
    ]
    return (0..<60).map { _ in pieces.randomElement(using: &generator) ?? "" }.joined()
  }

  // What a terminal would do: each visible thing with the look that it gets. What a space cannot
  // show is left out of its look.
  private static func picture(_ text: String) -> [String] {
    var (foreground, background, attributes) = ("before", "before", Set<String>(["before"]))
    var pictures: [String] = []
    var scalars = Array(text.unicodeScalars)[...]
    while let scalar = scalars.popFirst() {
      let look = "\(background) \(attributes.sorted())"
      guard scalar == "\u{1B}" else {
        let isMove = scalar == "\r" || scalar == "\u{8}"
        let isSpace = scalar == " " && attributes.isDisjoint(with: ["4", "7", "before"])
        pictures.append(
          isMove
            ? "\(scalar)" : isSpace ? "space \(background)" : "\(scalar) \(foreground) \(look)")
        continue
      }
      guard scalars.popFirst() == "[" else {
        scalars = scalars.dropFirst()
        continue
      }
      let end =
        scalars.firstIndex { !"0123456789;".unicodeScalars.contains($0) } ?? scalars.endIndex
      let parameters = String(String.UnicodeScalarView(scalars[..<end])).split(
        separator: ";", omittingEmptySubsequences: false
      ).map(String.init)
      let final = scalars[end]
      scalars = scalars[(end + 1)...]
      guard final == "m" else {
        // Only erasing shows a colour.
        pictures.append("\(parameters) \(final) \(final == "K" ? background : "")")
        continue
      }
      var rest = parameters[...]
      while let parameter = rest.popFirst() {
        switch Int(parameter) ?? 0 {
        case 0: (foreground, background, attributes) = ("own", "own", [])
        case 38:
          foreground = rest.dropFirst().first ?? ""
          rest = rest.dropFirst(2)
        case 48:
          background = rest.dropFirst().first ?? ""
          rest = rest.dropFirst(2)
        case 39: foreground = "own"
        case 49: background = "own"
        case 40...47: background = "basic " + parameter
        case 30...37, 90...98: foreground = "basic " + parameter
        case 22: attributes.subtract(["1", "2"])
        case 24: attributes.remove("4")
        case 27: attributes.remove("7")
        case 99: pictures.append("unknown")
        default: attributes.insert(parameter)
        }
      }
    }
    pictures.append("end \(foreground) \(background) \(attributes.sorted())")
    return pictures
  }
}
