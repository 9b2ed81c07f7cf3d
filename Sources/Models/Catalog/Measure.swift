/// A number that follows from the means of a model's terms: an error a rating, where terms are sums
/// over a row.
///
/// It is shown with the terms, for every epoch and on both splits; where a model has one, the first
/// is what its charts show in the place of the loss.
public struct Measure: Sendable {
  /// Its name, as `rmse`.
  public let name: String
  /// The unit of its values.
  public let unit: String
  /// Works it out from the terms' means over the same samples, by name.
  let value: @Sendable ([String: Double]) -> Double

  /// Creates a measure.
  public init(
    _ name: String, unit: String, value: @escaping @Sendable ([String: Double]) -> Double
  ) {
    self.name = name
    self.unit = unit
    self.value = value
  }
}

/// What is shown of a model's terms: those that are not only counted, and behind them its measures.
struct TermBook {
  /// The names of what is shown.
  let names: [String]
  /// The place of the first measure among them; nil without one.
  let headline: Int?
  /// For each term its place among what is shown; nil for one that is only counted.
  let places: [Int?]

  private let termNames: [String]
  private let measures: [Measure]

  /// Creates the book of a model's terms.
  init(names: [String], areShown: [Bool], measures: [Measure]) {
    var shown: [String] = []
    var places: [Int?] = []
    for (name, isShown) in zip(names, areShown) {
      places.append(isShown ? shown.count : nil)
      if isShown { shown.append(name) }
    }
    headline = measures.isEmpty ? nil : shown.count
    self.names = shown + measures.map(\.name)
    self.places = places
    self.measures = measures
    termNames = names
  }

  /// Returns what is shown, given the means of all terms.
  func shown(_ means: [Double]) -> [Double] {
    zip(means, places).filter { $0.1 != nil }.map(\.0) + measured(means)
  }

  /// Returns the measures, given the means of all terms.
  func measured(_ means: [Double]) -> [Double] {
    guard !measures.isEmpty else { return [] }
    let named = Dictionary(uniqueKeysWithValues: zip(termNames, means))
    return measures.map { $0.value(named) }
  }
}
