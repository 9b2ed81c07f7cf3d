// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "AEExplorer",
  // macOS 15 is the first with `Mutex` and `Atomic` of the Synchronization module.
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "aexplorer", targets: ["AEExplorer"]),
    .library(name: "Models", targets: ["Models"]),
    .library(name: "Render", targets: ["Render"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2")
  ],
  targets: [
    // No `pkgConfig` for ncurses: its .pc file carries flags that SwiftPM warns about.
    .systemLibrary(
      name: "CNcurses", providers: [.apt(["libncurses-dev"]), .brew(["ncurses"])]),
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CFreeType", pkgConfig: "freetype2",
      providers: [.apt(["libfreetype-dev"]), .brew(["freetype"])]),

    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3",
      providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),

    // The innermost loops, compiled once for each instruction set and chosen when the program starts.
    .target(name: "CKernels"),

    .target(
      name: "Models",
      dependencies: [
        "CKernels", "CZlib", .target(name: "COpenBLAS", condition: .when(platforms: [.linux])),
      ],
      linkerSettings: [
        .linkedFramework("Accelerate", .when(platforms: [.macOS])),
        .linkedLibrary("openblas", .when(platforms: [.linux])),
        .linkedLibrary("z"),
      ]),
    .target(
      name: "RunStore", dependencies: ["CSQLite", "Models"],
      linkerSettings: [.linkedLibrary("sqlite3")]),
    // Rounding is in the C library's mathematics, which is linked by whoever imports it: not here.
    .target(
      name: "Render", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .executableTarget(
      name: "AEExplorer",
      dependencies: [
        "CFreeType", "CNcurses", "CPNG", "Models", "Render", "RunStore",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
        .linkedLibrary("png"), .linkedLibrary("freetype"),
      ]),

    .testTarget(
      name: "ModelsTests", dependencies: ["CKernels", "Models"], resources: [.copy("Fixtures")]),
    .testTarget(name: "RenderTests", dependencies: ["Render"]),
    .testTarget(name: "RunStoreTests", dependencies: ["Models", "RunStore"]),
    .testTarget(
      name: "AEExplorerTests", dependencies: ["AEExplorer", "Models", "Render", "RunStore"],
      exclude: ["Golden"]),
    .testTarget(name: "ArchitectureTests"),
  ],
  swiftLanguageModes: [.v6]
)

// The same rules for every Swift target of our own.
for target in package.targets where target.type != .system && !target.name.hasPrefix("C") {
  target.swiftSettings = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]
}
