import ArgumentParser

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where a checkpoint is to be written.
enum CheckpointPlace {
  /// Throws when a file could not be written there: better before a training than after it.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - option: the option that names it.
  /// - Throws: a sentence that says why not.
  static func check(_ path: String, option: String = "save") throws {
    let folder =
      path.lastIndex(of: "/").map { slash in
        slash == path.startIndex ? "/" : String(path[..<slash])
      } ?? "."
    guard access(folder, W_OK | X_OK) == 0 else {
      throw ValidationError(
        "--\(option) \(path): can't write into \(folder): \(String(cString: strerror(errno)))")
    }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw ValidationError("--\(option) \(path): that is not a regular file")
    }
  }
}
