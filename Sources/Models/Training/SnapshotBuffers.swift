/// The memory of published weights, used again when nobody looks at it any more.
///
/// A new block for every publication would cost more in page faults than in copying.
struct SnapshotBuffers {
  private var buffers: [FloatBuffer] = []
  /// The place of the block that is given up next, when all are held.
  private var oldest = 0

  /// As many snapshots as are usually held at once: the published one, the screen's, the observer's.
  private static let limit = 4

  /// Returns a copy of a block: in memory that was given out before and is free now, else in new.
  mutating func copy(of source: FloatBuffer) -> FloatBuffer {
    for index in buffers.indices where isKnownUniquelyReferenced(&buffers[index]) {
      buffers[index].copy(from: source)
      return buffers[index]
    }
    let buffer = FloatBuffer(copying: source)
    if buffers.count < Self.limit {
      buffers.append(buffer)
    } else {
      // Somebody keeps them all: an archive may do so for ever.
      buffers[oldest] = buffer
      oldest = (oldest + 1) % Self.limit
    }
    return buffer
  }
}
