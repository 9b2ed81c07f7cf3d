/// Which values of a tape have a copy with rows and columns exchanged, for the layers that read them.
///
/// A dense layer's forward product runs over sixteen samples at a time, and so wants its input
/// feature by feature; a layer in front of it writes its output in both ways.
final class Transpositions {
  /// The copies, by the slots of what they are copies of.
  private var copies: [Int: Tensor] = [:]
  /// The slots that dense layers write.
  private var outputs: Set<Int> = []

  /// Returns the place for the copy of a value, recorded when it is asked for first.
  ///
  /// A copy is as large as images in lanes: its rows are filled up to a multiple of sixteen samples.
  func copy(of value: Tensor) -> Tensor {
    if let copy = copies[value.slot] { return copy }
    let copy = value.tape.scratch(width: value.width, layout: .lanes)
    copies[value.slot] = copy
    return copy
  }

  /// Returns the place for the copy of a value if somebody reads it.
  func wantedCopy(of value: Tensor) -> Tensor? {
    copies[value.slot]
  }

  /// Notes that a dense layer writes a value, and its copy besides.
  func noteLayer(writing value: Tensor) {
    outputs.insert(value.slot)
  }

  /// Forgets the copies, which know their tape.
  func close() {
    copies = [:]
  }

  /// Returns whether the copy of a value is written by the layer that writes the value.
  func isWrittenByLayer(_ value: Tensor) -> Bool {
    outputs.contains(value.slot)
  }
}
