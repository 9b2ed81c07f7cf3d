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
