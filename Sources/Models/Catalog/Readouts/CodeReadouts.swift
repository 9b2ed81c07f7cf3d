extension Readout {
  /// The standard deviation of each dimension of the code.
  static let codeSpread = Readout(
    "spread of the code",
    summary: "For each dimension its standard deviation over the test images; one near 0 says "
      + "nothing."
  ) { context in
    .bars(spread(context.codes))
  }

  /// Dimensions whose spread is less than a hundredth of the largest.
  static let unusedDimensions = Readout(
    "unused dimensions",
    summary: "Dimensions of the code that vary less than a hundredth of the one that varies most."
  ) { context in
    let spread = spread(context.codes)
    let largest = spread.max() ?? 0
    return .count(spread.count { !($0 >= 0.01 * largest) }, of: spread.count)
  }

  private static func spread(_ codes: Codes) -> [Float] {
    let activity = CodeActivity(codes)
    let means = activity.rates { $0 }
    return activity.rates(around: means) { $0 * $0 }.map { $0.squareRoot() }
  }
}
