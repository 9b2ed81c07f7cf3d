import Models
import Render

/// The command that shows again what is on the screen.
extension AppState {
  /// The command line that begins the same training and shows the same digit, cursor, noise and screen,
  /// and pauses after the same step.
  ///
  /// The same seed, configuration and data give the same weights, whatever the number of threads.
  var commandLine: String {
    (["aexplorer", "explore"] + configuration.options(data: dataset.name) + stepOptions
      + viewOptions).map(ShellWord.quoted).joined(separator: " ")
  }

  private var stepOptions: [String] {
    let epochs = configuration.epochs.map { ["--epochs", "\($0)"] } ?? []
    guard let training, training.step > 0 else { return epochs }
    return epochs + ["--pause-at", "\(training.step)"]
  }

  private var viewOptions: [String] {
    var options = ["--screen", screen.description, "--digit", "\(digit + 1)"]
    if cursor.count <= 2 {
      // Behind an equals sign, since a number may begin with a minus.
      options.append("--cursor=" + cursor.map { "\($0)" }.joined(separator: ","))
    }
    if isNoiseOn { options += ["--noise", "\(noise.kind.id):\(noise.level)"] }
    if theme != .dark { options += ["--theme", theme.rawValue] }
    return options
  }
}

extension TrainingConfiguration {
  /// The options of a command line that describe this training on some data, but for its epochs.
  func options(data: String) -> [String] {
    modelOptions(data: data) + seedOptions
  }

  private func modelOptions(data: String) -> [String] {
    guard let description = try? ModelCatalog.description(of: model.model) else { return [] }
    let usual = ModelConfiguration(defaultsOf: description)
    var options = ["--model", model.model, "--data", data]
    func add(_ name: String, _ value: String, if isOther: Bool) {
      if isOther { options += [name, value] }
    }
    func sizes(_ list: [Int]) -> String {
      list.isEmpty ? "none" : list.map(String.init).joined(separator: ",")
    }
    add("--code-size", "\(model.codeSize)", if: model.codeSize != usual.codeSize)
    add("--hidden", sizes(model.hidden), if: model.hidden != usual.hidden)
    add(
      "--decoder-hidden", sizes(model.decoderHidden ?? []),
      if: model.decoderHidden != nil && model.decoderHidden != usual.decoderHidden)
    add("--activation", model.activation.rawValue, if: model.activation != usual.activation)
    add(
      "--code-activation", model.codeActivation.rawValue,
      if: model.codeActivation != usual.codeActivation)
    add("--loss", model.loss.rawValue, if: model.loss != usual.loss)
    add("--weights", model.weights.rawValue, if: model.weights != usual.weights)
    for setting in description.settings {
      let value = model.value(of: setting)
      add(
        "--set", "\(setting.name)=\(setting.text(of: value))", if: value != usual.value(of: setting)
      )
    }
    let batch = batchSize
    add("--batch", "\(batch)", if: batch != description.defaultBatchSize)
    let rate = learningRate
    add("--learning-rate", "\(rate)", if: rate != description.defaultLearningRate)
    return options
  }

  private var seedOptions: [String] {
    var options = ["--seed", "\(seed)"]
    let usual = OptimizerSettings()
    if optimizer.kind != usual.kind { options += ["--optimizer", optimizer.kind.rawValue] }
    if optimizer.weightDecay != usual.weightDecay {
      options += ["--weight-decay", "\(optimizer.weightDecay)"]
    }
    if optimizer.momentum != usual.momentum { options += ["--momentum", "\(optimizer.momentum)"] }
    if let limit = optimizer.clipNorm { options += ["--clip-norm", "\(limit)"] }
    if learningRateDecay != .constant {
      options += ["--rate-decay", learningRateDecay.rawValue]
    }
    if let withoutClass { options += ["--without-class", "\(withoutClass)"] }
    return options
  }
}

/// Words of a command line.
enum ShellWord {
  /// Returns a word as a shell takes it.
  static func quoted(_ word: String) -> String {
    let isPlain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_=.,:/+".contains($0))
    }
    let parts = word.split(separator: "'", omittingEmptySubsequences: false)
    return isPlain ? word : "'" + parts.joined(separator: "'\\''") + "'"
  }
}

/// What to keep of the screen.
enum PictureKind: Int, CaseIterable, Equatable, Sendable {
  case png
  case text

  /// How the file's name ends.
  var ending: String {
    switch self {
    case .png: "png"
    case .text: "txt"
    }
  }

  /// What it is, for people.
  var title: String {
    switch self {
    case .png: "a picture, with the command in a text file beside it"
    case .text: "text, with the command below it"
    }
  }
}

/// The choice of what to keep.
struct PictureMenu: Equatable, Sendable {
  var kind = PictureKind.png
}

extension AppState {
  mutating func togglePictureMenu() {
    if case .picture = overlay { overlay = nil } else { overlay = .picture(PictureMenu()) }
  }

  mutating func handle(_ input: OverlayInput, in menu: PictureMenu) -> [Effect] {
    var menu = menu
    let all = PictureKind.allCases
    switch input {
    case .move(let distance), .change(let distance):
      menu.kind = all[min(max(menu.kind.rawValue + distance, 0), all.count - 1)]
    case .choose(let row):
      if all.indices.contains(row) { menu.kind = all[row] }
    case .type, .erase, .restoreDefault: break
    case .apply:
      overlay = nil
      return [.keepPicture(menu.kind)]
    }
    overlay = .picture(menu)
    return []
  }

  /// The name of a file for what is shown, without its ending.
  var pictureName: String { "aexplorer-\(screen)-step\(training?.step ?? 0)" }
}
