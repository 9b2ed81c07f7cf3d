import Render
import Testing

@testable import AEExplorer
@testable import Models

struct ConfigurationFormTests {
  @Test(arguments: ModelCatalog.all.map(\.id))
  func anUntouchedFormDescribesTheTrainingThatRuns(model: String) throws {
    let configuration = try Self.configuration(model)
    let form = ConfigurationForm(
      configuration, learningRate: configuration.learningRate, controls: [:])
    #expect(try form.configuration().get() == configuration)
    #expect(!form.needsRestart)
  }

  @Test(arguments: ModelCatalog.all.map(\.id))
  func everySettingOfAModelHasItsField(model: String) throws {
    let description = try ModelCatalog.description(of: model)
    let form = ConfigurationForm(try Self.configuration(model), learningRate: 0.1, controls: [:])
    for setting in description.settings {
      let field = try #require(form.fields.first { $0.name == setting.name })
      #expect(field.isLive == setting.isLive)
      #expect(field.source == setting.source)
      #expect(setting.value(of: field.defaultText) == setting.defaultValue)
    }
  }

  /// Whatever can be chosen can be applied, but for sizes, of which some fit no image.
  @Test(arguments: ModelCatalog.all.map(\.id))
  func everyChoiceThatIsOfferedIsTaken(model: String) throws {
    let form = ConfigurationForm(try Self.configuration(model), learningRate: 0.1, controls: [:])
    for (index, field) in form.fields.enumerated() {
      guard case .choice(let names) = field.content else { continue }
      for name in names {
        var changed = form
        changed.selection = index
        while changed.current?.text != name { changed.change(1) }
        #expect(throws: Never.self, "\(field.name) \(name)") { try changed.configuration().get() }
      }
    }
  }

  @Test(arguments: [
    ("autorec-item", "hidden"), ("autorec-item", "activation"), ("autorec-item", "loss"),
    ("pixel-vae", "loss"), ("convolutional", "code-size"), ("convolutional", "hidden"),
    ("contractive", "decoder-hidden"), ("vae", "code-activation"),
  ])
  func whatAModelCannotChangeIsNotOffered(model: String, field: String) throws {
    let form = ConfigurationForm(try Self.configuration(model), learningRate: 0.1, controls: [:])
    #expect(!form.fields.contains { $0.name == field })
  }

  @Test func aPresetFillsTheFieldsAndMayBeTakenBack() throws {
    var form = ConfigurationForm(
      try Self.configuration("convolutional"), learningRate: 1e-3, controls: [:])
    try Self.select("preset", in: &form)
    form.change(1)
    #expect(form.fields.first { $0.name == "hidden" }?.text == "16,32")
    let strided = try form.configuration().get()
    #expect(strided.model.codeSize == 32)
    #expect(form.needsRestart)
    form.restoreDefault()
    #expect(!form.needsRestart)
  }

  @Test func anotherCodeSizeNeedsARestart() throws {
    var form = try Self.form()
    Self.write("7", into: "code-size", of: &form)
    #expect(try form.configuration().get().model.codeSize == 7)
    #expect(form.needsRestart)
  }

  @Test func aLiveNumberNeedsNone() throws {
    var form = try Self.form()
    Self.write("4", into: "beta", of: &form)
    Self.write("0.002", into: "learning-rate", of: &form)
    #expect(try form.configuration().get().model.settings == ["beta": 4])
    #expect(!form.needsRestart)
  }

  @Test(arguments: [
    ("code-size", "zero", "code-size can't be “zero”: 1…1024"),
    ("code-size", "0", "code-size can't be 0; it may be 1…1024"),
    ("hidden", "512,,3", "hidden can't be “512,,3”: sizes like 512,256, or none"),
    ("learning-rate", "-1", "learning-rate can't be -1.0; it may be any number above 0"),
    ("beta", "many", "beta can't be “many”: 0…1000"),
  ])
  func whatCannotBeUsedIsSaid(name: String, text: String, sentence: String) throws {
    var form = try Self.form()
    Self.write(text, into: name, of: &form)
    #expect(form.configuration() == .failure(ConfigurationForm.Complaint(text: sentence)))
  }

  /// What is typed may be anything, and the arrow keys step from it.
  @Test(arguments: [
    ("code-size", "nan"), ("batch", "inf"), ("code-size", "1e30"),
    ("seed", "18446744073709551615"), ("hidden", "5000000000000000000"),
    ("beta", "-9223372036854775808"), ("epochs", "none"), ("seed", "9223372036854775807"),
  ])
  func stepsFromWhatIsNoNumberAreHarmless(name: String, text: String) throws {
    var form = try Self.form()
    try Self.select(name, in: &form)
    for character in text { form.type(character) }
    _ = form.needsRestart
    form.change(1)
    form.change(-1)
    _ = form.configuration()
    #expect(form.current?.name == name)
  }

