@testable import Models

/// A small model of two phases: one makes codes, the other guesses whether codes are codes.
struct GameModel: Autoencoder {
  let layout: ParameterLayout
  let inputSize = 6
  let codeSize = 2
  private let encoder: Dense
  private let decoder: Dense
  private let critic: Dense
  private let change: @Sendable (inout [TrainingPhase]) -> Void

  init(_ change: @escaping @Sendable (inout [TrainingPhase]) -> Void = { _ in }) {
    var layout = ParameterLayout()
    encoder = Dense("encoder", inputs: 6, outputs: 2, activation: .tanh, layout: &layout)
    decoder = Dense("decoder", inputs: 2, outputs: 6, activation: .identity, layout: &layout)
    critic = Dense("critic", inputs: 2, outputs: 1, activation: .identity, layout: &layout)
    self.layout = layout
    self.change = change
  }

  func objective(input: Tensor, target: Tensor) -> Loss {
    let z = encoder(input)
    let spread = z.batchMean().squared().rowSums()
    return squaredError(outputs: decoder(z), target: target) + 2 * Loss("mean", spread)
  }

  var phases: [TrainingPhase] {
    var phases = [
      TrainingPhase("autoencoder", trains: ["encoder.", "decoder."]) {
        objective(input: $0, target: $1)
      },
      TrainingPhase("critic", trains: ["critic."]) { input, _ in
        Loss("criticism", critic(encoder(input)).activated(.softplus))
      },
    ]
    phases[1].countsTowardsLoss = false
    change(&phases)
    return phases
  }

  func encode(_ input: Tensor) -> Encoding { .point(encoder(input)) }
  func decode(_ code: Tensor) -> Tensor { decoder(code) }
  var summary: [LayerSummary] { [] }
}
