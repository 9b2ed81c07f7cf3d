@testable import Models

/// The weights of `convolution.py` and `strided.py`: waves, one for each pair of weight and bias.
func waveWeights(_ model: any Autoencoder) -> [Float] {
  var values = [Float](repeating: 0, count: model.layout.size)
  for (number, parameter) in model.layout.parameters.enumerated() {
    let taps = parameter.count / parameter.shape[0]
    let isBias = parameter.shape.count == 1
    let numbers = wave(
      parameter.count, amplitude: isBias ? 0.1 : 2 / Double(taps).squareRoot(),
      a: isBias ? 2.3 : 1.7, b: Double(number / 2))
    values.replaceSubrange(parameter.offset..<(parameter.offset + parameter.count), with: numbers)
  }
  return values
}
