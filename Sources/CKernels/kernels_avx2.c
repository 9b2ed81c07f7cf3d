// The kernels for avx2.
#include "table.h"
#if defined(__x86_64__)
#define NAME(x) x##_avx2
// Vectors of sixteen floats that the registers hold.
#define LANE_REGISTERS 8
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#include "kernels.inc"
#include "convolution.inc"
#include "lanes.inc"
#include "images.inc"
#include "products.inc"
#include "noise.inc"
#include "sparse.inc"
#include "discrepancy.inc"
#include "peak.inc"
#pragma clang attribute pop
const AEKernelTable ae_kernels_avx2 = {
#ifdef __aarch64__
    .name = "neon",
#else
    .name = "avx2",
#endif
#define AE_FIELD(result, name, parameters, arguments) .name = NAME(name),
    AE_KERNELS(AE_FIELD)
};
#endif
