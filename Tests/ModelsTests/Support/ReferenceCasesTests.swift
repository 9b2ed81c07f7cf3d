import Foundation
import Testing

struct ReferenceCasesTests {
  @Test func theFrozenGradientsAreWhole() throws {
    let cases = try Fixture.decode("gradients.json", as: ReferenceCases.self)
    #expect(cases.count == 20)
    for (name, values) in cases {
      for (key, value) in values {
        #expect(value.values.count == value.shape.reduce(1, *), "\(name) \(key)")
      }
    }
  }

  @Test func theInputsFollowTheDocumentedFormula() throws {
    let cases = try Fixture.decode("gradients.json", as: ReferenceCases.self)
    let input = try #require(cases["dense/relu"]?["x"])
    #expect(input.shape == [3, 4])
    for (index, value) in input.values.enumerated() {
      #expect(abs(value - 1.5 * sin(1.3 * Double(index) + 0.1)) < 1e-12)
    }
  }
}
