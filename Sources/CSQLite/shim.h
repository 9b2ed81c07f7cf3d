#pragma once
#include <sqlite3.h>

/// Binds a text that SQLite copies at once: the macro for that is a cast, which Swift can't see.
static inline int aex_bind_text(sqlite3_stmt *statement, int place, const char *text, int bytes) {
  return sqlite3_bind_text(statement, place, text, bytes, SQLITE_TRANSIENT);
}
