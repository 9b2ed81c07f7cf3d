internal import CKernels

extension CorruptionKind {
  /// Sets a rectangle to 0, at a random place; its sides are a share s of the image's.
  public static let block = CorruptionKind(
    id: "block", title: "block", symbol: "s", levels: 0...1, defaultLevel: 0.4, levelStep: 0.1
  ) { pass in
    pass.result.update(from: pass.images, count: pass.count)
    let shape = pass.shape
    let height = Int((pass.level * Float(shape.height)).rounded())
    let width = Int((pass.level * Float(shape.width)).rounded())
    for row in 0..<pass.rows {
      let chance = withUnsafeTemporaryAllocation(of: Float.self, capacity: 2) { numbers in
        guard let numbers = numbers.baseAddress else { return (Float(0), Float(0)) }
        ae_uniform(pass.key, pass.samples + row, 1, 2, numbers)
        return (numbers[0], numbers[1])
      }
      let top = Int(chance.0 * Float(shape.height - height + 1))
      let left = Int(chance.1 * Float(shape.width - width + 1))
      for channel in 0..<shape.channels {
        for y in top..<(top + height) {
          let first = (channel * shape.height + y) * shape.width + left
          (pass.result + row * shape.count + first).update(repeating: 0, count: width)
        }
      }
    }
  }
}
