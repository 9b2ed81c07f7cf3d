/// The parts that a convolution of images of one size falls into.
struct ConvolutionPlan {
  /// What computes the output.
  let forward: UnsafeBufferPointer<ConvolutionPass>
  /// What computes the input's gradient from the output's.
  let inputGradient: UnsafeBufferPointer<ConvolutionPass>
  /// The windows over which the weights' gradient is summed.
  let weightGradient: ConvolutionPass
  /// Floats of all parts' own weights.
  let weightCount: Int

  /// Creates the plan for images of the given size.
  init(_ geometry: ConvolutionGeometry, height: Int, width: Int) {
    let output = (height: geometry.outputSize(height), width: geometry.outputSize(width))
    var count = 0
    let forward = Self.passes(
      geometry.forward(.vertical, input: height), geometry.forward(.horizontal, input: width),
      geometry,
      source: (height, width), resultWidth: output.width, readsOutput: false, count: &count)
    let inputGradient = Self.passes(
      geometry.inputGradient(.vertical, input: height),
      geometry.inputGradient(.horizontal, input: width), geometry,
      source: output, resultWidth: width, readsOutput: true, count: &count)
    let reversed = geometry.gradientReadsOutput
    weightGradient = ConvolutionPass(
      y: geometry.weightGradient(.vertical, input: height),
      x: geometry.weightGradient(.horizontal, input: width),
      geometry: geometry, source: reversed ? output : (height, width),
      resultWidth: reversed ? width : output.width, readsOutput: reversed, weightOffset: 0)
    weightCount = count
    self.forward = Self.copy(forward)
    self.inputGradient = Self.copy(inputGradient)
  }

  /// Frees the plan's memory.
  func deallocate() {
    for pass in forward { pass.weights.deallocate() }
    for pass in inputGradient { pass.weights.deallocate() }
    weightGradient.weights.deallocate()
    forward.deallocate()
    inputGradient.deallocate()
  }

  /// Every combination of the parts of two axes.
  private static func passes(
    _ rows: [AxisPass], _ columns: [AxisPass], _ geometry: ConvolutionGeometry,
    source: (height: Int, width: Int), resultWidth: Int, readsOutput: Bool, count: inout Int
  ) -> [ConvolutionPass] {
    var passes: [ConvolutionPass] = []
    for y in rows {
      for x in columns {
        passes.append(
          ConvolutionPass(
            y: y, x: x, geometry: geometry, source: source, resultWidth: resultWidth,
            readsOutput: readsOutput, weightOffset: count))
        count += y.taps.count * x.taps.count * geometry.inputs * geometry.outputs
      }
    }
    return passes
  }

  private static func copy(_ passes: [ConvolutionPass]) -> UnsafeBufferPointer<ConvolutionPass> {
    let memory = UnsafeMutableBufferPointer<ConvolutionPass>.allocate(capacity: passes.count)
    _ = memory.initialize(from: passes)
    return UnsafeBufferPointer(memory)
  }
}