  @Test func aDecayBringsAnEnd() throws {
    var form = try Self.form()
    Self.write("cosine", into: "rate-decay", of: &form)
    #expect(try form.configuration().get().epochs == 40)
    Self.write("20", into: "epochs", of: &form)
    #expect(try form.configuration().get().epochs == 20)
  }

  @Test func stepsGoToRoundValuesAndRoundAndRoundChoices() throws {
    var form = try Self.form()
    try Self.select("learning-rate", in: &form)
    form.change(1)
    #expect(form.current?.text == "0.0015")
    try Self.select("hidden", in: &form)
    form.change(-1)
    #expect(form.current?.text == "256,128")
    try Self.select("activation", in: &form)
    for _ in Activation.allCases { form.change(1) }
    #expect(form.current?.text == "relu")
    form.restoreDefault()
    #expect(form.current?.text == "relu")
  }

  @Test func aModelOfTheMenuBeginsAndUndoReturns() throws {
    var state = SampleState.make()
    let before = state.configuration
    _ = reduce(&state, .toggleModelMenu)
    _ = reduce(&state, .overlay(.type("u")))
    let effects = reduce(&state, .overlay(.apply))
    #expect(state.overlay == nil)
    #expect(state.configuration.model.model == "undercomplete")
    #expect(state.cursor.count == state.codeSize)
    #expect(effects.first == .begin(state.configuration))
    #expect(reduce(&state, .undo).first == .returnToEarlier)
    #expect(state.configuration == before)
    #expect(state.generation == 2)
  }

  @Test func undoWithNothingToReturnToSaysSo() {
    var state = SampleState.make()
    #expect(reduce(&state, .undo).isEmpty)
    #expect(state.message == "there is no earlier training to return to")
  }

  @Test func aTrainingThatCannotBeginLeavesTheOldOne() throws {
    var state = SampleState.make()
    let before = state.configuration
    _ = reduce(&state, .cycleActivation)
    _ = reduce(&state, .beginFailed("no"))
    #expect(state.configuration == before)
    #expect(state.message == "no")
    #expect(state.earlier.isEmpty)
  }

  @Test func applyingLiveNumbersTellsTheTrainerAtOnce() throws {
    var state = SampleState.make()
    _ = reduce(&state, .toggleForm)
    guard case .form(var form) = state.overlay else {
      Issue.record("there is no form")
      return
    }
    Self.write("2", into: "beta", of: &form)
    state.overlay = .form(form)
    #expect(reduce(&state, .overlay(.apply)) == [.training(.setControl("beta", 2))])
    #expect(state.generation == 0)
  }

  @Test func aComplaintStaysOnTheForm() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleForm)
    _ = reduce(&state, .overlay(.type("x")))
    #expect(reduce(&state, .overlay(.apply)).isEmpty)
    guard case .form(let form) = state.overlay else {
      Issue.record("the form was closed")
      return
    }
    #expect(form.complaint == "code-size can't be “x”: 1…1024")
  }

  @Test func keysTypeIntoTheFormAndEscapeLeavesFirstTheTextThenTheForm() {
    var state = SampleState.make()
    _ = reduce(&state, .toggleForm)
    #expect(action(for: .character("1"), in: state) == .overlay(.type("1")))
    #expect(action(for: .character("j"), in: state) == .overlay(.move(1)))
    _ = reduce(&state, .overlay(.type("1")))
    _ = reduce(&state, .escape)
    #expect(state.overlay != nil)
    _ = reduce(&state, .escape)
    #expect(state.overlay == nil)
  }

  // MARK: - Forms

  private static func configuration(_ model: String) throws -> TrainingConfiguration {
    TrainingConfiguration(
      model: ModelConfiguration(defaultsOf: try ModelCatalog.description(of: model)))
  }

  private static func form() throws -> ConfigurationForm {
    ConfigurationForm(try configuration("vae"), learningRate: 1e-3, controls: ["beta": 1])
  }

  private static func select(_ name: String, in form: inout ConfigurationForm) throws {
    form.selection = try #require(form.fields.firstIndex { $0.name == name })
  }

  private static func write(
    _ text: String, into name: String, of form: inout ConfigurationForm
  ) {
    guard let index = form.fields.firstIndex(where: { $0.name == name }) else {
      Issue.record("there is no field \(name)")
      return
    }
    form.selection = index
    form.typed = text
    form.takeTyped()
  }
}
