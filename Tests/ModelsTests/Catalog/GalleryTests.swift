import Foundation
import Models
import Testing

/// The page of all models has every one of them, with its objective and its picture.
struct GalleryTests {
  @Test(arguments: ModelCatalog.all.map(\.id))
  func everyModelIsInTheGallery(id: String) throws {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "docs/models.md"), encoding: .utf8)
    let model = try ModelCatalog.description(of: id)
    #expect(page.contains("### \(id)\n"))
    #expect(page.contains("    \(model.objective)\n"))
    #expect(page.contains("(pictures/models/\(id).png)"))
    let script = try String(
      contentsOf: root.appending(path: "Scripts/gallery.sh"), encoding: .utf8)
    #expect(script.contains("\ndraw \(id) "))
  }
}
