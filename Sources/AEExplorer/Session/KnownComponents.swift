import Models
import Synchronization

/// The principal components of the data that is learnt from, worked out once.
final class KnownComponents: Sendable {
  private struct Content {
    var withoutClass: Int?
    var components: PrincipalComponents
  }

  private let found = Mutex<Content?>(nil)

  /// Returns the components of the training images of some data, without those of a class that is left
  /// out.
  func value(of dataset: Dataset, withoutClass: Int?) -> PrincipalComponents {
    found.withLock { found in
      if let found, found.withoutClass == withoutClass { return found.components }
      let rest = withoutClass.flatMap { left in dataset.train.part { Int($0) != left } }
      let components = PrincipalComponents(of: rest ?? dataset.train, shape: dataset.shape)
      found = Content(withoutClass: withoutClass, components: components)
      return components
    }
  }
}
