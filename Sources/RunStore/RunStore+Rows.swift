internal import Models

/// From rows to values and back.
extension RunStore {
  /// Makes a run of its row, its checkpoints' rows and what its epochs say.
  func run(
    _ row: DatabaseRow, _ checkpoints: [DatabaseRow], _ database: Database
  ) throws(RunStoreError) -> SavedRun {
    let id = row.integer("id") ?? 0
    let subject = try subject(row, of: id)
    let started = row.real("started") ?? 0
    let epoch = row.integer("epoch") ?? 0
    let scores = try Self.scores(of: id, last: epoch, database)
    return SavedRun(
      id: id, subject: subject, status: status(row.text("status"), of: id),
      remark: row.text("remark"), started: started, date: Clock.text(started),
      seconds: row.real("seconds") ?? 0, epoch: epoch, step: row.integer("step") ?? 0,
      imagesPerSecond: row.real("imagesPerSecond") ?? 0, last: scores.last, best: scores.best,
      bestEpoch: scores.bestEpoch, course: scores.course,
      checkpoints: checkpoints.map { Self.checkpoint($0) })
  }

  private func subject(_ row: DatabaseRow, of run: Int) throws(RunStoreError) -> RunSubject {
    guard let configuration = row.text("configuration").flatMap({ TrainingConfiguration(json: $0) })
    else { throw .unreadable(run: run, "configuration") }
    var origin: SavedRun.Origin?
    if let run = row.integer("origin"), let epoch = row.integer("originEpoch") {
      origin = SavedRun.Origin(run: run, epoch: epoch)
    }
    let terms = (row.text("terms") ?? "").split(separator: "\n").map(String.init)
    let headline = row.integer("headline")
    guard headline.map({ terms.indices.contains($0) }) ?? true else {
      throw .unreadable(run: run, "terms")
    }
    return RunSubject(
      configuration: configuration, dataset: row.text("dataset") ?? "",
      source: row.text("source") ?? "",
      shape: ImageShape(
        channels: max(1, row.integer("channels") ?? 1), height: max(1, row.integer("height") ?? 1),
        width: max(1, row.integer("width") ?? 1)),
      classCount: row.integer("classes") ?? 0,
      splitSeed: row.text("splitSeed").flatMap { UInt64($0) }, termNames: terms,
      headline: headline, parameters: row.integer("parameters") ?? 0, origin: origin)
  }

  /// A run that says it is being trained, and has nobody who trains it, was interrupted.
  private func status(_ text: String?, of run: Int) -> RunStatus {
    let status = text.flatMap { RunStatus(rawValue: $0) } ?? .interrupted
    switch status {
    case .running, .paused: return RunLock.isHeld(in: folder(of: run)) ? status : .interrupted
    case .finished, .stopped, .diverged, .interrupted: return status
    }
  }

  /// Returns a run's checkpoints, as rows.
  func checkpoints(of run: Int, _ database: Database) throws(RunStoreError) -> [DatabaseRow] {
    try database.rows("SELECT * FROM checkpoint WHERE run = ? ORDER BY step", [.integer(run)])
  }

  /// Makes a checkpoint's record of its row.
  static func checkpoint(_ row: DatabaseRow) -> SavedCheckpoint {
    SavedCheckpoint(
      file: row.text("file") ?? "", epoch: row.integer("epoch") ?? 0,
      step: row.integer("step") ?? 0, isEndOfEpoch: row.integer("isEndOfEpoch") == 1,
      score: row.real("score"), bytes: row.integer("bytes") ?? 0)
  }

  /// Returns the last and the best score of a run, and its course.
  private static func scores(
    of run: Int, last epoch: Int, _ database: Database
  ) throws(RunStoreError) -> (last: Double?, best: Double?, bestEpoch: Int?, course: [Float?]) {
    let stride = (max(1, epoch) + SavedRun.courseLimit - 1) / SavedRun.courseLimit
    let course = try database.rows(
      "SELECT score FROM epoch WHERE run = ? AND epoch % ? = 0 ORDER BY epoch",
      [.integer(run), .integer(stride)])
    let best = try database.rows(
      """
      SELECT score, epoch FROM epoch WHERE run = ? AND score IS NOT NULL
      ORDER BY score, epoch LIMIT 1
      """, [.integer(run)]
    ).first
    let last = try database.rows(
      "SELECT score FROM epoch WHERE run = ? ORDER BY epoch DESC LIMIT 1", [.integer(run)]
    ).first
    return (
      last?.real("score"), best?.real("score"), best?.integer("epoch"),
      course.map { $0.real("score").map { Float($0) } }
    )
  }

  /// Returns a run's epochs with all terms.
  static func history(of run: SavedRun, _ database: Database) throws(RunStoreError) -> [EpochResult]
  {
    let metrics = Dictionary(
      grouping: try database.rows("SELECT * FROM metric WHERE run = ?", [.integer(run.id)]),
      by: { $0.integer("epoch") ?? 0 })
    return try database.rows(
      "SELECT * FROM epoch WHERE run = ? ORDER BY epoch", [.integer(run.id)]
    ).map { row in
      let epoch = row.integer("epoch") ?? 0
      let named = Dictionary(
        (metrics[epoch] ?? []).map { ($0.text("name") ?? "", $0) },
        uniquingKeysWith: { first, _ in first })
      func values(_ part: String) -> LossValues {
        func value(_ name: String) -> Double { named[name]?.real(part) ?? .nan }
        return LossValues(
          loss: value(Self.lossName), terms: run.subject.termNames.map { value($0) })
      }
      return EpochResult(
        epoch: epoch, step: row.integer("step") ?? 0, train: values("train"), test: values("test"),
        imagesPerSecond: row.real("imagesPerSecond") ?? 0, seconds: row.real("seconds") ?? 0)
    }
  }

  /// What the sum of all terms is called among the metrics.
  static let lossName = "loss"
}
