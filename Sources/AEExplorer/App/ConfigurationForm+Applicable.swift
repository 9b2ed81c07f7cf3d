import Models

/// Which values a model would take: the form offers no others.
extension ConfigurationForm {
  /// Returns a field with the choices that the model takes, or nil if it takes no other value.
  static func applicable(_ field: Field, to configuration: TrainingConfiguration) -> Field? {
    if let description = try? ModelCatalog.description(of: configuration.model.model),
      let setting = CommonSetting(rawValue: field.name), description.unused.contains(setting)
    {
      return nil
    }
    switch field.content {
    case .choice(let names):
      let taken = names.filter { $0 == field.text || takes($0, field, configuration) }
      guard taken.count > 1 else { return nil }
      var field = field
      field.content = .choice(taken)
      field.allowed = taken.joined(separator: ", ")
      return field
    case .number, .sizes:
      let others = trials[field.name] ?? []
      return others.isEmpty || others.contains { takes($0, field, configuration) } ? field : nil
    }
  }

  /// Values of which a model takes one at least, if what it is to have can be chosen at all.
  private static let trials = [
    "code-size": ["2", "7", "16", "64"], "hidden": ["none", "17", "16,32", "64,32", "32,16,8"],
    "decoder-hidden": ["none", "17", "16,32", "64,32", "32,16,8"],
  ]

  private static func takes(
    _ text: String, _ field: Field, _ configuration: TrainingConfiguration
  ) -> Bool {
    guard text != field.text else { return false }
    var field = field
    field.text = text
    var next = configuration
    return next.take(field) && (try? next.validate()) != nil
  }
}
