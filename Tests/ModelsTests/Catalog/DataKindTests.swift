import Testing

@testable import Models

struct DataKindTests {
  @Test func aModelRefusesDataOfAnotherKindInOneSentence() throws {
    var input = InputDescription.row([0.5, 0.5])
    input.kind = .ratings
    let configuration = ModelConfiguration(defaultsOf: VariationalAutoencoder.description)
    let error = #expect(throws: ConfigurationError.self) {
      try ModelCatalog.make(configuration, input: input)
    }
    let sentence = try #require(error?.description)
    #expect(
      sentence.hasPrefix("the model vae learns from images or points, and this data holds ratings"))
  }

  @Test func aGeneratedDatasetIsLocatedWithoutFiles() throws {
    let entry = DatasetEntry(
      id: "toy", title: "Toy", summary: "a toy", kind: .images, generate: { TinyTraining.dataset })
    let locator = DatasetLocator(environmentFolder: nil, executable: nil, root: "/nowhere")
    let location = try locator.locate(entry)
    #expect(location.files == nil)
    #expect(try Dataset.read(location) === TinyTraining.dataset)
  }
}
