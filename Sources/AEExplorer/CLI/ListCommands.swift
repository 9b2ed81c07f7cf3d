import ArgumentParser
import Models

/// `aexplorer models`: the catalog of models, or one of them in full.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the models, or describe one.")

  @Argument(help: "A model's id; without it, all models are listed.")
  var id: String?

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    let models: [ModelDescription]
    if let id {
      do {
        models = [try ModelCatalog.description(of: id)]
      } catch {
        throw ValidationError(error.description)
      }
    } else {
      models = ModelCatalog.all
    }
    for model in models {
      if json {
        print(try JSONLine.text(ModelRecord(model)))
      } else if id == nil {
        let name = model.id.padding(to: 16)
        print("\(name)\(model.summary)")
      } else {
        describe(model)
      }
    }
  }

  private func describe(_ model: ModelDescription) {
    print(
      """
      \(model.title) (\(model.id))
      \(model.summary)

      objective  \(model.objective)
      source     \(model.source)
      defaults   code \(model.defaultCodeSize), hidden \
      \(model.defaultHidden.map(String.init).joined(separator: ",")), loss \
      \(model.defaultLoss.rawValue)
      """)
    if !model.lookAt.isEmpty { print("look at    \(model.lookAt)") }
    describeSettings(of: model)
    if !model.presets.isEmpty { print("\npresets (--preset NAME)") }
    let presetWidth = 2 + model.presets.reduce(0) { max($0, $1.name.count) }
    for preset in model.presets {
      print("  \(preset.name.padding(to: presetWidth))\(preset.summary)")
    }
    if !model.readouts.isEmpty { print("\nread-outs") }
    let readoutWidth = 2 + model.readouts.reduce(0) { max($0, $1.name.count) }
    for readout in model.readouts {
      print("  \(readout.name.padding(to: readoutWidth))\(readout.summary)")
    }
  }

  private func describeSettings(of model: ModelDescription) {
    guard !model.settings.isEmpty else { return }
    print("\nsettings (--set key=value)")
    let width = 2 + model.settings.reduce(0) { max($0, $1.name.count) }
    for setting in model.settings {
      print(
        "  \(setting.name.padding(to: width))\(setting.summary); \(setting.allowed), default "
          + "\(setting.text(of: setting.defaultValue))"
          + (setting.isLive ? ", may change while training" : ""))
      print("  " + "".padding(to: width) + setting.source)
    }
  }
}

/// `aexplorer datasets`: the data that is known by name, and where it is.
struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets", abstract: "List the datasets that are known by name.")

  @Flag(help: "Print one JSON object a line.")
  var json = false

  func run() throws {
    let locator = DatasetLocator.current()
    let width = 2 + DatasetCatalog.all.reduce(0) { max($0, $1.id.count) }
    for entry in DatasetCatalog.all {
      let location = try? locator.locate(entry)
      if json {
        print(try JSONLine.text(DatasetRecord(entry, folder: location?.files?.folder)))
        continue
      }
      print("\(entry.id.padding(to: width))\(entry.summary)")
      let place = location.map { $0.source.place } ?? "not here: \(entry.hint)"
      print("".padding(to: width) + place)
    }
  }
}

private struct ModelRecord: Encodable {
  let id: String
  let title: String
  let summary: String
  let objective: String
  let source: String
  let codeSize: Int
  let hidden: [Int]
  let loss: String
  let settings: [Setting]
  let presets: [String]
  let readouts: [String]

  struct Setting: Encodable {
    let name: String
    let summary: String
    let minimum: Double
    let maximum: Double
    let defaultValue: Double
    let source: String
    let isLive: Bool
    let choices: [String]
  }

  init(_ model: ModelDescription) {
    id = model.id
    title = model.title
    summary = model.summary
    objective = model.objective
    source = model.source
    codeSize = model.defaultCodeSize
    hidden = model.defaultHidden
    loss = model.defaultLoss.rawValue
    settings = model.settings.map {
      Setting(
        name: $0.name, summary: $0.summary, minimum: $0.range.lowerBound,
        maximum: $0.range.upperBound, defaultValue: $0.defaultValue, source: $0.source,
        isLive: $0.isLive, choices: $0.choices)
    }
    presets = model.presets.map(\.name)
    readouts = model.readouts.map(\.name)
  }
}

private struct DatasetRecord: Encodable {
  let id: String
  let title: String
  let summary: String
  let licence: String
  let kind: String
  let isGenerated: Bool
  let folder: String?

  init(_ entry: DatasetEntry, folder: String?) {
    id = entry.id
    title = entry.title
    summary = entry.summary
    licence = entry.licence
    kind = entry.kind.rawValue
    isGenerated = entry.generate != nil
    self.folder = folder
  }
}
