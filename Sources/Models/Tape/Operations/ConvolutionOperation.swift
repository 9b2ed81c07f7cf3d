internal import CKernels

/// y = pool(activation(x ∗ W + b)) on images in lanes, the largest value of each window if it pools.
///
/// With d = ∂L/∂y ⊙ activation′, spread to where each largest value was: ∂L/∂W = Σ x ⊙ d over the
/// windows, ∂L/∂b = Σ d, ∂L/∂x = d spread over the windows that it came from. Up-sampled and
/// transposed convolutions differ only in the parts of their plan.
///
/// Pooling runs over strips of rows, so that the image before it is never written to memory: it would
/// be the largest of all. Since activations never decrease, they are applied behind the pooling.
final class ConvolutionOperation: Operation {
  private let input: ImageTensor
  private let output: Tensor
  private let weight: Parameter
  private let bias: Parameter
  private let activation: Activation
  private let geometry: ConvolutionGeometry
  private let plan: ConvolutionPlan
  private let pooling: Int
  /// The image between convolution and pooling.
  private let height: Int
  private let width: Int
  private let memory: ConvolutionMemory
  private var x = Place(offset: 0)
  private var y = Place(offset: 0)
  private var places = ConvolutionMemory.Places()
  private var outputGradient: Place?
  private var inputGradient: GradientPlace?
  private var weightGradient: ParameterGradient?
  private var biasGradient: ParameterGradient?

  init(
    input: ImageTensor, output: Tensor, weight: Parameter, bias: Parameter,
    geometry: ConvolutionGeometry, activation: Activation, pooling: Int
  ) {
    precondition(
      pooling == 1 || !geometry.gradientReadsOutput,
      "pooling behind a convolution that enlarges the image")
    self.input = input
    self.output = output
    self.weight = weight
    self.bias = bias
    self.activation = activation
    self.geometry = geometry
    self.pooling = pooling
    height = geometry.outputSize(input.height)
    width = geometry.outputSize(input.width)
    plan = ConvolutionPlan(geometry, height: input.height, width: input.width)
    memory = ConvolutionMemory(
      plan: plan, geometry: geometry, output: output,
      // Without a gradient of the input, each strip is finished before the next begins.
      pooledPixels: pooling == 1
        ? 0 : width * (input.tensor.needsGradient ? height : min(pooling, height)))
  }

  deinit {
    plan.deallocate()
  }

  override var recordedLayer: RecordedLayer? {
    RecordedLayer(
      kind: .convolution(geometry, pooling: pooling), weight: weight, bias: bias,
      activation: activation, input: input.tensor, output: output,
      inputImage: ImageShape(
        channels: input.channels, height: input.height, width: input.width),
      outputImage: ImageShape(
        channels: geometry.outputs, height: pooledHeight, width: (width + pooling - 1) / pooling))
  }

  override func bind(_ places: inout PlaceBinder) {
    x = places.place(input.tensor)
    y = places.place(output)
    self.places = memory.places(&places)
    outputGradient = places.gradient(of: output)
    inputGradient = outputGradient == nil ? nil : places.inputGradient(input.tensor)
    weightGradient = places.parameterGradient(weight, of: output)
    biasGradient = places.parameterGradient(bias, of: output)
  }

  // MARK: - Forward

  override func forward(_ frame: Frame) {
    let weights = places.weights.pointer(frame)
    for pass in plan.forward {
      pass.weights.fill(weights + pass.weightOffset, from: frame.parameters + weight.offset)
    }
    for group in 0..<Lanes.groups(frame.rows) {
      let source = image(x, input.tensor, group, frame)
      let result = image(y, output, group, frame)
      if pooling == 1 {
        for pass in plan.forward {
          pass.run(
            source, weights: weights, bias: frame.parameters + bias.offset, into: result,
            rectifies: activation == .relu)
        }
      } else {
        forwardPooled(source, into: result, group: group, frame)
      }
      if activation != .relu {
        ae_activate(result, output.width * Lanes.count, activation.kernel)
      }
    }
  }

  private func forwardPooled(
    _ source: UnsafePointer<Float>, into result: UnsafeMutablePointer<Float>, group: Int,
    _ frame: Frame
  ) {
    let strip = places.strip.pointer(frame)
    for pooled in 0..<pooledHeight {
      var shape = plan.forward[0].rows(pooled * pooling, count: stripHeight(pooled))
      ae_convolve(
        &shape, source, places.weights.pointer(frame), frame.parameters + bias.offset, strip,
        activation == .relu ? 1 : 0, 0)
      ae_max_pool(
        strip, shape.rows, width, geometry.outputs, pooling, result + pooled * pooledRow,
        maxima(group, frame) + pooled * pooledRow)
    }
  }

