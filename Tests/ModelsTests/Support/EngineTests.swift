import Testing

/// All tests that compute with the kernels, one after the other.
///
/// The kernels' variant is chosen for the whole process. A test that chooses one would change the
/// bits under another that runs beside it, so they take turns.
@Suite(.serialized) enum EngineTests {}
