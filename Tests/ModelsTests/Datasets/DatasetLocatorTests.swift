import Testing

@testable import Models

struct DatasetLocatorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func locator(
    environment: String? = nil, executable: String? = nil
  ) -> DatasetLocator {
    DatasetLocator(environmentFolder: environment, executable: executable, root: folder.path)
  }

  @Test func searchesInTheDocumentedOrder() throws {
    let entry = try #require(DatasetCatalog.entry("fashion-mnist"))
    let locator = DatasetLocator(
      environmentFolder: "/e/", executable: "/a/b/bin/aexplorer", root: "/")
    #expect(
      locator.candidateFolders(for: entry) == [
        "/e/fashion-mnist", "/a/b/share/aexplorer/datasets/fashion-mnist",
        "/a/b/bin/datasets/fashion-mnist", "/a/b/datasets/fashion-mnist",
        "/a/datasets/fashion-mnist", "/datasets/fashion-mnist",
        "/usr/share/datasets/fashion-mnist",
      ])
  }

  @Test func theEnvironmentMayNameTheFolderItself() throws {
    let entry = try #require(DatasetCatalog.entry("mnist-5k"))
    let folders = DatasetLocator(environmentFolder: "/e/mnist-5k", executable: nil, root: "/")
      .candidateFolders(for: entry)
    #expect(folders.first == "/e/mnist-5k")
  }

  @Test func anEmptyVariableIsAsGoodAsNone() {
    #expect(locator(environment: "") == locator())
  }

  @Test func climbsSixFoldersAndNoFurther() throws {
    let entry = try #require(DatasetCatalog.entry("mnist-5k"))
    let folders = DatasetLocator(
      environmentFolder: nil, executable: "/1/2/3/4/5/6/7/x", root: "/"
    ).candidateFolders(for: entry)
    #expect(folders.contains("/1/2/datasets/mnist-5k"))
    #expect(!folders.contains("/1/datasets/mnist-5k"))
  }

  @Test(arguments: [
    "environment/mnist-5k", "prefix/share/aexplorer/datasets/mnist-5k",
    "prefix/datasets/mnist-5k", "usr/share/datasets/mnist-5k",
  ])
  func findsARegisteredNameInEachPlace(place: String) throws {
    try folder.writeTinyDataset(in: place)
    let location = try locator(
      environment: "\(folder.path)/environment", executable: "\(folder.path)/prefix/bin/aexplorer"
    ).locate("mnist-5k")
    #expect(location.name == "mnist-5k")
    #expect(location.classNames?.count == 10)
    #expect(location.files?.trainImages == "\(folder.path)/\(place)/train-images-idx3-ubyte")
  }

  @Test func anEarlierPlaceWins() throws {
    try folder.writeTinyDataset(in: "usr/share/datasets/mnist-5k")
    try folder.writeTinyDataset(in: "environment/mnist-5k")
    let location = try locator(environment: "\(folder.path)/environment").locate("mnist-5k")
    #expect(location.files?.trainImages.contains("/environment/") == true)
  }

  @Test func takesAPath() throws {
    try folder.writeTinyDataset(in: "my digits")
    let location = try locator().locate("\(folder.path)/my digits/")
    #expect(location.name == "my digits")
    #expect(location.classNames == nil)
  }

  @Test func namesWhatAFolderLacks() throws {
    try folder.write(idxLabels([1]), to: "half/t10k-labels-idx1-ubyte")
    let error = #expect(throws: DatasetError.self) { try locator().locate("\(folder.path)/half") }
    #expect(
      error?.description == "\(folder.path)/half: expected MNIST's four IDX files, plain or .gz, "
        + "found no train-images-idx3-ubyte and no train-labels-idx1-ubyte and no "
        + "t10k-images-idx3-ubyte; add what is missing")
  }

  @Test(arguments: mistakes)
  func suggestsWhatWasMeant(name: String, advice: String) {
    let error = #expect(throws: DatasetError.self) { try locator().locate(name) }
    #expect(
      error?.description == "\(name): expected a folder or one of mnist-5k, fashion-mnist, "
        + "ratings-synthetic, ml-100k, gaussians-25, found neither; \(advice)")
  }

  private static let mistakes = [
    ("mnist5k", "did you mean mnist-5k?"),
    ("MNIST", "did you mean mnist-5k or fashion-mnist?"),
    ("fashion", "did you mean fashion-mnist?"),
    ("weather", "choose one of these or give a path"),
  ]

  @Test func saysHowToInstallWhatIsMissing() {
    let error = #expect(throws: DatasetError.self) { try locator().locate("fashion-mnist") }
    #expect(
      error?.description == "fashion-mnist: expected its files in "
        + "\(folder.path)/usr/share/datasets/fashion-mnist, found none; "
        + "install it with “apt-get install dataset-fashion-mnist”, or name the folder that "
        + "holds fashion-mnist in AEXPLORER_DATASETS")
  }

  @Test func aFileIsNotADataset() throws {
    let path = try folder.write([1], to: "file")
    #expect(throws: DatasetError.notAFolder(path: path)) { try locator().locate(path) }
  }

  @Test func aPathThatLeadsNowhereIsMissing() {
    #expect(throws: DatasetError.missing(path: "/no/such/path")) {
      try locator().locate("/no/such/path")
    }
  }

  @Test func namesAreUnique() {
    #expect(Set(DatasetCatalog.all.map(\.id)).count == DatasetCatalog.all.count)
  }
}
