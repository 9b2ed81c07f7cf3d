import Models

/// What the doctor has seen and for how long: only what lasts is said, and what was said does not go at
/// once when it is not seen any more.
struct DoctorRecord: Equatable, Sendable {
  private struct Entry: Equatable, Sendable {
    var finding: Finding
    var firstStep: Int
    var lastStep: Int
  }

  private var entries: [FindingKind: Entry] = [:]
  private var generation = -1
  private var step = -1
  private var stepsPerEpoch = 1

  /// Epochs that something must be seen before it is said.
  private static let hold = 2
  /// Epochs that it is said after it was seen last.
  private static let patience = 1

  /// What is said, the gravest first.
  var findings: [Finding] {
    entries.values.filter {
      $0.finding.kind == .divergence
        || $0.lastStep - $0.firstStep >= Self.hold * stepsPerEpoch
    }
    .map(\.finding).sorted { $0.kind.rawValue < $1.kind.rawValue }
  }

  /// Takes note of what is seen at a step.
  mutating func note(_ found: [Finding], _ training: TrainingSnapshot, generation: Int) {
    if generation != self.generation || training.step < step { entries = [:] }
    (self.generation, step) = (generation, training.step)
    stepsPerEpoch = max(1, training.stepsPerEpoch)
    for finding in found {
      let first = entries[finding.kind]?.firstStep ?? step
      entries[finding.kind] = Entry(finding: finding, firstStep: first, lastStep: step)
    }
    let seen = Set(found.map(\.kind))
    entries = entries.filter { kind, entry in
      seen.contains(kind)
        || (kind != .divergence && step - entry.lastStep <= Self.patience * stepsPerEpoch)
    }
  }
}

/// The card with all findings; one of them is chosen.
struct DoctorCard: Equatable, Sendable {
  var selection = 0
}

/// What the doctor says.
extension AppState {
  /// What is the matter and has been for a while, the gravest first.
  var findings: [Finding] { doctor.findings }

  /// Lets the doctor look at what has come.
  mutating func examine() {
    // What is shown of an earlier step says nothing of how the training is now.
    guard let training, viewedStep == nil else { return }
    doctor.note(Doctor.findings(in: self), training, generation: generation)
  }

  mutating func toggleDoctor() {
    if case .doctor = overlay {
      overlay = nil
    } else {
      overlay = .doctor(DoctorCard())
    }
  }

  mutating func handle(_ input: OverlayInput, in card: DoctorCard) -> [Effect] {
    var card = card
    let last = max(0, findings.count - 1)
    switch input {
    case .move(let distance), .change(let distance):
      card.selection = min(max(card.selection + distance, 0), last)
    case .choose(let row): card.selection = min(max(row, 0), last)
    case .type, .erase, .restoreDefault: break
    case .apply:
      overlay = nil
      guard findings.indices.contains(card.selection) else { return [] }
      return reduce(&self, findings[card.selection].action)
    }
    overlay = .doctor(card)
    return []
  }
}
