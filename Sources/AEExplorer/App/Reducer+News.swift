import Models
import Render

/// What comes back from the training and from effects.
extension AppState {
  mutating func resize(width: Int, height: Int) {
    self.width = max(0, width)
    self.height = max(0, height)
    scrollHelp(0)
  }

  /// Takes a snapshot, and asks for everything that is made from its weights.
  mutating func receive(_ news: TrainingNews) -> [Effect] {
    guard news.generation == generation else { return [] }
    let known = training?.weights.step
    if news.snapshot.number > training?.number ?? 0 {
      statusRequest = statusRequest?.answered(by: news.snapshot)
    }
    training = news.snapshot
    timeline = news.timeline
    if requestedLearningRate == news.snapshot.learningRate { requestedLearningRate = nil }
    if requestedPace == news.snapshot.pace { requestedPace = nil }
    for (name, value) in news.snapshot.controls where requestedControls[name] == value {
      requestedControls[name] = nil
    }
    // What is shown is of an earlier step, and stays.
    guard viewedStep == nil else { return [] }
    let isObserved = observation?.step == news.snapshot.weights.step
    let observe = Effect.observe(isUrgent: !isTrainingAtFullSpeed)
    // After a divergence the step is the same, and the weights are those of an earlier one.
    guard known != news.snapshot.weights.step || news.snapshot.hasDiverged else {
      // The observation of these weights may still be waiting for its turn.
      return isObserved || isTrainingAtFullSpeed ? [] : [observe]
    }
    return [inspect, .decode(cursor), observe]
  }

  mutating func receive(_ found: DigitInspection) {
    // An answer about a digit that has been left since is old.
    guard found.digit == digit, found.code.count == codeSize else { return }
    inspection = found
  }

  mutating func receive(_ point: DecodedPoint) {
    guard point.code.count == codeSize else { return }
    decoded = point
  }

  mutating func receive(_ news: ObservationNews) -> [Effect] {
    guard news.generation == generation, news.observation.codes.size == codeSize,
      isAwaited(news)
    else { return [] }
    let isFirst = observation == nil
    observation = news.observation
    // Axes that follow the codes would hide how these move through time.
    if viewedStep == nil || isFirst {
      turnPrincipalPlane()
      fitAxes(isFirst: isFirst)
    }
    return hasChosenPlace || viewedStep != nil ? [] : followCodes()
  }

  /// Chooses the plane of the two dimensions that are used most, and, where codes have no prior whose
  /// middle would be theirs, puts the cursor among them.
  private mutating func followCodes() -> [Effect] {
    guard let observation else { return [] }
    let worths = observation.worths
    if codeSize > 2, axes.principal == nil, worths.count == codeSize, worths.allSatisfy(\.isFinite)
    {
      let order = worths.indices.sorted { worths[$0] > worths[$1] }
      let shown = worths[axes.horizontal] + worths[axes.vertical]
      // Only for planes that are clearly better, so that the view does not jump to and fro.
      if worths[order[0]] + worths[order[1]] > 1.5 * shown {
        (axes.horizontal, axes.vertical) = (min(order[0], order[1]), max(order[0], order[1]))
        fitAxes(isFirst: true)
      }
    }
    guard !hasGaussianCodes, observation.center.allSatisfy(\.isFinite) else { return [] }
    cursor = observation.center
    return [.decode(cursor)]
  }

  /// Whether an observation is of the weights shown, or of some on the way to them.
  private func isAwaited(_ news: ObservationNews) -> Bool {
    guard let viewedStep else { return news.pastStep == nil }
    return news.pastStep == viewedStep
      || news.pastStep != nil && observation?.step != viewedStep
  }

  /// What must be done to show the current digit.
  var inspect: Effect { .inspect(digit: digit, noise: isNoiseOn ? noise : nil) }

  /// Lets the ranges of the axes follow the codes: calmly, so that axes do not jump, or at once.
  mutating func fitAxes(isFirst: Bool) {
    guard !axes.isHeld, let codes = observation?.codes else { return }
    let points = (0..<codes.count).map { index in
      planePoint(of: codes.means[(index * codes.size)..<((index + 1) * codes.size)])
    }
    axes.rangeX = fitted(axes.rangeX, points.map(\.x), isFirst: isFirst)
    axes.rangeY = fitted(axes.rangeY, points.map(\.y), isFirst: isFirst)
  }

  private func fitted(
    _ range: ClosedRange<Float>, _ values: [Float], isFirst: Bool
  ) -> ClosedRange<Float> {
    guard var data = AxisRange.covering(values) else { return range }
    // The prior is always in view, with its two standard deviations.
    if hasGaussianCodes { data = data.union(AxisRange(-3, 3)) }
    let current = AxisRange(Double(range.lowerBound), Double(range.upperBound))
    let next = isFirst ? data.rounded : current.eased(toInclude: data)
    return Float(next.lower)...Float(next.upper)
  }
}

extension TrainingSnapshot {
  /// Whether training has ended by itself.
  var hasEnded: Bool {
    switch status {
    case .finished, .diverged, .stopped: true
    case .running, .paused: false
    }
  }

  /// Whether training has just stopped because the objective blew up.
  var hasDiverged: Bool {
    switch status {
    case .diverged: true
    case .running, .paused, .finished, .stopped: false
    }
  }
}
