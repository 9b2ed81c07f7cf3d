extension KeyTable {
  /// Keys that move the latent cursor.
  static let latent: [KeyRow] = [
    KeyRow(
      .latent,
      [
        KeyBinding(.left, .character("h"), action: .moveCursor(x: -1, y: 0)),
        KeyBinding(.down, .character("j"), action: .moveCursor(x: 0, y: -1)),
        KeyBinding(.up, .character("k"), action: .moveCursor(x: 0, y: 1)),
        KeyBinding(.right, .character("l"), action: .moveCursor(x: 1, y: 0)),
      ], label: "arrows hjkl", help: "move the cursor by a cell (or drag it with the mouse)"),
    KeyRow(
      .latent,
      [
        KeyBinding(.shiftLeft, .character("H"), action: .moveCursor(x: -5, y: 0)),
        KeyBinding(.shiftDown, .character("J"), action: .moveCursor(x: 0, y: -5)),
        KeyBinding(.shiftUp, .character("K"), action: .moveCursor(x: 0, y: 5)),
        KeyBinding(.shiftRight, .character("L"), action: .moveCursor(x: 5, y: 0)),
      ], label: "Shift HJKL", help: "move the cursor by five cells"),
    KeyRow(
      .latent, [KeyBinding(.home, action: .cursorHome)],
      help: "cursor to the origin, and all of the plane in view"),
    KeyRow(
      .latent, [KeyBinding(.character("c"), action: .cursorToDigit)],
      hint: .init(keys: [.character("c")], text: "to digit", rank: 15),
      help: "cursor to the code of the digit shown"),
    KeyRow(
      .latent,
      [
        KeyBinding(.character(","), action: .cycleAxes(-1)),
        KeyBinding(.character("."), action: .cycleAxes(1)),
      ], help: "the previous or next pair of dimensions"),
  ]

  /// Keys that say how the plane is shown.
  static let plane: [KeyRow] = [
    KeyRow(
      .latent, [KeyBinding(.character("O"), action: .plane(.togglePrincipal))],
      hint: .init(keys: [.character("O")], text: "PCA axes", rank: 37),
      help: "the plane in which the codes spread most, or two dimensions"),
    KeyRow(
      .latent, [KeyBinding(.character("V"), action: .plane(.cycleBackground))],
      hint: .init(keys: [.character("V")], text: "behind", rank: 35),
      help: "behind the points: nothing, density, or a mosaic of decodings"),
    KeyRow(
      .latent,
      [
        KeyBinding(.character(")"), action: .plane(.zoom(1))),
        KeyBinding(.character("("), action: .plane(.zoom(-1))),
      ], hint: .init(keys: [.character(")"), .character("(")], text: "closer", rank: 36),
      label: ") (", help: "closer or further away (or the wheel); drag with the right button to pan"
    ),
    KeyRow(
      .latent, [KeyBinding(.character("C"), action: .plane(.showNearest))],
      help: "to the test digit nearest to the cursor"),
  ]

  /// Keys that say between which digits a path goes.
  static let pathEnds: [KeyRow] = [
    KeyRow(
      .latent,
      [
        KeyBinding(.character("i"), action: .markPath(isEnd: false)),
        KeyBinding(.character("I"), action: .markPath(isEnd: true)),
      ], hint: .init(keys: [.character("i"), .character("I")], text: "A, B", rank: 34),
      help: "a path begins at the digit shown (A), or ends there (B)")
  ]
}
