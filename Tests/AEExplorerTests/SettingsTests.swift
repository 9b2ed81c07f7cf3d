import Models
import Render
import Testing

@testable import AEExplorer

struct SettingsTests {
  @Test
  func readsWhatItWrites() throws {
    var settings = Settings()
    (settings.theme, settings.glyphs) = (.colorBlind, .ascii)
    (settings.mouse, settings.speed) = (false, .tenSteps)
    #expect(try Settings(text: settings.text(replacing: "")) == settings)
  }

  @Test
  func leavesOtherLinesAsTheyAre() {
    var settings = Settings()
    settings.theme = .light
    let old = "# mine\ntheme = \"dark\" # was\nother = 3\n[table]\nmouse = 7\n"
    #expect(
      settings.text(replacing: old)
        == "# mine\ntheme = \"light\"\nother = 3\n[table]\nmouse = 7\n")
  }

  @Test
  func addsNewKeysBeforeTables() {
    var settings = Settings()
    settings.mouse = true
    #expect(settings.text(replacing: "[table]\n") == "mouse = true\n[table]\n")
  }

  @Test(arguments: [
    ("theme = \"pink\"", 1), ("\n# x\nmouse = yes", 3), ("theme", 1), ("speed = 3", 1),
  ])
  func saysWhichLineIsWrong(text: String, line: Int) {
    #expect {
      try Settings(text: text)
    } throws: { error in
      (error as? Settings.Mistake)?.line == line
    }
  }

  @Test
  func aThemeThatIsTriedOnIsNotKept() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleThemeMenu)
    #expect(reduce(&state, .overlay(.move(1))) == [.setTheme(.light)])
    #expect(state.settings.theme == .dark)
    _ = reduce(&state, .overlay(.apply))
    #expect(state.settings.theme == .light)
  }

  @Test
  func escapeGoesBackToTheThemeBefore() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleThemeMenu)
    _ = reduce(&state, .overlay(.move(3)))
    #expect(reduce(&state, .escape) == [.setTheme(.dark)])
    #expect(state.theme == .dark)
    #expect(state.overlay == nil)
  }

  @Test
  func onlyWhatWasChangedIsKept() {
    var state = SampleState.make()
    let before = state.settings
    _ = reduce(&state, .toggleMouse)
    var expected = Settings()
    expected.mouse = false
    #expect(state.settings.changes(since: before) == expected)
  }

  @Test
  func theCommandShowsTheSameAgain() {
    var state = SampleState.make()
    (state.isNoiseOn, state.configuration.withoutClass) = (true, 3)
    state.configuration.model.settings["beta"] = 4
    let command = state.commandLine
    for part in [
      "--model vae", "--data mnist-5k", "--seed 1", "--set beta=4", "--without-class 3",
      "--pause-at 224", "--screen explore", "--digit 17", "--cursor=0.42,-1.1",
      "--noise gaussian:0.5",
    ] {
      #expect(command.contains(part), "\(part)")
    }
  }

  @Test
  func whatIsWrittenBecomesJSON() {
    #expect(
      SessionRecorder.quoted(Array("\u{1B}[1m\"σ\\\n".utf8)) == "\"\\u001b[1m\\\"σ\\\\\\n\"")
  }

  @Test
  func theCommandIsInTheMenu() {
    var state = SampleState.make()
    _ = reduce(&state, .togglePictureMenu)
    #expect(mainView(state).description.contains("--model vae"))
    #expect(reduce(&state, .overlay(.apply)) == [.keepPicture(.png)])
  }
}
