import Models

/// Which codes are to be decoded, by a rule: the numbers follow from the weights.
enum CodeRecipe: Equatable, Sendable {
  /// Some dimensions, each moved through its range while the others stay: a row of codes a dimension.
  case sweep(dimensions: [Int], columns: Int, through: Int?)
  /// Two dimensions at the quantiles of their distribution; the others stay.
  case grid(horizontal: Int, vertical: Int, columns: Int, rows: Int, through: Int?)
  /// From one test digit to another, straight and along an arc: two rows.
  case path(from: Int, to: Int, columns: Int)
  /// Codes drawn at random.
  case samples(count: Int, seed: UInt64)
  /// Codes that are known already, as of places in a plane: row-major `[count, size]`.
  case plane(codes: [Float], columns: Int)

  /// Codes side by side, where they are in rows.
  var columns: Int? {
    switch self {
    case .sweep(_, let columns, _), .grid(_, _, let columns, _, _), .path(_, _, let columns),
      .plane(_, let columns):
      columns
    case .samples: nil
    }
  }
}

/// Codes and their pictures.
struct Decodings: Equatable, Sendable {
  /// What was asked for.
  var recipe: CodeRecipe
  /// Dimensions of a code.
  var size: Int
  /// Row-major `[count, size]`.
  var codes: [Float]
  /// Intensities, `[count, pixels]`.
  var pictures: [Float]
  /// The distribution that quantiles or samples are of.
  var source = ""
  /// Of a sweep: the range of each dimension.
  var ranges: [ClosedRange<Float>] = []
  /// Of a path: the digits at its ends and what lies between if pixels are mixed instead of codes,
  /// `[columns, pixels]`.
  var mixtures: [Float] = []
  /// The step that the weights are of.
  var step: Int

  /// Codes.
  var count: Int { codes.count / max(1, size) }
  /// Numbers of a picture.
  var pictureSize: Int { pictures.count / max(1, count) }

  /// Returns the code at a place, nil if there is none.
  func code(_ index: Int) -> [Float]? {
    (0..<count).contains(index) ? Array(codes[(index * size)..<((index + 1) * size)]) : nil
  }

  /// Returns the picture at a place, nil if there is none.
  func picture(_ index: Int) -> [Float]? {
    let width = pictureSize
    return (0..<count).contains(index)
      ? Array(pictures[(index * width)..<((index + 1) * width)]) : nil
  }

  /// Returns the mixture of pixels at a place of the path, nil if there is none.
  func mixture(_ index: Int) -> [Float]? {
    let width = pictureSize
    guard index >= 0, (index + 1) * width <= mixtures.count else { return nil }
    return Array(mixtures[(index * width)..<((index + 1) * width)])
  }
}

/// Works out codes by a rule, and decodes them.
struct DecodingStudy: Study {
  /// The rule.
  var recipe: CodeRecipe
  /// The class that is decoded, for models that are told one.
  var label: Int?

  /// Codes that are decoded between two looks at whether anybody still waits.
  private static let batch = 16
  /// Test digits whose codes tell how codes are distributed.
  private static let sampleCount = 128
  /// Test digits that a mixture of Gaussians is fitted to.
  private static let fittedCount = 500

  func run(in context: StudyContext) -> Decodings? {
    context.inference.condition = label
    var decodings = Decodings(
      recipe: recipe, size: context.model.codeSize, codes: [], pictures: [],
      step: context.weights.step)
    switch recipe {
    case .sweep(let dimensions, let columns, let digit):
      sweep(dimensions, columns, through: digit, context, into: &decodings)
    case .grid(let horizontal, let vertical, let columns, let rows, let digit):
      decodings.source = Self.quantiles(of: context)
      decodings.codes = Self.grid(
        horizontal, vertical, columns, rows, around: Self.center(digit, context), context)
    case .path(let start, let end, let columns):
      follow(start, end, columns, context, into: &decodings)
    case .plane(let codes, _): decodings.codes = codes
    case .samples(let count, let seed):
      let sampler = Self.sampler(context)
      decodings.source = sampler.name
      decodings.codes = sampler.codes(count: count, seed: seed)
    }
    guard let pictures = Self.decode(decodings.codes, context) else { return nil }
    decodings.pictures = pictures
    return decodings
  }

  /// Decodes some at a time; nil if nobody waits any more.
  private static func decode(_ codes: [Float], _ context: StudyContext) -> [Float]? {
    let size = context.model.codeSize
    var pictures: [Float] = []
    for first in stride(from: 0, to: codes.count, by: batch * size) {
      if context.isCancelled() { return nil }
      let part = Array(codes[first..<min(first + batch * size, codes.count)])
      pictures += context.inference.decode(part, weights: context.weights)
    }
    return pictures
  }

  private static func image(_ digit: Int, _ context: StudyContext) -> [Float] {
    context.dataset.test.image(digit).map { Float($0) / 255 }
  }

