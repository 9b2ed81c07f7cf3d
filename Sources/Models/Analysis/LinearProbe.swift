#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// A linear classifier on codes: how much of the classes a straight cut through the codes finds.
///
/// Ridge regression from standardised codes to a 1 at the class and 0 elsewhere; the largest output
/// is the class. It has one solution, which is computed exactly, so two codes can be compared without
/// the luck of another training.
///
/// Source: Alain & Bengio, *Understanding intermediate layers using linear classifier probes* (2016);
/// Hoerl & Kennard, *Ridge Regression* (1970).
public struct LinearProbe: Equatable, Sendable {
  /// Dimensions of a code.
  public let size: Int
  /// Classes.
  public let classCount: Int
  /// Mean and 1 / standard deviation of each dimension.
  private let means: [Double]
  private let scales: [Double]
  /// `[size + 1, classCount]`, the constant last.
  private let weights: [Double]

  /// Fits the classifier.
  ///
  /// - Parameters:
  ///   - codes: `[count, size]`.
  ///   - labels: the class of each, `[count]`.
  ///   - size: dimensions of a code.
  ///   - classCount: classes, more than any label.
  ///   - ridge: weight of the squared weights, relative to the variance of a dimension.
  public init(
    codes: [Float], labels: [UInt8], size: Int, classCount: Int, ridge: Double = 1e-3
  ) {
    precondition(
      !labels.isEmpty && codes.count == labels.count * size,
      "\(codes.count) numbers for \(labels.count) codes of \(size)")
    self.size = size
    self.classCount = classCount
    let count = Double(labels.count)
    var means = [Double](repeating: 0, count: size)
    var squares = means
    for (index, value) in codes.enumerated() {
      means[index % size] += Double(value) / count
    }
    for (index, value) in codes.enumerated() {
      let distance = Double(value) - means[index % size]
      squares[index % size] += distance * distance / count
    }
    self.means = means
    // A dimension that never changes says nothing.
    scales = squares.map { $0 > 1e-12 ? 1 / $0.squareRoot() : 0 }
    weights = Self.solve(
      codes: codes, labels: labels, means: means, scales: scales, classCount: classCount,
      ridge: ridge)
  }

  /// Returns the class of each code.
  public func classes(of codes: [Float]) -> [Int] {
    precondition(codes.count % size == 0, "\(codes.count) numbers are no codes of \(size)")
    return stride(from: 0, to: codes.count, by: size).map { first in
      var outputs = Array(weights[(size * classCount)...])
      for dimension in 0..<size {
        let value = (Double(codes[first + dimension]) - means[dimension]) * scales[dimension]
        for label in 0..<classCount {
          outputs[label] += value * weights[dimension * classCount + label]
        }
      }
      return outputs.indices.max { outputs[$0] < outputs[$1] } ?? 0
    }
  }

  /// Returns the part of codes whose class it finds, in 0…1.
  public func accuracy(codes: [Float], labels: [UInt8]) -> Double {
    let classes = classes(of: codes)
    precondition(classes.count == labels.count, "\(labels.count) labels for \(classes.count) codes")
    let right = zip(classes, labels).count { $0 == Int($1) }
    return Double(right) / Double(max(labels.count, 1))
  }

  // MARK: - Solving

  /// Solves (XᵀX / n + ridge) W = XᵀY / n, for X with a constant behind the codes.
  private static func solve(
    codes: [Float], labels: [UInt8], means: [Double], scales: [Double], classCount: Int,
    ridge: Double
  ) -> [Double] {
    let size = means.count
    var moments = [Double](repeating: 0, count: size * size)
    var right = [Double](repeating: 0, count: (size + 1) * classCount)
    let part = 1 / Double(labels.count)
    var row = [Double](repeating: 0, count: size)
    for (number, label) in labels.enumerated() {
      for dimension in 0..<size {
        row[dimension] =
          (Double(codes[number * size + dimension]) - means[dimension]) * scales[dimension]
      }
      for i in 0..<size {
        for j in 0...i { moments[i * size + j] += row[i] * row[j] * part }
        right[i * classCount + Int(label)] += row[i] * part
      }
      // Standardised codes are orthogonal to the constant, so its weight is the class's share.
      right[size * classCount + Int(label)] += part
    }
    for i in 0..<size { moments[i * size + i] += ridge }
    factorize(&moments, size: size)
    substitute(moments, size: size, classCount: classCount, into: &right)
    return right
  }

  /// Cholesky's factor of a positive definite matrix, in its lower half.
  private static func factorize(_ matrix: inout [Double], size: Int) {
    for i in 0..<size {
      for j in 0...i {
        var sum = matrix[i * size + j]
        for k in 0..<j { sum -= matrix[i * size + k] * matrix[j * size + k] }
        matrix[i * size + j] = i == j ? max(sum, 1e-12).squareRoot() : sum / matrix[j * size + j]
      }
    }
  }

  private static func substitute(
    _ factor: [Double], size: Int, classCount: Int, into right: inout [Double]
  ) {
    for label in 0..<classCount {
      for i in 0..<size {
        var sum = right[i * classCount + label]
        for k in 0..<i { sum -= factor[i * size + k] * right[k * classCount + label] }
        right[i * classCount + label] = sum / factor[i * size + i]
      }
      for i in (0..<size).reversed() {
        var sum = right[i * classCount + label]
        for k in (i + 1)..<max(size, i + 1) {
          sum -= factor[k * size + i] * right[k * classCount + label]
        }
        right[i * classCount + label] = sum / factor[i * size + i]
      }
    }
  }
}

extension Readout {
  /// The accuracy of a linear classifier on the codes: fitted on one half of the test samples,
  /// measured on the other.
  static let linearProbe = Readout(
    "linear probe",
    summary: "the part of test samples whose class a linear classifier finds in their codes; it "
      + "is fitted on the other half of them (of large codes fewer; thoroughly: of all)",
    unit: "%"
  ) { context in
    // As many as can be fitted in passing.
    let few = 40_000_000 / max(1, context.codes.size * context.codes.size)
    let count = context.isThorough ? context.codes.count : min(context.codes.count, few)
    let half = count / 2
    let classCount = Int(context.split.labels.max() ?? 0) + 1
    guard half >= 2 * classCount, classCount > 1 else { return nil }
    let codes = context.codes.means
    let size = context.codes.size
    guard codes.allSatisfy(\.isFinite) else { return nil }
    let probe = LinearProbe(
      codes: Array(codes[..<(half * size)]), labels: Array(context.split.labels[..<half]),
      size: size, classCount: classCount)
    return .number(
      100
        * probe.accuracy(
          codes: Array(codes[(half * size)..<(count * size)]),
          labels: Array(context.split.labels[half..<count])))
  }
}
