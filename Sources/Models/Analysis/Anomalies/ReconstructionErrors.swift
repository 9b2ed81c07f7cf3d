extension Inference {
  /// Returns how far the reconstruction of each sample of a split is from it: the squared error, summed
  /// over pixels; of ratings, the mean squared error of the held-out ones.
  ///
  /// - Parameters:
  ///   - split: the samples.
  ///   - codes: theirs, from `encode`; of distributions the means are decoded.
  ///   - weights: the model's.
  /// - Returns: one number a sample, `[split.count]`.
  public func squaredErrors(
    on split: Split, codes: Codes, weights: WeightSnapshot
  ) -> [Float] {
    let pictures = decode(codes.means, weights: weights, labels: split.labels)
    let width = split.featureCount
    if split.ratings != nil {
      return (0..<split.count).map { index in
        let place = (index * width)..<((index + 1) * width)
        let errors = RatingsFacts.squaredErrors(of: pictures[place], truth: split.targets[place])
        return errors.sum / Float(max(1, errors.count))
      }
    }
    return split.squaredErrors(of: pictures)
  }
}

extension PrincipalComponents {
  /// Returns the squared error of each image's reconstruction from a code of `components` values,
  /// summed over pixels: `[split.count]`.
  public func squaredErrors(on split: Split, components: Int) -> [Float] {
    let images = split.images.map { Float($0) * (1 / 255) }
    let codes = codes(of: images, count: split.count, components: components)
    return split.squaredErrors(
      of: reconstruct(codes: codes, count: split.count, components: components))
  }
}

extension Split {
  /// Returns the squared distance of each image from a picture of it, both in 0…1.
  func squaredErrors(of pictures: [Float]) -> [Float] {
    precondition(
      pictures.count == images.count, "\(pictures.count) values for \(images.count) pixels")
    var errors = [Float](repeating: 0, count: count)
    let width = featureCount
    images.withUnsafeBufferPointer { bytes in
      pictures.withUnsafeBufferPointer { pictures in
        for index in errors.indices {
          var sum: Float = 0
          for pixel in (index * width)..<((index + 1) * width) {
            let difference = Float(bytes[pixel]) * (1 / 255) - pictures[pixel]
            sum += difference * difference
          }
          errors[index] = sum
        }
      }
    }
    return errors
  }
}

extension RatingsFacts {
  /// Sums squared errors of ratings, those that are in `truth`.
  ///
  /// - Parameters:
  ///   - predictions: a row as models give it, bytes divided by 255.
  ///   - truth: the row's bytes, 0 where there is no rating.
  /// - Returns: their sum in stars², and how many there are.
  public static func squaredErrors(
    of predictions: ArraySlice<Float>, truth: ArraySlice<UInt8>
  ) -> (sum: Float, count: Int) {
    var sum: Float = 0
    var count = 0
    for (prediction, byte) in zip(predictions, truth) where byte > 0 {
      let error = (255 * prediction - Float(byte)) / stepsPerStar
      sum += error * error
      count += 1
    }
    return (sum, count)
  }
}
