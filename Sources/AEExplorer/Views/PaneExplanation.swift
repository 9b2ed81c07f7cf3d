import Models

extension Pane {
  /// What the pane shows of that kind of data and what to look for, in plain sentences.
  func explanation(of kind: DataKind) -> String {
    switch kind {
    case .images, .points: explanation
    case .ratings: ratingsExplanation
    }
  }

  private var ratingsExplanation: String {
    switch self {
    case .loss:
      "How far predicted ratings are from those that were given, in stars: the root of the mean "
        + "squared error, a rating. The test curve is that of ratings which the model has never seen; "
        + "it must come below the line of matrix factorisation."
    case .digit:
      "What is known of one item or user, as a picture: a pixel a rating, the brighter the better, "
        + "black where there is none. Beside it what the model predicts, the ratings that were held "
        + "out, and how far off they are."
    case .latent:
      "Each item or user stands where the encoder puts it: those that people rate alike should be "
        + "neighbours. Colours tell how many ratings it has."
    case .decoded:
      "The ratings that the decoder predicts for the code under the cursor, with the weights of this "
        + "moment."
    case .code:
      "The code, a bar for each dimension, and beside it how far the codes spread along each."
    }
  }

  private var explanation: String {
    switch self {
    case .loss:
      "How far reconstructions are from their inputs, as a sum over one digit: lower is better. "
        + "When the test curve rises while the train curve falls, the model learns the training "
        + "digits by heart. No model gets below the floor; PCA is the best linear model."
    case .digit:
      "A test digit, what the encoder saw of it, and what the decoder made of its code. The model "
        + "has never been trained on it. Switch noise on to see whether it is removed."
    case .latent:
      "Each test digit stands where the encoder puts it: digits that look alike should be "
        + "neighbours. Move the cursor and watch what the decoder makes of that point. The "
        + "circles are one and two standard deviations of the prior, where there is one, and the line "
        + "around the digit shown is two of its own code, where that is a distribution. V puts "
        + "decodings or the density behind the points."
    case .decoded:
      "What the decoder draws for the code under the cursor, with the weights of this moment. "
        + "Between two classes it shows shapes in between."
    case .code:
      "The digit's code, a bar for each dimension, and beside it how much each dimension is used: "
        + "its divergence from the prior, or how far the codes spread along it. A dimension near "
        + "zero carries nothing."
    }
  }
}
