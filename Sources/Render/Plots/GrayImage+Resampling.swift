extension GrayImage {
  /// Returns the size in pixels that fits into a rectangle of cells: a whole multiple of the
  /// picture's, or a fraction of it.
  public func size(in rect: Rect) -> (width: Int, height: Int) {
    guard width > 0, height > 0, !rect.isEmpty else { return (0, 0) }
    let (roomX, roomY) = (rect.width, rect.height * 2)
    if roomX >= width, roomY >= height {
      let factor = min(roomX / width, roomY / height)
      return (width * factor, height * factor)
    }
    // The tighter direction is filled; the other one follows, with a pixel at least.
    return roomX * height <= roomY * width
      ? (roomX, max(1, min(roomY, (roomX * height + width / 2) / width)))
      : (max(1, min(roomX, (roomY * width + height / 2) / height)), roomY)
  }

  /// Returns the picture in another size, `[newHeight, newWidth]`: the mean of what each new pixel
  /// covers, which is a copy of one pixel where the picture is enlarged by a whole number.
  public func resampled(width newWidth: Int, height newHeight: Int) -> [Float] {
    let source = complete
    guard newWidth != width || newHeight != height else { return source }
    if newWidth % width == 0, newHeight % height == 0 {
      return enlarged(source, width: newWidth, height: newHeight)
    }
    let narrow = GrayImage.averaged(
      source, lines: height, from: width, to: newWidth, lineStride: width, stride: 1)
    // The same again for the columns of the result, which lie `newWidth` apart.
    let columns = GrayImage.averaged(
      narrow, lines: newWidth, from: height, to: newHeight, lineStride: 1, stride: newWidth)
    return transposed(columns, rows: newWidth, columns: newHeight)
  }

  /// The pixels, exactly as many as there should be, in `0...1`.
  private var complete: [Float] {
    let clamped = pixels.prefix(width * height).map { pixel in
      pixel.isFinite ? min(max(pixel, 0), 1) : .nan
    }
    return clamped + Array(repeating: 0, count: width * height - clamped.count)
  }

  private func enlarged(_ source: [Float], width newWidth: Int, height newHeight: Int) -> [Float] {
    let (stepX, stepY) = (newWidth / width, newHeight / height)
    var target: [Float] = []
    target.reserveCapacity(newWidth * newHeight)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        target.append(source[y / stepY * width + x / stepX])
      }
    }
    return target
  }

  /// Returns each line of `source` with `new` instead of `old` values, each the mean of the stretch
  /// that it covers, with the parts of values at its ends: `[lines, new]`.
  private static func averaged(
    _ source: [Float], lines: Int, from old: Int, to new: Int, lineStride: Int, stride: Int
  ) -> [Float] {
    var result: [Float] = []
    result.reserveCapacity(lines * new)
    for line in 0..<lines {
      for index in 0..<new {
        // In units of 1/new of an old value, so that all bounds are whole numbers.
        let (start, end) = (index * old, (index + 1) * old)
        var sum: Float = 0
        for position in (start / new)...((end - 1) / new) {
          let share = min(end, (position + 1) * new) - max(start, position * new)
          sum += Float(share) * source[line * lineStride + position * stride]
        }
        result.append(sum / Float(old))
      }
    }
    return result
  }

  private func transposed(_ matrix: [Float], rows: Int, columns: Int) -> [Float] {
    (0..<(rows * columns)).map { matrix[$0 % rows * columns + $0 / rows] }
  }
}