  /// Returns the code of a test digit, or the origin.
  private static func center(_ digit: Int?, _ context: StudyContext) -> [Float] {
    guard let digit, digit < context.dataset.test.count else {
      return Array(repeating: 0, count: context.model.codeSize)
    }
    return context.inference.encode(image(digit, context), weights: context.weights).means
  }

  // MARK: - Sweeps

  private func sweep(
    _ dimensions: [Int], _ columns: Int, through digit: Int?, _ context: StudyContext,
    into decodings: inout Decodings
  ) {
    let center = Self.center(digit, context)
    decodings.ranges = Self.ranges(of: dimensions, context)
    for (dimension, range) in zip(dimensions, decodings.ranges) {
      for column in 0..<columns {
        var code = center
        let part = columns > 1 ? Float(column) / Float(columns - 1) : 0.5
        code[dimension] = range.lowerBound + part * (range.upperBound - range.lowerBound)
        decodings.codes += code
      }
    }
  }

  /// Returns 2.5 standard deviations of the prior to either side, or what 98 of 100 codes are in.
  private static func ranges(
    of dimensions: [Int], _ context: StudyContext
  ) -> [ClosedRange<Float>] {
    guard context.model.wantedDistribution == nil else {
      return dimensions.map { _ in -2.5...2.5 }
    }
    let codes = someCodes(context)
    return dimensions.map { dimension in
      let values = codes.sorted(dimension)
      let (low, high) = (quantile(0.01, of: values), quantile(0.99, of: values))
      return high - low > 1e-6 ? low...high : (low - 0.5)...(low + 0.5)
    }
  }

  /// The codes of the first test digits.
  private static func someCodes(_ context: StudyContext, most: Int = sampleCount) -> Codes {
    let test = context.dataset.test
    let count = min(most, test.count)
    let images = (0..<count).flatMap { image($0, context) }
    return context.inference.encode(images, weights: context.weights)
  }

  private static func quantile(_ part: Double, of sorted: [Float]) -> Float {
    guard let last = sorted.last else { return 0 }
    let place = part * Double(sorted.count - 1)
    let index = Int(place)
    guard index + 1 < sorted.count else { return last }
    return sorted[index] + Float(place - Double(index)) * (sorted[index + 1] - sorted[index])
  }

  // MARK: - Grids

  private static func quantiles(of context: StudyContext) -> String {
    context.model.wantedDistribution.map { "quantiles of \($0.name)" } ?? "quantiles of the codes"
  }

  private static func grid(
    _ horizontal: Int, _ vertical: Int, _ columns: Int, _ rows: Int, around center: [Float],
    _ context: StudyContext
  ) -> [Float] {
    let across = levels(of: horizontal, count: columns, context)
    // The largest comes first: it is at the top.
    let down = Array(levels(of: vertical, count: rows, context).reversed())
    return (0..<(columns * rows)).flatMap { index in
      var code = center
      code[vertical] = down[index / columns]
      code[horizontal] = across[index % columns]
      return code
    }
  }

  /// Returns numbers of one dimension, so that equally many codes lie between each two.
  private static func levels(of dimension: Int, count: Int, _ context: StudyContext) -> [Float] {
    let parts = (0..<count).map { (Double($0) + 0.5) / Double(count) }
    let wanted = context.model.wantedDistribution
    if wanted is StandardNormal || wanted?.name == StandardNormal(size: 1).name {
      return parts.map { Float(normalQuantile($0)) }
    }
    let codes =
      wanted.map { sampler in
        Codes(
          size: sampler.size, count: 500, means: sampler.codes(count: 500, seed: 0))
      } ?? someCodes(context)
    let values = codes.sorted(dimension)
    return parts.map { quantile($0, of: values) }
  }

  // MARK: - Paths and samples

  private func follow(
    _ start: Int, _ end: Int, _ columns: Int, _ context: StudyContext,
    into decodings: inout Decodings
  ) {
    let (first, last) = (Self.image(start, context), Self.image(end, context))
    let from = Self.center(start, context)
    let to = Self.center(end, context)
    decodings.codes = Interpolation.allCases.flatMap { way in
      way.codes(from: from, to: to, count: columns)
    }
    decodings.mixtures = Interpolation.linear.codes(from: first, to: last, count: columns)
  }

  private static func sampler(_ context: StudyContext) -> any Sampler {
    if let wanted = context.model.wantedDistribution { return wanted }
    // A covariance of many dimensions takes long, and more codes than there are.
    let components = context.model.codeSize > 40 ? 1 : 10
    return context.model.sampler(
      fittedTo: someCodes(context, most: fittedCount), components: components)
  }
}

extension Codes {
  /// The finite values of one dimension, smallest first.
  fileprivate func sorted(_ dimension: Int) -> [Float] {
    stride(from: dimension, to: means.count, by: size).map { means[$0] }.filter(\.isFinite).sorted()
  }
}
