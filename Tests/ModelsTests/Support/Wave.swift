import Foundation

/// Returns amplitude · sin(a i + b), i = 0, 1 …: numbers that look random and that anybody can make
/// again (as `Tests/Reference/gradients.py` does).
func wave(_ count: Int, amplitude: Double = 1, a: Double = 1, b: Double = 0) -> [Float] {
  (0..<count).map { Float(amplitude * sin(a * Double($0) + b)) }
}

/// Returns intensities in 0…1.
func waveOfIntensities(_ count: Int) -> [Float] {
  wave(count, amplitude: 0.5, a: 0.9, b: 0.2).map { 0.5 + $0 }
}
