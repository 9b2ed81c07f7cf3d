import Render

@testable import AEExplorer
@testable import Models

/// The Network screen with the layers of real models, and numbers that nobody worked out.
enum NetworkSample {
  /// Returns the explorer with the screen open, and its questions answered.
  static func make(
    _ model: String = "vae", width: Int = 120, height: Int = 40, codeSize: Int? = nil,
    appearance: Appearance = Appearance()
  ) -> AppState {
    let description = ModelCatalog.all.first { $0.id == model } ?? ModelCatalog.all[0]
    var state = SampleState.make(
      width: width, height: height, codeSize: codeSize ?? description.defaultCodeSize,
      model: model, appearance: appearance)
    if !description.kinds.contains(.images) {
      state.dataset.kind = .ratings
      state.dataset.shape = ImageShape(height: 3, width: 5)
      state.dataset.features = 15
    }
    _ = reduce(&state, .show(ScreenID("network")))
    answer(&state)
    return state
  }

  /// Answers what the screen wants to know, until it wants nothing more of this step.
  static func answer(_ state: inout AppState) {
    let layers = anatomy(state).layers
    for _ in 0..<6 {
      guard let progress = state.studies[state.screen], progress.isOutstanding,
        let finding = finding(progress.order.study, layers, state)
      else { return }
      let step = state.shownStep ?? 0
      _ = reduce(&state, .studied(StudyNews(order: progress.order, step: step, result: finding)))
    }
  }

  /// Returns the layers of the model that is explored.
  static func anatomy(_ state: AppState) -> NetworkAnatomy {
    let isImages = state.dataset.kind == .images
    let shape = isImages ? state.dataset.shape : ImageShape(height: 1, width: 15)
    var input = InputDescription(
      shape: shape, meanImage: Array(repeating: 0.3, count: shape.count), classCount: 10)
    if !isImages {
      input.kind = .ratings
      let side = ModelCatalog.all.first { $0.id == state.configuration.model.model }?.ratingsSide
      input.ratings = RatingsFacts(side: side ?? .items, lowest: 1, highest: 5, mean: 3)
    }
    guard let model = try? ModelCatalog.make(state.configuration.model, input: input) else {
      preconditionFailure("no model \(state.configuration.model.model)")
    }
    return NetworkAnatomy(model)
  }

  private static func finding(
    _ study: any Study, _ layers: [NetworkAnatomy.Layer], _ state: AppState
  ) -> NetworkScreen.Finding? {
    let step = state.shownStep ?? 0
    switch study {
    case is AnatomyStudy: return .layers(layers)
    case let study as ActivityStudy:
      return .activity(activity(layers[study.layer]), of: study, step: step)
    case let study as PictureStudy:
      return .pictures(pictures(layers[study.layer], study, state), of: study, step: step)
    case let study as DerivativeStudy:
      let count = min(state.codeSize, 15)
      let values = (0..<count).map { 3 / Float(1 + $0 * $0) }
      let size = state.dataset.features ?? state.dataset.shape.count
      let direction = (0..<size).map { Float($0 % 28 - 14) / 100 }
      return .derivative(
        CodeDerivative(singularValues: values, directions: [direction, direction.reversed()]),
        of: study, step: step)
    default: return nil
    }
  }

  private static func activity(_ layer: NetworkAnatomy.Layer) -> LayerActivity {
    let units = layer.outputs.units
    let isSigned = layer.activation == .identity || layer.activation == .tanh
    let values = (0..<(4 * units)).map { place -> Float in
      let value = Float(place * 37 % 101) / 50 - 1
      return isSigned ? value : max(0, value)
    }
    return LayerActivity(
      means: values, peaks: values, atSample: Array(values.prefix(units)),
      rule: LayerActivity.Rule(layer.activation))
  }

  private static func pictures(
    _ layer: NetworkAnatomy.Layer, _ study: PictureStudy, _ state: AppState
  ) -> LayerPictures {
    func picture(_ size: (width: Int, height: Int), _ unit: Int) -> LayerPictures.Picture {
      let values = (0..<(size.width * size.height)).map { place in
        let (x, y) = (place % size.width - size.width / 2, place / size.width - size.height / 2)
        return Float((x * (unit % 5 + 1) + y * (unit % 3 + 1)) % 9) / 4
      }
      return LayerPictures.Picture(width: size.width, height: size.height, values: values)
    }
    let map = layer.mapSize
    return LayerPictures(
      units: study.units,
      pictures: study.units.map { picture(layer.pictureSize(state.dataset.shape), $0) },
      maps: map.map { size in study.units.map { picture(size, $0 + 1) } } ?? [])
  }
}
