@testable import Models

/// A value `[rows, width]` that is itself a parameter.
final class ValueOperation: Models.Operation {
  private let output: Tensor
  private let parameter: Parameter
  private var place = Place(offset: 0)
  private var gradient: Place?
  private var parameterGradient: ParameterGradient?

  init(output: Tensor, parameter: Parameter) {
    self.output = output
    self.parameter = parameter
  }

  override func bind(_ places: inout PlaceBinder) {
    place = places.place(output)
    gradient = places.gradient(of: output)
    parameterGradient = places.parameterGradient(parameter, of: output)
  }

  override func forward(_ frame: Frame) {
    place.pointer(frame).update(
      from: frame.parameters + parameter.offset, count: parameter.count)
  }

  override func backward(_ frame: Frame) {
    guard let gradient, let parameterGradient, let gradients = frame.gradients else { return }
    for index in 0..<parameter.count {
      let share = gradient.pointer(frame)[index]
      gradients[parameter.offset + index] =
        parameterGradient.accumulates ? gradients[parameter.offset + index] + share : share
    }
  }
}

/// Σ_j y_j · probe_j a sample: a loss whose gradient is the probe, as good as any.
final class ProbeOperation: Models.Operation {
  private let input: Tensor
  private let probe: Tensor
  private let output: Tensor
  private let width: Int
  private var y = Place(offset: 0)
  private var weights = Place(offset: 0)
  private var values = Place(offset: 0)
  private var rowGradient: Place?
  private var inputGradient: GradientPlace?

  init(input: Tensor, probe: Tensor, output: Tensor) {
    self.input = input
    self.probe = probe
    self.output = output
    width = input.width
  }

  override func bind(_ places: inout PlaceBinder) {
    y = places.place(input)
    weights = places.place(probe)
    values = places.place(output)
    rowGradient = places.gradient(of: output)
    inputGradient = rowGradient == nil ? nil : places.inputGradient(input)
  }

  override func forward(_ frame: Frame) {
    for row in 0..<frame.rows {
      values.pointer(frame)[row] = (0..<width).reduce(0) {
        $0 + y.pointer(frame)[row * width + $1] * weights.pointer(frame)[row * width + $1]
      }
    }
  }

  override func backward(_ frame: Frame) {
    guard let rowGradient, let inputGradient else { return }
    let target = inputGradient.place.pointer(frame)
    for index in 0..<(frame.rows * width) {
      let share = weights.pointer(frame)[index] * rowGradient.pointer(frame)[index / width]
      target[index] = inputGradient.accumulates ? target[index] + share : share
    }
  }
}

/// Returns the term `probe`: the product of `y` and `probe`, both `[rows, width]`, a sample.
func probed(_ y: Tensor, with probe: Tensor) -> Loss {
  Loss(
    "probe",
    y.tape.record(reading: [y, probe], width: 1) {
      ProbeOperation(input: y, probe: probe, output: $0)
    })
}
