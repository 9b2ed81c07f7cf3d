import Foundation
import Testing

@testable import Models

struct PrincipalComponentsTests {
  /// Two pixels that vary together, (0, 0), (1, 1), and one that never does.
  private static let tiny = PrincipalComponents(
    of: Split(images: [0, 0, 51, 255, 255, 51], labels: [0, 1]),
    shape: ImageShape(height: 1, width: 3))
  private static let half = Float(0.5).squareRoot()

  @Test func twoImagesHaveOneDirection() {
    // Centred: ±(0.5, 0.5, 0); the variance along (1, 1, 0)/√2 is 0.5, and no other.
    let components = Self.tiny
    #expect(isNear(components.mean, [0.5, 0.5, 0.2]))
    #expect(isNear(components.eigenvalues.map { Float($0) }, [0.5, 0, 0]))
    #expect(isNear(Array(components.components.prefix(3)), [Self.half, Self.half, 0]))
  }

  @Test func codesAreCoordinatesAlongTheComponents() {
    // (1, 0, 0.2) less the mean is (0.5, -0.5, 0): across the direction.
    let codes = Self.tiny.codes(of: [1, 1, 0.2, 1, 0, 0.2], count: 2, components: 1)
    #expect(isNear(codes, [Self.half, 0]))
  }

  @Test func reconstructionsLieOnTheLine() {
    let images = Self.tiny.reconstruct(codes: [Self.half, 0], count: 2, components: 1)
    #expect(isNear(images, [1, 1, 0.2, 0.5, 0.5, 0.2]))
  }

  @Test func aCodeOfNothingIsTheMean() {
    let codes = Self.tiny.codes(of: [1, 1, 0.2], count: 1, components: 0)
    #expect(codes.isEmpty)
    #expect(
      isNear(Self.tiny.reconstruct(codes: codes, count: 1, components: 0), [0.5, 0.5, 0.2]))
  }

  @Test func errorsAreTheSquaresThatAreLeft() {
    // (1, 0, 0.4): coordinates 0 along the line, √0.5 and 0.2 across it.
    let errors = Self.tiny.squaredErrors(on: Split(images: [255, 0, 102], labels: [0]))
    #expect(errors.count == 4)
    #expect(abs(errors[0] - 0.54) < 1e-6)
    #expect(abs(errors[1] - 0.54) < 1e-6)
    #expect(abs(errors[3]) < 1e-12)
  }

  @Test func crossEntropyOfPerfectReconstructionsIsTheirEntropyAndTheClipping() {
    // Pixels 0 and 1 cost -ln(1 - c) each with c = 0.0001; 0.2 costs its entropy.
    let entropy = Self.tiny.crossEntropy(
      on: Split(images: [255, 255, 51], labels: [0]), components: 1)
    #expect(abs(entropy - (0.500_402_4 + 2 * 0.000_100_005)) < 1e-5)
  }

  @Test func componentsAreOrthonormal() throws {
    let components = try Digits.components.get().components
    for (first, second) in [(0, 0), (1, 1), (200, 200), (783, 783), (0, 1), (3, 77), (5, 700)] {
      let product = (0..<784).reduce(0.0) {
        $0 + Double(components[first * 784 + $1]) * Double(components[second * 784 + $1])
      }
      #expect(abs(product - (first == second ? 1 : 0)) < 1e-6, "\(first) · \(second)")
    }
  }

  @Test func agreesWithNumpyOnEigenvalues() throws {
    let expected = try Digits.fixture.get().eigenvalues
    let found = try Digits.components.get().eigenvalues
    for (found, expected) in zip(found, expected) {
      #expect(abs(found - expected) < 1e-5 * expected)
    }
  }

  @Test func agreesWithNumpyOnAComponent() throws {
    let expected = try Digits.fixture.get().component1.map { Float($0) }
    let found = Array(try Digits.components.get().components[784..<2 * 784])
    #expect(isNear(found, expected, tolerance: 1e-5))
  }

  @Test(arguments: ["train", "test"])
  func agreesWithNumpyOnSquaredErrors(name: String) throws {
    let dataset = try ShippedDigits.dataset
    let errors = try Digits.components.get()
      .squaredErrors(on: name == "train" ? dataset.train : dataset.test)
    let expected = try #require(try Digits.fixture.get().squaredErrors[name])
    #expect(expected.count == 9)
    for (size, value) in expected {
      let found = errors[try #require(Int(size))]
      #expect(abs(found - value) < 1e-5 * value, "\(size) components")
    }
  }

  @Test func agreesWithNumpyOnCrossEntropies() throws {
    let test = try ShippedDigits.dataset.test
    for (size, expected) in try Digits.fixture.get().crossEntropies {
      let found = try Digits.components.get()
        .crossEntropy(on: test, components: try #require(Int(size)))
      #expect(abs(found - expected.test) < 1e-4 * expected.test, "\(size) components")
    }
  }

  @Test func agreesWithNumpyOnTheEntropyFloor() throws {
    let expected = try Digits.fixture.get().entropyFloor
    #expect(abs(try ShippedDigits.dataset.entropyFloor - expected) < 1e-9)
  }
}

/// What is worked out once for all tests of this file.
private enum Digits {
  static let components = Result {
    let dataset = try ShippedDigits.dataset
    return PrincipalComponents(of: dataset.train, shape: dataset.shape)
  }
  static let fixture = Result {
    try Fixture.decode("principal-components.json", as: Reference.self)
  }
}

/// What numpy found.
private struct Reference: Decodable {
  struct CrossEntropy: Decodable {
    let test: Double
  }

  let eigenvalues: [Double]
  let component1: [Double]
  let squaredErrors: [String: [String: Double]]
  let crossEntropies: [String: CrossEntropy]
  let entropyFloor: Double
}

/// Returns whether the arrays have the same length and values that differ by at most `tolerance`.
private func isNear(_ first: [Float], _ second: [Float], tolerance: Float = 1e-6) -> Bool {
  first.count == second.count && zip(first, second).allSatisfy { abs($0 - $1) <= tolerance }
}
