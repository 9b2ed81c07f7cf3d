/// A line of text in which each part has a style of its own.
///
///     let title: StyledText = "Loss " + StyledText("148.2", Style(.test, .bold))
public struct StyledText: Equatable, Hashable, Sendable {
  /// Some text in one style.
  public struct Segment: Equatable, Hashable, Sendable {
    /// The text; each Unicode scalar takes one column.
    public var text: String
    /// Its colours and attributes.
    public var style: Style
  }

  /// The parts, from left to right.
  public private(set) var segments: [Segment]

  /// Creates a text in one style.
  public init(_ text: String, _ style: Style = .standard) {
    segments = text.isEmpty ? [] : [Segment(text: text, style: style)]
  }

  /// Creates a text of differently styled parts.
  public init(_ parts: [(text: String, style: Style)]) {
    segments = parts.filter { !$0.text.isEmpty }.map { Segment(text: $0.text, style: $0.style) }
  }

  /// Whether there is nothing to show.
  public var isEmpty: Bool { segments.isEmpty }

  /// The columns it takes.
  public var width: Int {
    segments.reduce(0) { $0 + $1.text.unicodeScalars.count }
  }

  /// Returns the text followed by another.
  public static func + (first: StyledText, second: StyledText) -> StyledText {
    var sum = first
    sum += second
    return sum
  }

  /// Adds a text at the end.
  public static func += (text: inout StyledText, addition: StyledText) {
    text.segments += addition.segments
  }

  /// Returns the text with every style changed.
  public func restyled(_ change: (inout Style) -> Void) -> StyledText {
    var text = self
    for index in text.segments.indices {
      change(&text.segments[index].style)
    }
    return text
  }

  /// One cell a column, as they are written.
  var cells: [Cell] {
    segments.flatMap { segment in
      segment.text.unicodeScalars.map { Cell($0, segment.style) }
    }
  }

  /// Returns at most `limit` cells; the last is an ellipsis if there were more.
  func cells(atMost limit: Int, ellipsis: Unicode.Scalar) -> [Cell] {
    let all = cells
    guard all.count > limit else { return all }
    guard limit > 0 else { return [] }
    return all.prefix(limit - 1) + [Cell(ellipsis, all[limit - 1].style)]
  }
}

extension StyledText: ExpressibleByStringInterpolation {
  /// Creates a text in the standard style.
  public init(stringLiteral value: String) {
    self.init(value)
  }
}

/// Where text lies in the room it has.
public enum Alignment: Equatable, Sendable, CaseIterable {
  /// At the left edge.
  case left
  /// In the middle.
  case center
  /// At the right edge.
  case right

  /// Returns the columns to leave free before something `width` wide in `room` columns.
  func offset(of width: Int, in room: Int) -> Int {
    switch self {
    case .left: 0
    case .center: max(0, room - width) / 2
    case .right: max(0, room - width)
    }
  }
}
