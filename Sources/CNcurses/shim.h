// Wide ncurses. Swift cannot read C globals (they are not concurrency-safe), expand macros that
// cast or paste, or call variadic functions. Each of those that this program needs gets one inline
// function here, and nothing else does.
#pragma once
#define NCURSES_WIDECHAR 1
#include <langinfo.h>
#include <locale.h>
#include <ncurses.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>
#ifdef __linux__
#include <sys/syscall.h>
#endif

// term.h defines hundreds of short lower-case macros (`tab`, `bell`, `lines`), so the two functions
// that are needed from it are declared here instead.
int setupterm(const char *name, int descriptor, int *status);
char *tigetstr(const char *capability);

// wchar.h declares this only with _XOPEN_SOURCE.
int wcwidth(wchar_t glyph);

// Globals.
static inline FILE *aex_standard_input(void) { return stdin; }
static inline WINDOW *aex_standard_window(void) { return stdscr; }
static inline WINDOW *aex_physical_window(void) { return curscr; }
static inline int aex_colors(void) { return COLORS; }
static inline int aex_color_pairs(void) { return COLOR_PAIRS; }

// Macros that cast.
static inline attr_t aex_bold(void) { return A_BOLD; }
static inline attr_t aex_dim(void) { return A_DIM; }
static inline attr_t aex_reverse(void) { return A_REVERSE; }
static inline attr_t aex_underline(void) { return A_UNDERLINE; }

// TRUE and FALSE are macros of type `bool` in one version and `int` in another.
static inline void aex_size_from_system(void) {
  use_env(FALSE);
  use_tioctl(TRUE);
}

// The character set of the locale; CODESET is an enumerator with a macro of the same name.
static inline const char *aex_codeset(void) { return nl_langinfo(CODESET); }

// ioctl is variadic, and its request a macro that casts on macOS.
static inline int aex_window_size(int descriptor, int *width, int *height) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return -1;
  *width = size.ws_col;
  *height = size.ws_row;
  return 0;
}

// Fills one cell. Pairs above 32767 fit only through the extended argument, which exists since
// ncurses 6.1.
static inline void aex_set_cell(cchar_t *cell, wchar_t glyph, attr_t attributes, int pair) {
  wchar_t text[2] = {glyph, 0};
#if NCURSES_EXT_COLORS
  setcchar(cell, text, attributes, (short)(pair > 32767 ? 32767 : pair), &pair);
#else
  setcchar(cell, text, attributes, (short)pair, NULL);
#endif
}

// Gives a pair its colours; -1 is the terminal's own.
static inline int aex_define_pair(int pair, int foreground, int background) {
#if NCURSES_EXT_COLORS
  return init_extended_pair(pair, foreground, background);
#else
  return init_pair((short)pair, (short)foreground, (short)background);
#endif
}

// An anonymous file in memory, or -1 where there are none: glibc declares the function only with
// _GNU_SOURCE, which the importer does not define.
static inline int aex_memory_file(const char *name) {
#if defined(__linux__) && defined(SYS_memfd_create)
  return (int)syscall(SYS_memfd_create, name, 1u /* MFD_CLOEXEC */);
#else
  (void)name;
  return -1;
#endif
}
