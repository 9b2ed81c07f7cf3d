/// Why images can't be compressed, or not be restored.
public enum CompressionError: Error, Equatable, CustomStringConvertible {
  /// The model says nothing of how probable an image is.
  case noDistribution
  /// It has to be told the classes, which are not in the file.
  case needsClasses
  /// Its pixels are grey, or Gaussian.
  case greyPixels
  /// Its outputs are no numbers.
  case notFinite
  /// They were compressed with other weights.
  case otherWeights
  /// They were compressed with other kernels, whose results differ in the last bit.
  case otherArithmetic(wanted: String, here: String)
  /// They are not what was written.
  case damaged

  /// One sentence.
  public var description: String {
    switch self {
    case .noDistribution:
      "the model can't compress: that takes one whose decoder says how probable each pixel is by "
        + "itself, such as vae"
    case .needsClasses:
      "the model has to be told each image's class, which the compressed images don't hold; use vae"
    case .greyPixels:
      "the model's pixels are grey, and only zeros and ones can be compressed without loss; train "
        + "with --loss bce --set binarisation=static (or threshold)"
    case .notFinite:
      "the model's codes are no numbers; its training has diverged"
    case .otherWeights:
      "the images were compressed with other weights; give the checkpoint that they were made with"
    case .otherArithmetic(let wanted, let here):
      "the images were compressed with the kernels \(wanted), and these are \(here), which round "
        + "differently; AEXPLORER_KERNELS and AEXPLORER_PRODUCTS choose them"
    case .damaged:
      "the file is none of compressed images, or it is damaged"
    }
  }
}
