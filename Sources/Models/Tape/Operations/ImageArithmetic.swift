extension ImageTensor {
  /// Returns the sum of two images, number by number.
  public static func + (left: ImageTensor, right: ImageTensor) -> ImageTensor {
    precondition(
      left.height == right.height && left.width == right.width && left.channels == right.channels,
      "images of \(left.height) × \(left.width) × \(left.channels) and \(right.height) × "
        + "\(right.width) × \(right.channels)")
    return left.with(left.tensor + right.tensor)
  }

  /// Returns an activation of every number.
  public func activated(_ activation: Activation) -> ImageTensor {
    with(tensor.activated(activation))
  }

  /// Returns the same images, through which no gradient flows back (“stop gradient”).
  public func detached() -> ImageTensor {
    with(tensor.detached())
  }

  private func with(_ tensor: Tensor) -> ImageTensor {
    ImageTensor(tensor: tensor, height: height, width: width, channels: channels)
  }
}
