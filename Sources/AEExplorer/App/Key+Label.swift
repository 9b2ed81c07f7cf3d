extension Key {
  /// The key as people write it.
  var label: String {
    switch self {
    case .character(" "): "Space"
    case .character(let scalar): String(scalar)
    case .control(let scalar): "Ctrl-\(String(scalar).uppercased())"
    case .up: "Up"
    case .down: "Down"
    case .left: "Left"
    case .right: "Right"
    case .shiftUp: "Shift-Up"
    case .shiftDown: "Shift-Down"
    case .shiftLeft: "Shift-Left"
    case .shiftRight: "Shift-Right"
    case .pageUp: "PgUp"
    case .pageDown: "PgDn"
    case .home: "Home"
    case .end: "End"
    case .tab: "Tab"
    case .backTab: "Shift-Tab"
    case .enter: "Enter"
    case .escape: "Esc"
    case .backspace: "Backspace"
    case .delete: "Delete"
    case .insert: "Insert"
    case .function(let number): "F\(number)"
    }
  }
}

extension Key {
  /// The key with that label, or the key that types that one character.
  init?(label: String) {
    let named: [Key] = [
      .character(" "), .up, .down, .left, .right, .shiftUp, .shiftDown, .shiftLeft, .shiftRight,
      .pageUp, .pageDown, .home, .end, .tab, .backTab, .enter, .escape, .backspace, .delete,
      .insert,
    ]
    if let key = named.first(where: { $0.label == label }) {
      self = key
    } else if label.hasPrefix("Ctrl-"), let letter = label.lowercased().unicodeScalars.last {
      self = .control(letter)
    } else if label.unicodeScalars.count == 1, let scalar = label.unicodeScalars.first {
      self = .character(scalar)
    } else {
      return nil
    }
  }
}

extension Pane {
  /// The key that focuses it.
  var key: Unicode.Scalar { Unicode.Scalar(UInt8(48 + rawValue)) }

  /// Its name.
  var name: String {
    switch self {
    case .loss: "Loss"
    case .digit: "Digit"
    case .latent: "Latent"
    case .decoded: "Decoded"
    case .code: "Code"
    }
  }
}
