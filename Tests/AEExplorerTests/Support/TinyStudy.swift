import Models

@testable import AEExplorer

/// A small thing for studies to look at.
enum TinyStudy {
  /// Returns what a study of an untrained model of the catalog can look at: forty images of 8 × 8 pixels,
  /// codes of three numbers.
  static func context(_ id: String = "vae") throws -> StudyContext {
    let split = Split(
      images: (0..<(40 * 64)).map { UInt8($0 * 31 % 256) }, labels: (0..<40).map { UInt8($0 % 10) })
    let dataset = Dataset(
      name: "tiny", title: "tiny", shape: ImageShape(height: 8, width: 8), train: split,
      test: split, classNames: (0...9).map(String.init))
    var configuration = ModelConfiguration(defaultsOf: try ModelCatalog.description(of: id))
    (configuration.codeSize, configuration.hidden) = (3, [16])
    let model = try ModelCatalog.make(configuration, input: InputDescription(dataset))
    return StudyContext(
      model: model, configuration: TrainingConfiguration(model: configuration),
      weights: WeightSnapshot(model.layout.initialValues(seed: 1), step: 7), dataset: dataset,
      inference: Inference(model: model))
  }
}
