/// One axis of one part that a convolution falls into: a row of windows over a line of pixels.
///
/// Window w sees pixels w · stride − before and those behind it, one for each tap; its result goes to
/// pixel first + w · step. A tap's weight is the sum of some of the kernel's: of one in an ordinary
/// convolution, of two where an up-sampled line is read before it is up-sampled.
///
/// The kernel's tap k reads, for output pixel y, the input pixel y · stride − padding + k. Everything
/// here follows from this.
struct AxisPass: Equatable {
  /// For each tap, the kernel's taps whose weights add up to its own.
  var taps: [[Int]]
  /// Pixels from one window to the next.
  var stride: Int
  /// Pixels that the first window begins before the line; negative begins inside.
  var before: Int
  /// Windows.
  var windows: Int
  /// The first window's place in the result.
  var first = 0
  /// Pixels of the result from one window to the next.
  var step = 1

  /// Returns the convolution itself.
  static func plain(kernel: Int, stride: Int, padding: Int, windows: Int) -> AxisPass {
    AxisPass(
      taps: (0..<kernel).map { [$0] }, stride: stride, before: padding, windows: windows)
  }

  /// Returns what spreads each pixel over the window that it came from: the input's gradient of a
  /// convolution, or a transposed convolution.
  ///
  /// Pixel x gets from y = (x + padding − k) / stride where this is whole. So the pixels with the
  /// same remainder form a convolution of their own, with every stride-th tap.
  ///
  /// - Parameters:
  ///   - kernel: taps of the convolution that is turned round.
  ///   - stride: its pixels from one window to the next.
  ///   - padding: its pixels before the line.
  ///   - size: pixels of the result.
  /// - Returns: a part for each remainder.
  static func spreading(kernel: Int, stride: Int, padding: Int, size: Int) -> [AxisPass] {
    (0..<min(stride, size)).map { first in
      let reached = (0..<kernel).filter { (first + padding - $0) % stride == 0 }
      // Larger taps reach further back.
      let taps = reached.reversed().map { [$0] }
      let before = reached.last.map { ($0 - first - padding) / stride } ?? 0
      return AxisPass(
        taps: Array(taps), stride: 1, before: before,
        windows: (size - first + stride - 1) / stride, first: first, step: stride)
    }
  }

  /// Returns a convolution with stride 1 behind an up-sampling by 2, computed on the small line: one
  /// part for the even pixels of the result, one for the odd ones.
  ///
  /// Tap k of pixel 2w + p reads the up-sampled pixel 2w + p + k − padding, which is a copy of the
  /// small line's w + ⌊(p + k − padding) / 2⌋.
  static func upSampled(kernel: Int, padding: Int, windows: Int) -> [AxisPass] {
    (0..<min(2, windows)).map { phase in
      let shifts = (0..<kernel).map { ($0 + phase - padding) >> 1 }
      let least = shifts.first ?? 0
      var taps = [[Int]](repeating: [], count: (shifts.last ?? least) - least + 1)
      for (tap, shift) in shifts.enumerated() {
        taps[shift - least].append(tap)
      }
      return AxisPass(
        taps: taps, stride: 1, before: -least, windows: (windows - phase + 1) / 2, first: phase,
        step: 2)
    }
  }

  /// Returns the gradient of the small line before such an up-sampling, of `size` pixels.
  ///
  /// Small pixel w has the copies 2w and 2w + 1, and copy u gets from y = u + padding − k; so tap m
  /// of a window with stride 2 stands for k = kernel − 1 − m and, by the second copy, kernel − m.
  static func upSampledGradient(kernel: Int, padding: Int, size: Int) -> AxisPass {
    let taps = (0...kernel).map { tap in
      [kernel - 1 - tap, kernel - tap].filter { (0..<kernel).contains($0) }
    }
    return AxisPass(taps: taps, stride: 2, before: kernel - 1 - padding, windows: size)
  }
}
