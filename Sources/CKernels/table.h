// Every kernel once: result, name, parameters, arguments. The dispatcher and the variants' tables
// are made from this list.
#pragma once
#include "CKernels.h"

#define AE_KERNELS(X)                                                                              \
  X(void, ae_gather,                                                                               \
    (const uint8_t *a, const int32_t *b, long c, long d, float *e), (a, b, c, d, e))               \
  X(void, ae_bias_activation, (float *a, const float *b, long c, long d, int e), (a, b, c, d, e))  \
  X(void, ae_activation_gradient, (float *a, const float *b, long c, int d), (a, b, c, d))         \
  X(void, ae_column_sums, (const float *a, long b, long c, float *d, int e), (a, b, c, d, e))      \
  X(void, ae_bernoulli,                                                                            \
    (const float *a, const float *b, long c, long d, float *e, float *f, float g),                 \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_squared_error,                                                                        \
    (const float *a, const float *b, long c, long d, float *e, float *f, float g),                 \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_gaussian_divergence, (const float *a, long b, long c, float *d), (a, b, c, d))        \
  X(void, ae_gaussian_divergence_gradient,                                                         \
    (const float *a, long b, long c, const float *d, float e, float *f, int g),                    \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_reparameterize, (const float *a, const float *b, long c, long d, float *e),           \
    (a, b, c, d, e))                                                                               \
  X(void, ae_reparameterize_gradient,                                                              \
    (const float *a, const float *b, const float *c, long d, long e, float *f, int g),             \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_soft_clamp, (const float *a, long b, long c, long d, float e, float *f),              \
    (a, b, c, d, e, f))                                                                            \
  X(void, ae_soft_clamp_gradient,                                                                  \
    (const float *a, const float *b, long c, long d, long e, float f, float *g, int h),            \
    (a, b, c, d, e, f, g, h))                                                                      \
  X(void, ae_scale_add, (const float *a, float b, long c, float *d, int e), (a, b, c, d, e))       \
  X(void, ae_scale_rows, (float *a, const float *b, long c, long d), (a, b, c, d))                 \
  X(void, ae_sigmoid, (const float *a, long b, float *c), (a, b, c))                               \
  X(double, ae_gradient_square_sum, (const AEUpdate *a), (a))                                      \
  X(void, ae_adam, (const AEUpdate *a, float *b, float *c, float d, float e, float f),             \
    (a, b, c, d, e, f))                                                                            \
  X(void, ae_sgd, (const AEUpdate *a, float *b, float c), (a, b, c))                               \
  X(void, ae_uniform, (AERandomKey a, const int32_t *b, long c, long d, float *e),                 \
    (a, b, c, d, e))                                                                               \
  X(void, ae_normal, (AERandomKey a, const int32_t *b, long c, long d, float *e), (a, b, c, d, e)) \
  X(void, ae_random_bits, (AERandomKey a, int32_t b, long c, uint32_t *d), (a, b, c, d))           \
  X(void, ae_activate, (float *a, long b, int c), (a, b, c))                                       \
  X(void, ae_convolve,                                                                             \
    (const AEConvolution *a, const float *b, const float *c, const float *d, float *e, int f,      \
     int g),                                                                                       \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_convolution_gradient,                                                                 \
    (const AEConvolution *a, const float *b, const float *c, float *d), (a, b, c, d))              \
  X(void, ae_channel_sums, (const float *a, long b, long c, float *d), (a, b, c, d))               \
  X(void, ae_lane_totals, (const float *a, long b, float *c), (a, b, c))                           \
  X(void, ae_max_pool,                                                                             \
    (const float *a, long b, long c, long d, long e, float *f, uint8_t *g),                        \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_max_pool_gradient,                                                                    \
    (const float *a, const uint8_t *b, long c, long d, long e, long f, float *g, int h),           \
    (a, b, c, d, e, f, g, h))                                                                      \
  X(void, ae_up_sample, (const float *a, long b, long c, long d, long e, float *f),                \
    (a, b, c, d, e, f))                                                                            \
  X(void, ae_up_sample_gradient,                                                                   \
    (const float *a, long b, long c, long d, long e, float *f, int g), (a, b, c, d, e, f, g))      \
  X(void, ae_to_lanes, (const float *a, long b, long c, float *d, int e), (a, b, c, d, e))         \
  X(void, ae_from_lanes, (const float *a, long b, long c, float *d, int e), (a, b, c, d, e))       \
  X(void, ae_bernoulli_lanes,                                                                      \
    (const float *a, const float *b, long c, long d, float *e, float *f, float g),                 \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_squared_error_lanes,                                                                  \
    (const float *a, const float *b, long c, long d, float *e, float *f, float g),                 \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_scale_lanes, (float *a, const float *b, long c, long d), (a, b, c, d))         \
  X(void, ae_distance_lanes, (const float *a, const float *b, long c, long d, float *e),           \
    (a, b, c, d, e))                                                                               \
  X(void, ae_distance_lanes_gradient,                                                              \
    (const float *a, const float *b, const float *c, long d, long e, float f, float *g, int h),    \
    (a, b, c, d, e, f, g, h))                                                                      \
  X(void, ae_multiply, (const AEProduct *a), (a))                                                  \
  X(void, ae_transpose, (const float *a, long b, long c, float *d), (a, b, c, d))                  \
  X(void, ae_dense, (const AEDense *a), (a))                                                       \
  X(void, ae_sparse_sum,                                                                           \
    (const float *a, const int32_t *b, const float *c, long d, long e, float *f),                  \
    (a, b, c, d, e, f))                                                                            \
  X(void, ae_sparse_dots,                                                                          \
    (const float *a, const int32_t *b, const float *c, long d, long e, float *f),                  \
    (a, b, c, d, e, f))                                                                            \
  X(void, ae_sparse_add,                                                                           \
    (float *a, const int32_t *b, const float *c, const float *d, long e, long f),                  \
    (a, b, c, d, e, f))                                                                            \
  X(long, ae_nonzero, (const float *a, long b, int32_t *c), (a, b, c))                             \
  X(double, ae_square_sum, (const float *a, long b), (a, b))                                       \
  X(void, ae_keep_largest,                                                                         \
    (const float *a, const float *b, long c, long d, long e, int32_t *f, float *g),                \
    (a, b, c, d, e, f, g))                                                                         \
  X(void, ae_dense_row, (const float *a, const float *b, long c, long d, float *e),                \
    (a, b, c, d, e))                                                                               \
  X(void, ae_add_noise, (const float *a, float b, long c, float *d), (a, b, c, d))                 \
  X(void, ae_salt_and_pepper, (const float *a, float b, long c, float *d), (a, b, c, d))           \
  X(void, ae_mask, (const float *a, float b, long c, float *d), (a, b, c, d))                      \
  X(float, ae_multiquadric_sum,                                                                    \
    (const float *a, const float *b, long c, long d, const float *e, long f), (a, b, c, d, e, f))  \
  X(void, ae_multiquadric_pull,                                                                    \
    (const float *a, const float *b, long c, long d, const float *e, long f, const float *g,       \
     float h, float *i),                                                                           \
    (a, b, c, d, e, f, g, h, i))                                                                  \
  X(long, ae_peak, (long a, float b, float *c), (a, b, c))

/// A variant: one pointer for each kernel.
typedef struct AEKernelTable {
  const char *name;
#define AE_FIELD(result, name, parameters, arguments) result(*name) parameters;
  AE_KERNELS(AE_FIELD)
#undef AE_FIELD
} AEKernelTable;
