extension String {
  /// Returns the text followed by spaces up to a width, and at least one.
  func padding(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - count))
  }

  /// Returns the text behind spaces that fill a width.
  func right(in width: Int) -> String {
    String(repeating: " ", count: max(0, width - count)) + self
  }
}
