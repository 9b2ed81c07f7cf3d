import Dispatch
import Synchronization
import Testing

@testable import AEExplorer
@testable import Models

/// Pictures that come about while somebody watches.
struct PixelDrawerTests {
  @Test func aPictureComesAboutRowByRowAndIsTheSamplersInTheEnd() throws {
    let scene = try Scene()
    scene.drawer.request(scene.request(code: 0.5))
    let points = try scene.wait { $0.last?.drawn == nil && $0.last != nil }
    let last = try #require(points.last)
    #expect(last.picture == scene.sampler.draw(code: last.code, weights: scene.weights))
    let drawn = points.compactMap(\.drawn)
    #expect(drawn == (1..<28).map { $0 * 28 })
  }

  @Test func anotherCodeBeginsAtOnce() throws {
    let scene = try Scene()
    scene.drawer.request(scene.request(code: 0.5))
    _ = try scene.wait { !$0.isEmpty }
    scene.drawer.request(scene.request(code: -0.5))
    let points = try scene.wait { $0.last?.drawn == nil && $0.last?.code.first == -0.5 }
    // The first was given up.
    #expect(points.allSatisfy { $0.drawn != nil || $0.code.first == -0.5 })
  }

  @Test func otherWeightsWaitUntilThePictureIsDone() throws {
    let scene = try Scene()
    scene.drawer.request(scene.request(code: 0.5))
    _ = try scene.wait { !$0.isEmpty }
    scene.drawer.request(scene.request(code: 0.5, step: 7))
    let points = try scene.wait { $0.last?.drawn == nil && $0.last?.step == 7 }
    #expect(points.contains { $0.drawn == nil && $0.step == 0 })
  }

  @Test func whatIsCancelledIsDeliveredNoMore() throws {
    let scene = try Scene()
    scene.drawer.request(scene.request(code: 0.5))
    _ = try scene.wait { !$0.isEmpty }
    scene.drawer.cancel(generation: 1)
    scene.drawer.waitUntilIdle()
    #expect(scene.points.allSatisfy { $0.drawn != nil })
  }

  /// A model that draws pixel by pixel, with its first weights, and what is delivered of it.
  private final class Scene: Sendable {
    let model: any Autoencoder
    let weights: WeightSnapshot
    let drawer: PixelDrawer
    private let log = Log()
    private let bell: DispatchSemaphore

    private final class Log: Sendable {
      let points = Mutex<[DecodedPoint]>([])
    }

    init() throws {
      let description = try #require(ModelCatalog.all.first { $0.id == "pixel-vae" })
      let configuration = TrainingConfiguration(model: ModelConfiguration(defaultsOf: description))
      let shape = ImageShape(height: 28, width: 28)
      model = try ModelCatalog.make(
        configuration.model,
        input: InputDescription(
          shape: shape, meanImage: Array(repeating: 0.2, count: 784), classCount: 10))
      let state = TrainingState(configuration, layout: model.layout, phases: model.phases.count)
      weights = WeightSnapshot(state.parameters, step: 0)
      let bell = DispatchSemaphore(value: 0)
      self.bell = bell
      drawer = PixelDrawer(width: 28) { [log] point in
        log.points.withLock { $0.append(point) }
        bell.signal()
      }
    }

    var points: [DecodedPoint] { log.points.withLock { $0 } }

    var sampler: any PixelSampler {
      guard let sampler = model.makePixelSampler() else { preconditionFailure("no sampler") }
      return sampler
    }

    func request(code: Float, step: Int = 0) -> PixelDrawer.Request {
      PixelDrawer.Request(
        generation: 0, model: model, weights: WeightSnapshot(weights.values, step: step),
        code: Array(repeating: code, count: model.codeSize))
    }

    /// Waits until what was delivered is as wanted; half a minute is for ever here.
    func wait(until isWanted: ([DecodedPoint]) -> Bool) throws -> [DecodedPoint] {
      while true {
        let points = points
        if isWanted(points) { return points }
        try #require(bell.wait(timeout: .now() + 30) == .success)
      }
    }
  }
}
