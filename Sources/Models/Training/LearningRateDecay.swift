#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// How the learning rate falls while training.
///
/// At a constant rate the weights end up trembling about a minimum, the more the larger the rate is;
/// a rate that falls lets them come to rest there.
public enum LearningRateDecay: String, CaseIterable, Codable, Sendable {
  /// Not at all.
  case constant
  /// Along half a cosine, from the whole rate down to a hundredth of it at the end of the last epoch.
  ///
  /// η(t) = η ((1 − m) ½ (1 + cos(π t)) + m) with t ∈ [0, 1] the share of the epochs that are over and
  /// m = 0.01.
  ///
  /// Source: Loshchilov & Hutter, *SGDR: Stochastic Gradient Descent with Warm Restarts* (2017),
  /// equation 5, without restarts and with η_min = η / 100.
  case cosine

  private static let least = 0.01

  /// Works out how much of the learning rate is left at some point of a training.
  ///
  /// - Parameters:
  ///   - progress: how far the training has come.
  ///   - epochs: after how many epochs it ends. A training without an end can't have a decay; its
  ///     rate is constant.
  /// - Returns: the part of it, in 0.01…1.
  func factor(_ progress: TrainingProgress, epochs: Int?) -> Float {
    switch self {
    case .constant: return 1
    case .cosine:
      guard let epochs, epochs > 0 else { return 1 }
      let share = min(1, progress.epochs / Double(epochs))
      return Float((1 - Self.least) * (1 + cos(.pi * share)) / 2 + Self.least)
    }
  }
}

extension KeyedDecodingContainer {
  /// Checkpoints from before there was a choice have a constant rate.
  func decode(_ type: LearningRateDecay.Type, forKey key: Key) throws -> LearningRateDecay {
    try decodeIfPresent(type, forKey: key) ?? .constant
  }
}
