import Foundation
import Models
import Render

@testable import AEExplorer

/// Screens that are compared with pictures in `Golden`.
enum Pictures {
  /// The screens by the names of their files.
  static var all: [(name: String, screen: Screen)] {
    allStates.map { ($0.name, mainView($0.state)) }
  }

  /// What they show.
  static var allStates: [(name: String, state: AppState)] {
    states + TraversePictures.all + PlaneSamples.all
  }

  private static var states: [(name: String, state: AppState)] {
    var states = [(80, 24), (120, 40), (200, 60)].map { width, height in
      ("explore-\(width)x\(height)", SampleState.make(width: width, height: height))
    }
    func add(_ name: String, _ state: AppState, _ change: (inout AppState) -> Void = { _ in }) {
      var state = state
      change(&state)
      states.append((name, state))
    }
    let small = SampleState.make(width: 80, height: 24)
    for pane in Pane.allCases where pane != .latent {
      add("\(pane.name.lowercased())-80x24", small) { $0.focus = pane }
    }
    add("noise-80x24", small) { ($0.focus, $0.isNoiseOn) = (.digit, true) }
    add("noise-120x40", SampleState.make()) { $0.isNoiseOn = true }
    add("noise-200x60", SampleState.make(width: 200, height: 60)) { $0.isNoiseOn = true }
    add("noise-100x34", SampleState.make(width: 100, height: 34)) { $0.isNoiseOn = true }
    add("help-80x24", small) { $0.isHelpShown = true }
    add("help-120x40", SampleState.make()) { $0.isHelpShown = true }
    add("starting-120x40", SampleState.starting())
    add("zoom-loss-120x40", SampleState.make()) { ($0.focus, $0.isZoomed) = (.loss, true) }
    add("codes-of-32-120x40", SampleState.make(codeSize: 32, model: "undercomplete"))
    add("codes-of-1-120x40", SampleState.make(codeSize: 1))
    add("diverged-120x40", SampleState.make()) {
      $0.training?.status = .diverged(
        Divergence(step: 812, term: "reconstruction", restoredStep: 800, learningRate: 1))
    }
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      add("compare-\(width)x\(height)", SampleState.compared(width: width, height: height))
      add("past-\(width)x\(height)", SampleState.make(width: width, height: height)) {
        $0.timeline = SampleState.timeline
        _ = reduce(&$0, .travel(.to(step: 40)))
      }
    }
    add("past-form-120x40", SampleState.make()) {
      $0.timeline = SampleState.timeline
      _ = reduce(&$0, .travel(.to(step: 40)))
      _ = reduce(&$0, .toggleForm)
    }
    add("compare-alone-120x40", SampleState.make()) { _ = reduce(&$0, .show(.compare)) }
    add("smallest-40x12", SampleState.make(width: 40, height: 12))
    add("too-small-39x12", SampleState.make(width: 39, height: 12))
    let ascii = Appearance(glyphs: .ascii, colors: .mono)
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      add("restore-\(width)x\(height)", RestoreSample.make(width: width, height: height))
      add("compress-\(width)x\(height)", CompressSample.make(width: width, height: height))
      add(
        "organise-ward-\(width)x\(height)",
        ApplicationSamples.make("organise", width: width, height: height)
      ) {
        _ = reduce(&$0, .screen(ScreenCommand("method")))
        ApplicationSamples.answer(&$0)
      }
      for screen in ["detect", "organise"] {
        add(
          "\(screen)-\(width)x\(height)",
          ApplicationSamples.make(screen, width: width, height: height))
      }
    }
    add("themes-80x24", small) { _ = reduce(&$0, .toggleThemeMenu) }
    add("picture-80x24", small) { _ = reduce(&$0, .togglePictureMenu) }
    add("restore-ascii-80x24", RestoreSample.make(width: 80, height: 24, appearance: ascii))
    add("compress-ascii-80x24", CompressSample.make(width: 80, height: 24, appearance: ascii))
    add("ascii-80x24", SampleState.make(width: 80, height: 24, appearance: ascii))
    states += drawings
    states += networks
    states += recommendations
    states += runs
    states += cards
    return states
  }

  /// The Network screen.
  private static var networks: [(name: String, state: AppState)] {
    var states = [(80, 24), (120, 40), (200, 60)].map { width, height in
      ("network-\(width)x\(height)", NetworkSample.make(width: width, height: height, codeSize: 2))
    }
    states.append(("network-convolutions-120x40", NetworkSample.make("pixel-vae")))
    states.append(("network-sparse-120x40", NetworkSample.make("sparse-kl")))
    let ascii = Appearance(glyphs: .ascii, colors: .mono)
    states.append(
      ("network-ascii-80x24", NetworkSample.make(width: 80, height: 24, appearance: ascii)))
    states.append(("network-40x12", NetworkSample.make(width: 40, height: 12)))
    return states
  }

  /// The Recommend screen.
  private static var recommendations: [(name: String, state: AppState)] {
    var states = [(40, 12), (80, 24), (120, 40), (200, 60)].map { width, height in
      ("recommend-\(width)x\(height)", RecommendSample.make(width: width, height: height))
    }
    states.append(("recommend-users-120x40", RecommendSample.make(.users)))
    let ascii = Appearance(glyphs: .ascii, colors: .mono)
    states.append(
      (
        "recommend-ascii-80x24", RecommendSample.make(width: 80, height: 24, appearance: ascii)
      ))
    return states
  }

  /// The Runs screen.
  private static var runs: [(name: String, state: AppState)] {
    var states = [(40, 12), (80, 24), (120, 40), (200, 60)].map { width, height in
      ("runs-\(width)x\(height)", RunSamples.make(width: width, height: height))
    }
    var filtered = RunSamples.make(width: 80, height: 24)
    let typed = "vae fin".map { Action.overlay(.type($0)) }
    for action in [.screen(ScreenCommand("filter"))] + typed { _ = reduce(&filtered, action) }
    states.append(("runs-filter-80x24", filtered))
    var deleted = RunSamples.make()
    _ = reduce(&deleted, .screen(ScreenCommand("delete")))
    states.append(("runs-delete-120x40", deleted))
    states.append(("runs-none-120x40", RunSamples.make(runs: [])))
    let ascii = Appearance(glyphs: .ascii, colors: .mono)
    states.append(("runs-ascii-80x24", RunSamples.make(width: 80, height: 24, appearance: ascii)))
    return states
  }

  /// Cards over the panes.
  private static var cards: [(name: String, state: AppState)] {
    var states: [(name: String, state: AppState)] = []
    for (width, height) in [(80, 24), (120, 40), (200, 60)] {
      let state = SampleState.make(width: width, height: height)
      func add(_ name: String, _ actions: [Action], to state: AppState) {
        var state = state
        for action in actions { _ = reduce(&state, action) }
        states.append(("\(name)-\(width)x\(height)", state))
      }
      add("find", [.toggleFinder], to: state)
      let typed = "lat".map { Action.overlay(.type($0)) }
      add("find-lat", [.toggleFinder] + typed, to: state)
      add(
        "noise-levels", [.toggleNoiseLevels, .levelsInspected(SampleState.noiseSteps)], to: state)
      add("doctor-well", [.toggleDoctor], to: state)
      add("tour", [.startTour], to: state)
      add("tour-digit", [.startTour, .togglePause], to: state)
      let ill = SampleTraining.overfitted.state(width: width, height: height)
      add("overfitting", [], to: ill)
      add("doctor", [.toggleDoctor], to: ill)
    }
    return states
  }

  /// The Draw screen.
  private static var drawings: [(name: String, state: AppState)] {
    var states = [(80, 24), (120, 40), (200, 60)].map { width, height in
      ("draw-\(width)x\(height)", SampleDrawing.make(width: width, height: height))
    }
    var empty = SampleState.make(width: 80, height: 24)
    _ = reduce(&empty, .show(.draw))
    states.append(("draw-empty-80x24", empty))
    (empty.width, empty.height) = (40, 12)
    states.append(("draw-empty-40x12", empty))
    let ascii = Appearance(glyphs: .ascii, colors: .mono)
    states.append(
      ("draw-ascii-80x24", SampleDrawing.make(width: 80, height: 24, appearance: ascii)))
    states.append(
      (
        "draw-16-80x24",
        SampleDrawing.make(width: 80, height: 24, appearance: Appearance(colors: .sixteen))
      ))
    return states
  }

  /// Returns the first row in which a screen differs from its picture, nil if there is none; with
  /// `AEXPLORER_UPDATE_GOLDEN=1` the screen becomes the picture.
  static func difference(_ screen: Screen, name: String) -> String? {
    let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    let url = tests.appendingPathComponent("Golden/\(name).txt")
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["AEXPLORER_DUMP"] {
      try? Data(ScreenDump.ansi(screen).utf8)
        .write(to: URL(fileURLWithPath: folder).appendingPathComponent("\(name).ansi"))
    }
    if environment["AEXPLORER_UPDATE_GOLDEN"] == "1" {
      try? Data((screen.description + "\n").utf8).write(to: url)
    }
    let expected = (try? String(contentsOf: url, encoding: .utf8)) ?? ""
    let rows = (screen.description + "\n").split(separator: "\n", omittingEmptySubsequences: false)
    let wanted = expected.split(separator: "\n", omittingEmptySubsequences: false)
    guard rows != wanted else { return nil }
    let row = zip(rows, wanted).enumerated().first { $0.element.0 != $0.element.1 }
    return row.map { "row \($0.offset): \($0.element.0)" } ?? "\(rows.count) rows"
  }
}
