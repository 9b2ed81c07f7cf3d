internal import Models

/// What recorders write.
extension RunStore {
  /// Adds a run, and returns its number.
  func add(_ subject: RunSubject) throws(RunStoreError) -> Int {
    let (origin, shape) = (subject.origin, subject.shape)
    let values: [(String, DatabaseValue)] = [
      ("origin", DatabaseValue(origin?.run)), ("originEpoch", DatabaseValue(origin?.epoch)),
      ("model", .text(subject.configuration.model.model)), ("dataset", .text(subject.dataset)),
      ("source", .text(subject.source)), ("channels", .integer(shape.channels)),
      ("height", .integer(shape.height)), ("width", .integer(shape.width)),
      ("classes", .integer(subject.classCount)),
      ("splitSeed", DatabaseValue(subject.splitSeed.map { "\($0)" })),
      ("parameters", .integer(subject.parameters)),
      ("terms", .text(subject.termNames.joined(separator: "\n"))),
      ("headline", DatabaseValue(subject.headline)),
      ("configuration", .text(subject.configuration.json)),
      ("status", .text(RunStatus.running.rawValue)), ("started", .real(Clock.now)),
    ]
    let names = values.map(\.0).joined(separator: ", ")
    let places = values.map { _ in "?" }.joined(separator: ", ")
    let id = try writing { database throws(RunStoreError) in
      try database.execute("INSERT INTO run (\(names)) VALUES (\(places))", values.map(\.1))
      return database.lastAdded
    }
    try Folder.create(folder(of: id))
    return id
  }

  /// Makes a run ready to be gone on with from one of its checkpoints: what came after that is
  /// forgotten, since it is going to happen again.
  func rewind(_ run: SavedRun, toStep step: Int, epoch: Int) throws(RunStoreError) {
    try writing { database throws(RunStoreError) in
      for table in ["epoch", "metric"] {
        try database.execute(
          "DELETE FROM \(table) WHERE run = ? AND epoch > ?", [.integer(run.id), .integer(epoch)])
      }
      try database.execute(
        "DELETE FROM checkpoint WHERE run = ? AND step > ?", [.integer(run.id), .integer(step)])
    }
    for checkpoint in run.checkpoints where checkpoint.step > step {
      Folder.removeFile(path(of: checkpoint, of: run.id))
    }
  }

  /// Writes down what is new of a run.
  func write(_ news: RunNews, of run: Int, _ subject: RunSubject) throws(RunStoreError) {
    try writing { database throws(RunStoreError) in
      for result in news.epochs { try Self.write(result, of: run, subject, database) }
      if let newest = news.epochs.last {
        try database.execute(
          "UPDATE run SET epoch = ?, step = ?, seconds = ?, imagesPerSecond = ? WHERE id = ?",
          [
            .integer(newest.epoch), .integer(newest.step), DatabaseValue(newest.seconds),
            DatabaseValue(newest.imagesPerSecond), .integer(run),
          ])
      }
      try database.execute(
        "UPDATE run SET status = ?, remark = ?, configuration = ? WHERE id = ?",
        [
          .text(news.status.rawValue), DatabaseValue(news.remark),
          .text(subject.configuration.json), .integer(run),
        ])
    }
  }

  private static func write(
    _ result: EpochResult, of run: Int, _ subject: RunSubject, _ database: Database
  ) throws(RunStoreError) {
    try database.execute(
      """
      INSERT OR REPLACE INTO epoch (run, epoch, step, score, imagesPerSecond, seconds)
      VALUES (?, ?, ?, ?, ?, ?)
      """,
      [
        .integer(run), .integer(result.epoch), .integer(result.step),
        DatabaseValue(subject.charted(result.test)), DatabaseValue(result.imagesPerSecond),
        DatabaseValue(result.seconds),
      ])
    let names = [lossName] + subject.termNames
    let train = [result.train.loss] + result.train.terms
    let test = [result.test.loss] + result.test.terms
    for (index, name) in names.enumerated() where index < min(train.count, test.count) {
      try database.execute(
        "INSERT OR REPLACE INTO metric (run, epoch, name, train, test) VALUES (?, ?, ?, ?, ?)",
        [
          .integer(run), .integer(result.epoch), .text(name), DatabaseValue(train[index]),
          DatabaseValue(test[index]),
        ])
    }
  }

  /// Writes a checkpoint's file, and then down that it is there; others go for it.
  ///
  /// - Parameters:
  ///   - state: the state.
  ///   - score: its test loss, where that was measured.
  ///   - run: the run.
  ///   - subject: what it is a training of.
  /// - Throws: when it can't be written; those before are there then.
  func keep(
    _ state: TrainingState, score: Double?, of run: Int, _ subject: RunSubject
  ) throws(RunStoreError) {
    let name = "step-\(state.step).safetensors"
    let path = "\(folder(of: run))/\(name)"
    do {
      try subject.checkpoint(state).write(to: path)
    } catch {
      throw .checkpoint(error)
    }
    let gone = try writing { database throws(RunStoreError) in
      try database.execute(
        """
        INSERT OR REPLACE INTO checkpoint (run, step, epoch, isEndOfEpoch, score, file, bytes)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
        [
          .integer(run), .integer(state.step), .integer(state.epoch),
          .integer(state.stepInEpoch == 0 ? 1 : 0), DatabaseValue(score), .text(name),
          .integer(Folder.size(of: path)),
        ])
      let gone = SavedCheckpoint.dispensable(
        of: try checkpoints(of: run, database).map { Self.checkpoint($0) })
      for checkpoint in gone {
        try database.execute(
          "DELETE FROM checkpoint WHERE run = ? AND step = ?",
          [.integer(run), .integer(checkpoint.step)])
      }
      return gone
    }
    for checkpoint in gone { Folder.removeFile("\(folder(of: run))/\(checkpoint.file)") }
  }
}

/// What is new of a run since it was written down last.
struct RunNews {
  var epochs: [EpochResult] = []
  var status = RunStatus.running
  var remark: String?
}
