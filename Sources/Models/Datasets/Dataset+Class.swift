extension Dataset {
  /// Leaves the training images of one class out; the test images stay.
  ///
  /// - Parameter number: the class; nil leaves everything as it is.
  /// - Returns: the rest.
  /// - Throws: that there is no such class, or nothing besides it.
  func without(class number: Int?) throws(ConfigurationError) -> Dataset {
    guard let number else { return self }
    guard kind != .ratings, classNames.indices.contains(number),
      let rest = train.part(where: { Int($0) != number })
    else {
      throw .outOfRange(
        "without-class", "\(number)",
        allowed: kind == .ratings
          ? "used with images only" : "0…\(classNames.count - 1), a class of several")
    }
    return Dataset(
      name: name, title: title, shape: shape, train: rest, test: test, classNames: classNames,
      kind: kind)
  }
}
