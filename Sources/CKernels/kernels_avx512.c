// The kernels for avx512.
#include "table.h"
#if defined(__x86_64__)
#define NAME(x) x##_avx512
// Vectors of sixteen floats that the registers hold.
#define LANE_REGISTERS 32
#pragma clang attribute push(__attribute__((target("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma"))), apply_to = function)
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
const AEKernelTable ae_kernels_avx512 = {
#ifdef __aarch64__
    .name = "neon",
#else
    .name = "avx512",
#endif
#define AE_FIELD(result, name, parameters, arguments) .name = NAME(name),
    AE_KERNELS(AE_FIELD)
};
#endif
