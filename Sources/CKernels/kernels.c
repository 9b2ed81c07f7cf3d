// Chooses a variant and passes calls on to it.
#include "table.h"
#include <stdlib.h>
#include <string.h>

extern const AEKernelTable ae_kernels_baseline;
#ifdef __x86_64__
extern const AEKernelTable ae_kernels_avx2, ae_kernels_avx512;
#endif

static const AEKernelTable *table = &ae_kernels_baseline;

/// The variant at a place of the order of preference, or null past its end.
static const AEKernelTable *variant(int place) {
#ifdef __x86_64__
  static const AEKernelTable *const order[] = {&ae_kernels_avx512, &ae_kernels_avx2,
                                               &ae_kernels_baseline, 0};
#else
  static const AEKernelTable *const order[] = {&ae_kernels_baseline, 0};
#endif
  return order[place];
}

static int runs_here(const AEKernelTable *candidate) {
#ifdef __x86_64__
  __builtin_cpu_init();
  if (candidate == &ae_kernels_avx512)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw");
  if (candidate == &ae_kernels_avx2)
    return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return candidate != 0;
}

__attribute__((constructor)) static void choose_variant(void) {
  const char *forced = getenv("AEXPLORER_KERNELS");
  if (forced && ae_kernels_use(forced)) return;
  for (int place = 0; variant(place); place++)
    if (runs_here(variant(place))) {
      table = variant(place);
      return;
    }
}

const char *ae_kernels_name(void) { return table->name; }

int ae_kernels_use(const char *name) {
  for (int place = 0; variant(place); place++)
    if (strcmp(variant(place)->name, name) == 0 && runs_here(variant(place))) {
      table = variant(place);
      return 1;
    }
  return 0;
}

const char *ae_kernel_label(long number) {
#define AE_LABEL(result, name, parameters, arguments) &#name[3],
  static const char *const labels[] = {AE_KERNELS(AE_LABEL)};
#undef AE_LABEL
  return number >= 0 && number < (long)(sizeof labels / sizeof *labels) ? labels[number] : 0;
}

#define AE_FORWARD(result, name, parameters, arguments)                                            \
  result name parameters { return table->name arguments; }
AE_KERNELS(AE_FORWARD)
