@main
enum AEExplorer {
  static func main() {}
}
