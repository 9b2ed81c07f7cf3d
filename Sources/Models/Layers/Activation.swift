internal import CKernels

/// The functions that a layer may apply to each of its outputs.
///
/// Each derivative is a function of the output alone, so the input need not be kept.
public enum Activation: String, CaseIterable, Codable, Sendable {
  /// y = x
  case identity
  /// y = max(0, x)
  case relu
  /// y = x for x ≥ 0, else 0.01 x
  case leakyReLU = "leaky-relu"
  /// y = 1 / (1 + e^−x)
  case sigmoid
  /// y = tanh x
  case tanh
  /// y = ln(1 + e^x)
  case softplus

  /// The number by which the kernels know it.
  var kernel: Int32 {
    let number =
      switch self {
      case .identity: AEActivationIdentity
      case .relu: AEActivationReLU
      case .leakyReLU: AEActivationLeakyReLU
      case .sigmoid: AEActivationSigmoid
      case .tanh: AEActivationTanh
      case .softplus: AEActivationSoftplus
      }
    return Int32(bitPattern: number.rawValue)
  }
}
