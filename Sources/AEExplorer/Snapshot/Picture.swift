/// A picture: rows of pixels from the top down, three bytes (red, green, blue) each.
struct Picture: Equatable, Sendable {
  /// Pixels in a row.
  let width: Int
  /// Rows.
  let height: Int
  /// `3 * width * height` bytes.
  private(set) var pixels: [UInt8]

  /// Creates a picture of one colour.
  init(width: Int, height: Int, filledWith color: RGB) {
    precondition(width >= 0 && height >= 0, "a picture of \(width)x\(height) pixels")
    self.width = width
    self.height = height
    pixels = []
    pixels.reserveCapacity(3 * width * height)
    for _ in 0..<(width * height) {
      pixels += [color.red, color.green, color.blue]
    }
  }

  /// The pixel in column `x` of row `y`, which must be inside.
  subscript(x: Int, y: Int) -> RGB {
    get {
      let start = offset(x, y)
      return RGB(pixels[start], pixels[start + 1], pixels[start + 2])
    }
    set {
      let start = offset(x, y)
      pixels[start] = newValue.red
      pixels[start + 1] = newValue.green
      pixels[start + 2] = newValue.blue
    }
  }

  private func offset(_ x: Int, _ y: Int) -> Int {
    precondition(
      x >= 0 && x < width && y >= 0 && y < height, "no pixel \(x), \(y) in \(width)x\(height)")
    return 3 * (y * width + x)
  }
}

/// A colour as a screen shows it, in sRGB.
struct RGB: Equatable, Hashable, Sendable {
  /// The three parts, in `0...255`.
  var red, green, blue: UInt8

  /// Creates a colour.
  init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Returns the colour between this one (at 0) and `other` (at 255).
  func blended(with other: RGB, by share: UInt8) -> RGB {
    func mix(_ from: UInt8, _ to: UInt8) -> UInt8 {
      UInt8((Int(from) * (255 - Int(share)) + Int(to) * Int(share) + 127) / 255)
    }
    return RGB(mix(red, other.red), mix(green, other.green), mix(blue, other.blue))
  }
}
