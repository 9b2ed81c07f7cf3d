/// One parameter of a model, as the engine addresses it: a place among all parameters.
public struct Parameter: Equatable, Sendable {
  /// The first element, in floats from the start of all parameters.
  let offset: Int
  /// Elements.
  let count: Int
}

/// A parameter as people and files know it.
public struct NamedParameter: Equatable, Sendable {
  /// Its name in checkpoints, as `encoder.0.weight`.
  public let name: String
  /// Its shape: a weight is `[outputs, inputs]`, a bias `[outputs]`.
  public let shape: [Int]
  /// The first element, in floats from the start of all parameters.
  public let offset: Int
  /// How it gets its first values.
  public let initializer: Initializer

  /// Elements.
  public var count: Int { shape.reduce(1, *) }
}

/// Where each of a model's parameters lies in one block of memory.
///
/// Parameters start on cache lines, so that an optimizer can run over all of them at once; the gaps
/// stay zero.
public struct ParameterLayout: Equatable, Sendable {
  /// The parameters, in the order of their places.
  public private(set) var parameters: [NamedParameter] = []
  /// The size of the block, in floats.
  public private(set) var size = 0

  /// Creates an empty layout.
  public init() {}

  /// The numbers of all parameters together, without the gaps.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.count } }

  /// Adds a parameter.
  public mutating func add(_ name: String, shape: [Int], _ initializer: Initializer) -> Parameter {
    add([(name, shape, initializer)])
  }

  /// Adds parameters that lie directly behind each other, to be used as one.
  public mutating func add(
    _ parts: [(name: String, shape: [Int], initializer: Initializer)]
  ) -> Parameter {
    let first = size
    for part in parts {
      precondition(
        !parameters.contains { $0.name == part.name }, "two parameters are called \(part.name)")
      let parameter = NamedParameter(
        name: part.name, shape: part.shape, offset: size, initializer: part.initializer)
      parameters.append(parameter)
      size += parameter.count
    }
    let count = size - first
    size = (size + 15) / 16 * 16
    return Parameter(offset: first, count: count)
  }

  /// Returns first values for the whole block.
  public func initialValues(seed: UInt64) -> [Float] {
    var values = [Float](repeating: 0, count: size)
    for (number, parameter) in parameters.enumerated() {
      let first = parameter.initializer.values(
        count: parameter.count, seed: seed, number: number)
      values.replaceSubrange(parameter.offset..<(parameter.offset + parameter.count), with: first)
    }
    return values
  }
}
