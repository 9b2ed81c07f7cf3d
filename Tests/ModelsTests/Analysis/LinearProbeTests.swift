import Testing

@testable import Models

struct LinearProbeTests {
  @Test func findsClassesThatAPlaneSeparates() {
    let codes = wave(400, a: 1.7)
    let labels = (0..<200).map { UInt8(codes[2 * $0] + codes[2 * $0 + 1] > 0 ? 1 : 0) }
    let probe = LinearProbe(codes: codes, labels: labels, size: 2, classCount: 2)
    #expect(probe.accuracy(codes: codes, labels: labels) > 0.97)
  }

  @Test func knowsOnlyTheSharesWhereCodesSayNothing() {
    let codes = [Float](repeating: 3, count: 50)
    let labels = (0..<50).map { UInt8($0 % 5 == 0 ? 0 : 1) }
    let probe = LinearProbe(codes: codes, labels: labels, size: 1, classCount: 2)
    #expect(probe.classes(of: codes).allSatisfy { $0 == 1 })
    #expect(probe.accuracy(codes: codes, labels: labels) == 0.8)
  }

  /// Stretching and moving a dimension changes nothing.
  @Test func doesNotDependOnUnits() {
    let codes = wave(300, a: 2.3)
    let labels = (0..<100).map { UInt8(($0 * 7) % 3) }
    let other = codes.enumerated().map { $0 % 3 == 0 ? 100 * $1 + 40 : $1 }
    let classes = [codes, other].map { codes in
      LinearProbe(codes: codes, labels: labels, size: 3, classCount: 3).classes(of: codes)
    }
    #expect(classes[0] == classes[1])
  }

  /// One dimension: the slope is covariance / (variance + ridge), in closed form.
  @Test func solvesTheNormalEquations() {
    let codes: [Float] = [-3, -1, 0.5, 1, 1.5, 2, 2.5, 9]
    let labels: [UInt8] = [0, 0, 0, 1, 0, 1, 1, 1]
    let probe = LinearProbe(codes: codes, labels: labels, size: 1, classCount: 2, ridge: 0)
    // Least squares of ±1: class 1 where slope · (code − mean) > 0, the shares being equal.
    let mean: Float = 12.5 / 8
    #expect(probe.classes(of: codes) == codes.map { $0 > mean ? 1 : 0 })
  }
}
