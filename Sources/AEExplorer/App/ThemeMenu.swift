import Models
import Render

/// The choice of a theme, which is shown at once.
struct ThemeMenu: Equatable, Sendable {
  /// The theme that Esc goes back to.
  var before: Theme
}

extension AppState {
  /// Opens the choice of colours, or leaves it without a change.
  mutating func toggleThemeMenu() -> [Effect] {
    if case .themes(let menu) = overlay { return leave(menu) }
    overlay = .themes(ThemeMenu(before: theme))
    return []
  }

  /// Closes the choice, back at the theme from before.
  mutating func leave(_ menu: ThemeMenu) -> [Effect] {
    overlay = nil
    return use(menu.before)
  }

  mutating func handle(_ input: OverlayInput, in menu: ThemeMenu) -> [Effect] {
    let all = Theme.allCases
    let index = all.firstIndex(of: theme) ?? 0
    switch input {
    case .move(let distance), .change(let distance):
      return use(all[min(max(index + distance, 0), all.count - 1)])
    case .choose(let row): return all.indices.contains(row) ? use(all[row]) : []
    case .type(let letter):
      return all.first { $0.rawValue.first == letter }.map { use($0) } ?? []
    case .erase, .restoreDefault: return use(menu.before)
    case .apply:
      overlay = nil
      message = "colours: \(theme.rawValue)"
      return []
    }
  }

  private mutating func use(_ chosen: Theme) -> [Effect] {
    guard chosen != theme else { return [] }
    theme = chosen
    return [.setTheme(chosen)]
  }
}
