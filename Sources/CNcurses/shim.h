// Wide ncurses. Swift cannot read C globals (they are not concurrency-safe), expand macros that
// cast or paste, or call variadic functions. Each of those that this program needs gets one inline
// function here, and nothing else does.
#pragma once
#define NCURSES_WIDECHAR 1
#include <locale.h>
#include <ncurses.h>
#include <term.h>