  // MARK: - Backward

  override func backward(_ frame: Frame) {
    guard let outputGradient, let gradients = frame.gradients else { return }
    let sums = places.sums.pointer(frame)
    let biasSums = sums + plan.weightGradient.weights.count * Lanes.count
    sums.update(repeating: 0, count: places.sumCount * Lanes.count)
    fillGradientWeights(frame)
    for group in 0..<Lanes.groups(frame.rows) {
      let d = image(outputGradient, output, group, frame)
      ae_activation_gradient(
        d, image(y, output, group, frame), output.width * Lanes.count, activation.kernel)
      if biasGradient != nil {
        ae_channel_sums(d, output.width / geometry.outputs, geometry.outputs, biasSums)
      }
      let source = image(x, input.tensor, group, frame)
      let spread = pooling == 1 ? d : places.strip.pointer(frame)
      if pooling == 1 {
        addWeightGradient(source, d, to: sums)
      } else {
        backwardPooled(source, d, to: sums, group: group, frame)
      }
      guard let inputGradient else { continue }
      for pass in plan.inputGradient {
        pass.run(
          spread, weights: places.weights.pointer(frame), bias: nil,
          into: image(inputGradient.place, input.tensor, group, frame),
          accumulates: inputGradient.accumulates)
      }
    }
    collect(sums, into: gradients, frame)
  }

  private func fillGradientWeights(_ frame: Frame) {
    guard inputGradient != nil else { return }
    for pass in plan.inputGradient {
      pass.weights.fill(
        places.weights.pointer(frame) + pass.weightOffset, from: frame.parameters + weight.offset)
    }
  }

  private func addWeightGradient(
    _ source: UnsafePointer<Float>, _ d: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>
  ) {
    guard weightGradient != nil else { return }
    withUnsafePointer(to: plan.weightGradient.shape) { shape in
      if geometry.gradientReadsOutput {
        ae_convolution_gradient(shape, d, source, sums)
      } else {
        ae_convolution_gradient(shape, source, d, sums)
      }
    }
  }

  /// Spreads the pooled gradient, strip by strip, and adds each strip's share of the weights'.
  private func backwardPooled(
    _ source: UnsafePointer<Float>, _ d: UnsafePointer<Float>,
    to sums: UnsafeMutablePointer<Float>, group: Int, _ frame: Frame
  ) {
    let row = width * geometry.outputs * Lanes.count
    let isWhole = inputGradient != nil
    for pooled in 0..<pooledHeight {
      var shape = plan.weightGradient.rows(pooled * pooling, count: stripHeight(pooled))
      let strip = places.strip.pointer(frame) + (isWhole ? pooled * pooling * row : 0)
      ae_max_pool_gradient(
        d + pooled * pooledRow, maxima(group, frame) + pooled * pooledRow, shape.rows, width,
        geometry.outputs, pooling, strip, 0)
      if weightGradient != nil { ae_convolution_gradient(&shape, source, strip, sums) }
    }
  }

  /// Adds up the lanes, and puts the sums where the parameters' gradients belong.
  private func collect(
    _ sums: UnsafePointer<Float>, into gradients: UnsafeMutablePointer<Float>, _ frame: Frame
  ) {
    let totals = places.totals.pointer(frame)
    ae_lane_totals(sums, places.sumCount, totals)
    let map = plan.weightGradient.weights
    if let weightGradient {
      let target = gradients + weightGradient.offset
      if !weightGradient.accumulates { target.update(repeating: 0, count: weight.count) }
      map.addGradient(totals, to: target)
    }
    if let biasGradient {
      ae_scale_add(
        totals + map.count, 1, geometry.outputs, gradients + biasGradient.offset,
        biasGradient.accumulates ? 1 : 0)
    }
  }

  // MARK: - Places

  private var pooledHeight: Int { (height + pooling - 1) / pooling }
  /// Floats, and bytes of places, in a row of the pooled image.
  private var pooledRow: Int {
    (width + pooling - 1) / pooling * geometry.outputs * Lanes.count
  }

  private func stripHeight(_ pooled: Int) -> Int {
    min(pooling, height - pooled * pooling)
  }

  private func image(
    _ place: Place, _ tensor: Tensor, _ group: Int, _ frame: Frame
  ) -> UnsafeMutablePointer<Float> {
    place.pointer(frame) + group * tensor.width * Lanes.count
  }

  private func maxima(_ group: Int, _ frame: Frame) -> UnsafeMutablePointer<UInt8> {
    places.maxima.bytes(frame) + group * output.width * Lanes.count
  }
}
