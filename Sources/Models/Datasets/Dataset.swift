public struct ImageShape: Equatable, Sendable { public let channels: Int; public let height: Int; public let width: Int; public var count: Int { channels*height*width }
 public init(channels: Int, height: Int, width: Int) { self.channels = channels; self.height = height; self.width = width } }
public struct Split: Sendable { public let count: Int; public let images: [UInt8]; public let labels: [UInt8] 
 public init(count: Int, images: [UInt8], labels: [UInt8]) { self.count = count; self.images = images; self.labels = labels } }
public final class Dataset: Sendable { public let name: String; public let shape: ImageShape; public let train: Split; public let test: Split; public let meanImage: [Float]
 public init(name: String, shape: ImageShape, train: Split, test: Split, meanImage: [Float]) { self.name = name; self.shape = shape; self.train = train; self.test = test; self.meanImage = meanImage } }
