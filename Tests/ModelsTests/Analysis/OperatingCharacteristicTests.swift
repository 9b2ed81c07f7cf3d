import Testing

@testable import Models

struct OperatingCharacteristicTests {
  /// The share of pairs in which the anomalous score is higher, ties as half, counted one by one.
  @Test(arguments: [
    (normal: [1, 2, 3], anomalous: [4, 5], area: 1.0),
    (normal: [4, 5], anomalous: [1, 2, 3], area: 0.0),
    (normal: [1, 3], anomalous: [2, 4], area: 0.75),
    (normal: [1, 2, 2], anomalous: [2, 3], area: 5.0 / 6),
    (normal: [7], anomalous: [7, 7], area: 0.5),
  ])
  func areaIsTheShareOfPairsInOrder(example: (normal: [Int], anomalous: [Int], area: Double)) {
    let characteristic = OperatingCharacteristic(
      normal: example.normal.map(Float.init), anomalous: example.anomalous.map(Float.init))
    #expect(abs(characteristic.area - example.area) < 1e-12)
  }

  @Test func areaOfManyScoresIsThatOfAllPairs() {
    let normal = wave(83, amplitude: 1, a: 0.7, b: 0.1).map { ($0 * 8).rounded() }
    let anomalous = wave(57, amplitude: 1, a: 1.1, b: 0.4).map { ($0 * 8 + 2).rounded() }
    let pairs = normal.flatMap { low in
      anomalous.map { high in high > low ? 1.0 : high == low ? 0.5 : 0 }
    }
    let area = OperatingCharacteristic(normal: normal, anomalous: anomalous).area
    #expect(abs(area - pairs.reduce(0, +) / Double(pairs.count)) < 1e-12)
  }

  @Test func aCurveGoesFromNoAlarmToAllSamples() {
    let points = OperatingCharacteristic(normal: [1, 2, 2], anomalous: [2, 3]).points
    #expect(points.map(\.threshold) == [.infinity, 3, 2, 1])
    #expect(points.map(\.falseAlarms) == [0, 0, 2.0 / 3, 1])
    #expect(points.map(\.detections) == [0, 0.5, 1, 1])
  }

  @Test(arguments: [(0.0, Float.infinity), (0.3, 9), (0.5, 4), (0.8, 2)])
  func findsTheThresholdOfAShareOfFalseAlarms(share: Double, threshold: Float) {
    let characteristic = OperatingCharacteristic(normal: [1, 3, 4, 9], anomalous: [2])
    #expect(characteristic.point(falseAlarms: share).threshold == threshold)
  }

  /// A diverged model's errors are not a number, and no sign of being normal.
  @Test func whatIsNotANumberIsStrangest() {
    let characteristic = OperatingCharacteristic(normal: [1, 2], anomalous: [.nan, .infinity])
    #expect(characteristic.area == 1)
  }

  @Test func aTaskLearnsFromOneClassAndIsJudgedByAll() throws {
    let dataset = try ShippedDigits.dataset
    let task = try #require(OneClassTask(trainOnClass: 3, of: dataset))
    #expect(task.dataset.train.labels.allSatisfy { $0 == 3 })
    #expect(task.dataset.train.count == dataset.train.labels.count { $0 == 3 })
    #expect(task.dataset.test == dataset.test)
    let first = try #require(dataset.train.labels.firstIndex(of: 3))
    #expect(task.dataset.train.image(0) == dataset.train.image(first)[...])
  }

  /// Scores that know the class have an area of 1.
  @Test func aTaskTakesTheOtherClassesForAnomalies() throws {
    let task = try #require(OneClassTask(trainOnClass: 3, of: try ShippedDigits.dataset))
    let scores = task.dataset.test.labels.map { $0 == 3 ? Float(0) : 1 }
    #expect(task.characteristic(of: scores).area == 1)
  }

  @Test func aClassWithoutImagesIsNoTask() throws {
    #expect(OneClassTask(trainOnClass: 11, of: try ShippedDigits.dataset) == nil)
  }

  /// models.md 6.2, of 8,000 and 2,000 other digits: PCA-32 finds what is no 1 with 0.998, no 8 with
  /// 0.856.
  @Test(arguments: [(1, 0.985...1.0), (8, 0.80...0.90)])
  func componentsFindOtherDigits(digit: Int, area: ClosedRange<Double>) throws {
    let task = try #require(OneClassTask(trainOnClass: digit, of: try ShippedDigits.dataset))
    let principal = PrincipalComponents(of: task.dataset.train, shape: task.dataset.shape)
    let errors = principal.squaredErrors(on: task.dataset.test, components: 32)
    #expect(area.contains(task.characteristic(of: errors).area))
  }

  /// Two ways to the same errors: image by image, and what all components but the first leave over.
  @Test func theErrorsOfComponentsHaveTheKnownMean() throws {
    let dataset = try ShippedDigits.dataset
    let principal = PrincipalComponents(of: dataset.train, shape: dataset.shape)
    let errors = principal.squaredErrors(on: dataset.test, components: 32)
    let mean = errors.reduce(0) { $0 + Double($1) } / Double(errors.count)
    #expect(abs(mean - principal.squaredErrors(on: dataset.test)[32]) < 1e-3)
  }
}
