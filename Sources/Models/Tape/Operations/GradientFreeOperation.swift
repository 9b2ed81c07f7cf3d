/// An operation of one input and one output through which no gradient passes.
class GradientFreeOperation: Operation {
  /// What is read.
  let input: Tensor
  /// What is written.
  let output: Tensor
  /// Where the input lies.
  private(set) var x = Place(offset: 0)
  /// Where the output lies.
  private(set) var y = Place(offset: 0)

  init(input: Tensor, output: Tensor) {
    self.input = input
    self.output = output
  }

  final override func bind(_ places: inout PlaceBinder) {
    x = places.place(input)
    y = places.place(output)
  }

  final override func backward(_ frame: Frame) {}
}
