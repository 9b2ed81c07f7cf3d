/// The cases of `gradients.json` by name; each holds named numbers and arrays.
typealias ReferenceCases = [String: [String: ReferenceValue]]

/// A number or an array that PyTorch computed in double precision.
struct ReferenceValue: Decodable {
  /// The sizes, outermost first; empty for a number.
  let shape: [Int]
  /// Row-major.
  let values: [Double]
  /// The values in single precision.
  var floats: [Float] { values.map { Float($0) } }

  private enum CodingKeys: CodingKey {
    case shape
    case values
  }

  init(from decoder: any Decoder) throws {
    if let number = try? decoder.singleValueContainer().decode(Double.self) {
      shape = []
      values = [number]
    } else {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      shape = try container.decode([Int].self, forKey: .shape)
      values = try container.decode([Double].self, forKey: .values)
    }
  }
}
