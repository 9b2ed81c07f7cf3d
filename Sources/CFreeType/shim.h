#pragma once
#include <ft2build.h>
#include FT_FREETYPE_H

/// `FT_LOAD_RENDER` is a cast macro, which Swift does not import.
static inline FT_Int32 ae_ft_load_render(void) { return FT_LOAD_RENDER; }
