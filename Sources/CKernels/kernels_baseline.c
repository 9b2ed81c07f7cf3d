// The kernels for any processor: SSE2 on x86-64, NEON on arm64.
#include "table.h"
#define NAME(x) x##_baseline
#include "kernels.inc"
const AEKernelTable ae_kernels_baseline = {
#ifdef __aarch64__
    .name = "neon",
#else
    .name = "baseline",
#endif
#define AE_FIELD(result, name, parameters, arguments) .name = NAME(name),
    AE_KERNELS(AE_FIELD)
};
