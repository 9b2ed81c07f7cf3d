internal import CKernels

/// What a stream of random numbers is for; each purpose has a stream of its own.
public enum RandomPurpose: UInt32, Sendable {
  /// First values of the weights; the sample number is the parameter's.
  case weights = 1
  /// The order of the samples in an epoch.
  case shuffle = 2
  /// Noise of a sampled code while training.
  case posterior = 3
  /// Noise of a sampled code while evaluating: the same in every epoch.
  case evaluation = 4
  /// Corruption of inputs.
  case corruption = 5
  /// Samples from the prior.
  case prior = 6
  /// Which samples are held out for testing.
  case split = 20
  /// Generated data.
  case generation = 21
  /// The first centres of clusters.
  case clustering = 22
  /// Grey images made zeros and ones.
  case binarisation = 7
}

/// The place of a random number: everything that it depends on, besides sample and element.
///
/// Numbers come from a counter-based generator, so they are the same whichever thread asks, in
/// whatever order.
///
/// Source: Salmon, Moraes, Dror & Shaw, *Parallel random numbers: as easy as 1, 2, 3* (2011),
/// Philox 4x32-10; normal numbers by Box & Muller (1958).
public struct RandomKey: Equatable, Sendable {
  /// The run's seed.
  public var seed: UInt64
  /// The epoch, from 0.
  public var epoch: Int
  /// What the numbers are for.
  public var purpose: RandomPurpose

  /// Creates a key.
  public init(seed: UInt64, epoch: Int, purpose: RandomPurpose) {
    self.seed = seed
    self.epoch = epoch
    self.purpose = purpose
  }

  /// The key as the kernels take it.
  var raw: AERandomKey {
    AERandomKey(
      seed_low: UInt32(truncatingIfNeeded: seed), seed_high: UInt32(truncatingIfNeeded: seed >> 32),
      epoch: UInt32(truncatingIfNeeded: epoch), purpose: purpose.rawValue)
  }

  /// Returns `count` uniform numbers in `0..<1` of one sample.
  public func uniform(sample: Int, count: Int) -> [Float] {
    numbers(sample: sample, count: count, kernel: ae_uniform)
  }

  /// Returns `count` standard normal numbers of one sample.
  public func normal(sample: Int, count: Int) -> [Float] {
    numbers(sample: sample, count: count, kernel: ae_normal)
  }

  /// Returns `count` random 32-bit words of one sample.
  public func bits(sample: Int, count: Int) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: count) { buffer, initialized in
      if let base = buffer.baseAddress { ae_random_bits(raw, Int32(sample), count, base) }
      initialized = count
    }
  }

  /// Fills `order` with a random permutation of `0..<count` (Fisher & Yates).
  func shuffle(_ order: UnsafeMutableBufferPointer<Int32>) {
    for index in order.indices {
      order[index] = Int32(index)
    }
    guard order.count > 1 else { return }
    let words = bits(sample: 0, count: order.count)
    for index in stride(from: order.count - 1, to: 0, by: -1) {
      // A fraction of 2^32, without the bias of a remainder and without division.
      let other = Int((UInt64(words[index]) * UInt64(index + 1)) >> 32)
      order.swapAt(index, other)
    }
  }

  private func numbers(
    sample: Int, count: Int,
    kernel: (AERandomKey, UnsafePointer<Int32>, Int, Int, UnsafeMutablePointer<Float>) -> Void
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initialized in
      var number = Int32(sample)
      if let base = buffer.baseAddress { kernel(raw, &number, 1, count, base) }
      initialized = count
    }
  }
}
