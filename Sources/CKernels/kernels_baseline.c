// The kernels for any processor: SSE2 on x86-64, NEON on arm64.
#include "table.h"
#define NAME(x) x##_baseline
// Vectors of sixteen floats that the registers hold.
#ifdef __aarch64__
#define LANE_REGISTERS 8
#else
#define LANE_REGISTERS 4
#endif
#include "kernels.inc"
#include "convolution.inc"
#include "lanes.inc"
#include "images.inc"
#include "products.inc"
#include "noise.inc"
#include "sparse.inc"
#include "discrepancy.inc"
#include "peak.inc"
const AEKernelTable ae_kernels_baseline = {
#ifdef __aarch64__
    .name = "neon",
#else
    .name = "baseline",
#endif
#define AE_FIELD(result, name, parameters, arguments) .name = NAME(name),
    AE_KERNELS(AE_FIELD)
};
