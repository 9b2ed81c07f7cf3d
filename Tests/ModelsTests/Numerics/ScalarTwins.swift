import Foundation

@testable import Models

/// The kernels' functions in double precision, as plain as possible.
enum Scalar {
  static func logistic(_ x: Double) -> Double {
    x >= 0 ? 1 / (1 + exp(-x)) : exp(x) / (1 + exp(x))
  }

  static func softplus(_ x: Double) -> Double {
    x.isNaN ? x : max(x, 0) + log1p(exp(-abs(x)))
  }

  static func activate(_ x: Double, _ activation: Activation) -> Double {
    switch activation {
    case .identity: x
    case .relu: x.isNaN ? x : max(x, 0)
    case .leakyReLU: x < 0 ? 0.01 * x : x
    case .sigmoid: logistic(x)
    case .tanh: tanh(x)
    case .softplus: softplus(x)
    }
  }

  /// The derivative from the activation's output.
  static func slope(_ y: Double, _ activation: Activation) -> Double {
    switch activation {
    case .identity: 1
    case .relu: y.isNaN ? y : y > 0 ? 1 : 0
    case .leakyReLU: y.isNaN ? y : y < 0 ? 0.01 : 1
    case .sigmoid: y * (1 - y)
    case .tanh: 1 - y * y
    case .softplus: -expm1(-y)
    }
  }

  /// The Bernoulli cross-entropy of a logit against an intensity.
  static func bernoulli(_ logit: Double, _ x: Double) -> Double {
    logit.isNaN ? logit : max(logit, 0) - logit * x + log1p(exp(-abs(logit)))
  }

  /// Philox 4x32-10, one block; its counter is (block, sample, epoch, purpose).
  static func philox(_ counter: [UInt32], seed: UInt64) -> [UInt32] {
    var c = counter
    var (low, high) = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    for _ in 0..<10 {
      let first = c[0].multipliedFullWidth(by: 0xD251_1F53)
      let second = c[2].multipliedFullWidth(by: 0xCD9E_8D57)
      c = [second.high ^ c[1] ^ low, second.low, first.high ^ c[3] ^ high, first.low]
      low &+= 0x9E37_79B9
      high &+= 0xBB67_AE85
    }
    return c
  }

  /// The words of a row: element 64 g + 16 k + lane is word k of block 16 g + lane.
  static func bits(_ key: RandomKey, sample: Int, count: Int) -> [UInt32] {
    (0..<count).map { element in
      let block = UInt32(element / 64 * 16 + element % 16)
      let counter = [
        block, UInt32(truncatingIfNeeded: sample), UInt32(truncatingIfNeeded: key.epoch),
        key.purpose.rawValue,
      ]
      return philox(counter, seed: key.seed)[element % 64 / 16]
    }
  }
}
