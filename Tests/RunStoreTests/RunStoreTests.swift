import Foundation
import Models
import Testing

@testable import RunStore

struct RunStoreTests {}
