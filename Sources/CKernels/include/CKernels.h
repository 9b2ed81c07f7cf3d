// The innermost loops of the engine.
//
// Every function is compiled several times, for different instruction sets, and the best one that
// the processor runs is chosen when the program starts (AEXPLORER_KERNELS=baseline|avx2|avx512
// forces another). All loops work on sixteen lanes whatever the instruction set, so the variants
// add in the same order and differ only where one of them fuses a multiplication with an addition.
//
// Matrices are row-major and dense. Pointers need no alignment. Nothing here allocates.
//
// Errors: "relative e" is |computed - exact| <= e |exact|; "e of m" is |computed - exact| <= e m.
// The tests hold every variant to them, over the whole range. A result that depends on NaN is NaN.
#pragma once
#include <stdint.h>

/// Functions applied to every element of a layer's output.
enum AEActivation {
  AEActivationIdentity = 0,
  AEActivationReLU = 1,
  AEActivationLeakyReLU = 2,
  AEActivationSigmoid = 3,
  AEActivationTanh = 4,
  AEActivationSoftplus = 5,
};

/// The counter-based generator's position, besides the sample and the element (Philox 4x32-10).
typedef struct AERandomKey {
  uint32_t seed_low, seed_high, epoch, purpose;
} AERandomKey;

/// What an optimizer step needs, for one range of parameters.
typedef struct AEUpdate {
  /// The range's parameters, its gradients (one array for each shard, summed in this order).
  float *parameters;
  const float *const *gradients;
  long shards;
  /// The range: first element and count, in floats.
  long first, count;
  /// Factor for the summed gradient (clipping).
  float gradient_scale;
  /// Step size, with Adam's bias corrections already in it.
  float rate;
  /// Share of each parameter taken away (decoupled weight decay times learning rate).
  float decay;
} AEUpdate;

/// A convolution, or one of the parts that a convolution falls into, over images in lanes.
///
/// Window (a, b) sees the input's rows a·stride − top … + kernel_height and the columns likewise;
/// what lies outside the image counts as zero. Its result goes to row a·step and column b·step of
/// the output.
typedef struct AEConvolution {
  /// The input image, in pixels, and its channels.
  long in_height, in_width, in_channels;
  /// Channels of the output, and pixels of each of its rows.
  long out_channels, out_width;
  /// Taps.
  long kernel_height, kernel_width;
  /// Pixels of the input from one window to the next.
  long stride;
  /// Pixels that the first window begins above and left of the image; negative begins inside.
  long top, left;
  /// Windows.
  long rows, columns;
  /// Pixels of the output from one window's result to the next.
  long step;
} AEConvolution;

/// Two matrices that are multiplied with each other, a `[rows, terms]` and b `[terms, columns]`.
typedef struct AEFactors {
  const float *a, *b;
  long terms;
} AEFactors;

/// A sum of products of matrices, c (+)= a₀ · b₀ + a₁ · b₁ + …; c `[rows, columns]` overlaps none of
/// them.
typedef struct AEProduct {
  /// Rows of every a and c, columns of every b and c. At least 1 each.
  long rows, columns;
  /// The factors, at least one pair.
  const AEFactors *factors;
  long count;
  /// Element (i, p) of an a is a[i · a_row + p · a_term], so a matrix or its transpose.
  long a_row, a_term;
  /// Floats from one row to the next, in every b and in c; elements of a row lie beside each other.
  long b_row;
  float *c;
  long c_row;
  /// Whether the product is added to what c holds.
  int accumulate;
} AEProduct;

/// The forward pass of a dense layer, for many rows.
typedef struct AEDense {
  /// Rows, features in and out. At least 1 each.
  long rows, inputs, outputs;
  /// The input as ae_transpose leaves it.
  const float *x_transposed;
  /// `[outputs, inputs]` and `[outputs]`.
  const float *weight, *bias;
  /// An AEActivation.
  int activation;
  /// `[rows, outputs]`.
  float *y;
  /// Where y goes once more as ae_transpose would leave it, lanes without a row excepted, which hold
  /// anything; null where nobody wants it.
  float *y_transposed;
} AEDense;

/// Name of the variant in use: "baseline", "avx2", "avx512" or "neon".
const char *ae_kernels_name(void);
/// Whether the variant called `name` can run here; if so it is used from now on (for tests).
int ae_kernels_use(const char *name);
/// Name of the kernel with a number, from 0, without `ae_`; null past the last.
const char *ae_kernel_label(long number);

/// Tells the processor that this thread is spinning.
static inline void ae_pause(void) {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// out[r] = bytes[samples[r]] / 255, a row of `width` pixels each. Relative 1.2e-7; 0 and 1
/// exactly.
void ae_gather(const uint8_t *bytes, const int32_t *samples, long rows, long width, float *out);
/// y = activation(y + bias), in place; `bias` has `width` elements. Identity, ReLU and leaky ReLU:
/// relative 1.5e-7; the others 4e-7, and 0 where the exact value is below 1.2e-38.
void ae_bias_activation(float *y, const float *bias, long rows, long width, int activation);
/// d = d * activation'(x), in place, from the activation's output y. 4e-7 of max(|result|, 1).
void ae_activation_gradient(float *d, const float *y, long count, int activation);
/// sums[j] (+)= Σ_r d[r][j], in the order of the rows: rows · 6e-8 of Σ_r |d[r][j]|.
void ae_column_sums(const float *d, long rows, long width, float *sums, int accumulate);
/// Bernoulli cross-entropy of logits l against targets x in 0…1:
/// values[r] = Σ_j max(l,0) − l·x + log(1 + e^−|l|). Where `gradient` is not null it receives
/// (σ(l) − x)·scale. A pixel's value: 1e-6 of max(value, |l|, 0.1); gradient: 3e-7 of scale.
void ae_bernoulli(const float *logits, const float *targets, long rows, long width, float *values,
                  float *gradient, float scale);
/// values[r] = Σ_j (y − x)²; `gradient`, if any, receives 2(y − x)·scale. A
/// pixel's value: relative 3e-7; its gradient: relative 2e-7.
void ae_squared_error(const float *outputs, const float *targets, long rows, long width,
                      float *values, float *gradient, float scale);
/// Divergence of N(mean, e^logVariance) from N(0, 1); p is [rows, 2 d]: means, then log-variances.
/// values[r] = ½ Σ_j mean² + e^lv − 1 − lv. 1e-6 of max(value, |lv|, 1); infinite where e^lv exceeds a
/// float (lv > 88.7).
void ae_gaussian_divergence(const float *p, long rows, long d, float *values);
/// Adds its gradient times row_scale[r] (or `scale` where row_scale is null) to dp. 5e-7 of
/// max(|result|, 1).
void ae_gaussian_divergence_gradient(const float *p, long rows, long d, const float *row_scale,
                                     float scale, float *dp, int accumulate);
/// z = mean + e^(lv/2)·noise, [rows, d] from p [rows, 2 d]. 5e-7 of max(|z|, |mean|, 1).
void ae_reparameterize(const float *p, const float *noise, long rows, long d, float *z);
/// dp (+)= (dz, ½ dz·noise·e^(lv/2)). 5e-7 of max(|result|, 1).
void ae_reparameterize_gradient(const float *p, const float *noise, const float *dz, long rows,
                                long d, float *dp, int accumulate);
/// y = limit·tanh(x/limit) for the columns first..<width of [rows, width]; other columns are copied.
/// Relative 6e-7, and never beyond ±limit.
void ae_soft_clamp(const float *x, long rows, long width, long first, float limit, float *y);
/// dx (+)= dy·(1 − (y/limit)²) for those columns, dy for the others. 4e-7 of max(|result|, 1).
void ae_soft_clamp_gradient(const float *y, const float *dy, long rows, long width, long first,
                            float limit, float *dx, int accumulate);
/// y (+)= a·x. 1.5e-7 of |y| + |a·x|.
void ae_scale_add(const float *x, float a, long count, float *y, int accumulate);
/// Multiplies each row r by scales[r], in place; each product is rounded once.
void ae_scale_rows(float *y, const float *scales, long rows, long width);
/// y = σ(x). Relative 4e-7, and 0 where the exact value is below 1.2e-38.
void ae_sigmoid(const float *x, long count, float *y);
/// Σ (Σ_s gradients[s][i])² over the update's range, relative 2e-6 for up to 8192 elements;
/// infinite when it exceeds a float.
double ae_gradient_square_sum(const AEUpdate *update);
/// Adam; m and v are the whole state arrays, like update->parameters. eps has its correction in it.
/// With g the scaled sum of the gradients: m 2e-7 of |β₁m| + |(1 − β₁)g|, v relative 3e-7, a parameter
/// 6e-8 of itself and 6e-7 of rate · (|β₁m| + |(1 − β₁)g|) / (√v + eps). Where g² exceeds a float, v is
/// infinite, and the parameter stays.
void ae_adam(const AEUpdate *update, float *m, float *v, float beta1, float beta2, float eps);
/// Stochastic gradient descent with momentum: v = momentum·v + g, p −= rate·v. 1.2e-7 of the terms.
void ae_sgd(const AEUpdate *update, float *v, float momentum);
/// Uniform numbers in [0, 1): element j of row r depends on (key, samples[r], j) only. Exactly the top
/// 24 bits.
void ae_uniform(AERandomKey key, const int32_t *samples, long rows, long width, float *out);
/// Standard normal numbers, keyed in the same way (Box–Muller), within ±5.9. 1e-6 of the exact
/// value of these bits beyond ±0.5, else 2.5e-4 (a radius near 0 is rounded to one in 2^24).
void ae_normal(AERandomKey key, const int32_t *samples, long rows, long width, float *out);
/// The raw generator: `count` 32-bit words of the stream (key, sample), for tests and shuffling.
void ae_random_bits(AERandomKey key, int32_t sample, long count, uint32_t *out);
/// y = activation(y), in place; the same bits as ae_bias_activation with a bias of −0.
void ae_activate(float *y, long count, int activation);

// Images in lanes: sixteen images side by side, `[y][x][channel][16 images]`, group after group. The
// pointers are those of one group, except where `rows` (samples) are given. Lanes without a sample
// hold zeros in inputs and in gradients. What is only moved or compared keeps its bits.

/// out (+)= max(floor, bias + Σ in · weights), floor 0 where it rectifies, else −∞; weights are
/// `[ky][kx][in channel][out channel]`, bias may be null. (taps · in channels + 1) · 6e-8 of
/// |bias| + Σ |in · weight|.
void ae_convolve(const AEConvolution *shape, const float *in, const float *weights,
                 const float *bias, float *out, int rectifies, int accumulate);
/// sums[ky][kx][in channel][out channel][16] += Σ over windows of in · d, each lane for itself; d is
/// `[rows][columns][out channel][16]`, whatever the shape's step. rows · columns · 6e-8 of Σ |in · d|.
void ae_convolution_gradient(const AEConvolution *shape, const float *in, const float *d,
                             float *sums);
/// sums[channel][16] += Σ over positions of d[position][channel]. positions · 6e-8 of Σ |d|.
void ae_channel_sums(const float *d, long positions, long channels, float *sums);
/// totals[i] = Σ over the lanes of vector i: 3e-7 of the sum of their magnitudes.
void ae_lane_totals(const float *lanes, long count, float *totals);
/// The largest of each size × size window; windows at the right and lower edge may be smaller.
/// `places` receives its number in the window, the first of equals, a byte for each lane. What is no
/// number is the largest.
void ae_max_pool(const float *in, long height, long width, long channels, long size, float *out,
                 uint8_t *places);
/// dx (+)= d where the largest was, 0 elsewhere; height and width are those of dx.
void ae_max_pool_gradient(const float *d, const uint8_t *places, long height, long width,
                          long channels, long size, float *dx, int accumulate);
/// Repeats each pixel factor × factor times.
void ae_up_sample(const float *in, long height, long width, long channels, long factor, float *out);
/// dx (+)= the sum over each pixel's copies; height and width are those of dx. factor² · 6e-8 of Σ |d|.
void ae_up_sample_gradient(const float *d, long height, long width, long channels, long factor,
                           float *dx, int accumulate);
/// out (+)= the rows of `[rows, width]` as lanes, `[group][width][16]`; zeros in lanes without a row.
void ae_to_lanes(const float *in, long rows, long width, float *out, int accumulate);
/// out (+)= the other way round.
void ae_from_lanes(const float *in, long rows, long width, float *out, int accumulate);
/// As ae_bernoulli, for logits, targets and gradients in lanes.
void ae_bernoulli_lanes(const float *logits, const float *targets, long rows, long width,
                        float *values, float *gradient, float scale);
/// As ae_squared_error, in lanes.
void ae_squared_error_lanes(const float *outputs, const float *targets, long rows, long width,
                            float *values, float *gradient, float scale);
/// Multiplies the lane of each sample r by scales[r], in place.
void ae_scale_lanes(float *y, const float *scales, long rows, long width);
/// values[r] = Σ (a − b)² for images in lanes; b may be null, and counts as zero. Relative 3e-7 a
/// number.
void ae_distance_lanes(const float *a, const float *b, long rows, long width, float *values);
/// d (+)= 2 · sign · scales[r] · (a − b), 0 in lanes without a sample. 3e-7 of the result a number.
void ae_distance_lanes_gradient(const float *a, const float *b, const float *scales, long rows,
                                long width, float sign, float *d, int accumulate);
/// c (+)= Σ a · b. Every sum runs over the factors and their terms in order, whatever the shape,
/// beginning with what c holds: (terms + 1) · 6e-8 of |c| + Σ |a(i, p) · b(p, j)|. Where a product is NaN or infinite,
/// so is the sum.
void ae_multiply(const AEProduct *product);
/// out[j][r] = in[r][j] for in `[rows, width]`; out has `width` rows of as many floats as `rows` is
/// when rounded up to a multiple of 16, zeros where there is no row.
void ae_transpose(const float *in, long rows, long width, float *out);
/// y = activation(x · weightᵀ + bias). The product as by ae_multiply, the rest as by
/// ae_bias_activation.
void ae_dense(const AEDense *dense);
/// y = weight · x for one row x of `inputs` and weight `[outputs, inputs]`, without bias and
/// activation: (inputs / 32 + 8) · 6e-8 of Σ_j |x[j] · weight[i][j]|.
void ae_dense_row(const float *x, const float *weight, long inputs, long outputs, float *y);

// Spoilt images: y holds random numbers, and receives the spoilt x.

/// y = x + level·y, cut off at 0 and 1; y holds standard normal numbers. 1.2e-7.
void ae_add_noise(const float *x, float level, long count, float *y);
/// y = 0 where y < level / 2, 1 where level / 2 <= y < level, else x; y holds numbers in [0, 1).
void ae_salt_and_pepper(const float *x, float level, long count, float *y);
/// y = 0 where y < level, else x; y holds numbers in [0, 1).
void ae_mask(const float *x, float level, long count, float *y);
/// y += Σ_i values[i] · matrix[indices[i]], for rows of `width` floats:
/// count · 6e-8 of Σ_i |values[i] · matrix[indices[i]][k]|.
void ae_sparse_sum(const float *matrix, const int32_t *indices, const float *values, long count,
                   long width, float *y);
/// y[i] = matrix[indices[i]] · x: (width / 32 + 8) · 6e-8 of Σ_k |matrix[indices[i]][k] · x[k]|.
void ae_sparse_dots(const float *matrix, const int32_t *indices, const float *x, long count,
                    long width, float *y);
/// matrix[indices[i]] += values[i] · x: 1.2e-7 of the terms.
void ae_sparse_add(float *matrix, const int32_t *indices, const float *values, const float *x,
                   long count, long width);
/// Writes the places of the numbers that are not zero; returns how many there are. `indices` has
/// room for `count + 1`.
long ae_nonzero(const float *x, long count, int32_t *indices);
/// Σ x²: relative 2e-5 in every block of 4,096.
double ae_square_sum(const float *x, long count);
/// Keeps the `kept` largest of each row of `width` floats, the first of equals, and everything that is
/// no number; the others become 0. Where `rates` is not null, units whose rate is not 0 are not kept.
/// `keys` is memory for `width` integers, rounded up to a multiple of 16, at a multiple of 64 bytes.
/// Exact.
void ae_keep_largest(const float *x, const float *rates, long rows, long width, long kept,
                     int32_t *keys, float *y);
// Points in lanes: `[group][size][16]`, as ae_to_lanes writes them.

/// Σ_j Σ_s C_s / (C_s + ‖a − b_j‖²) over `rows` points b in lanes, for `scales` constants C.
/// (rows / 16 + 8) · 3e-7 of the sum.
float ae_multiquadric_sum(const float *a, const float *points, long rows, long size,
                          const float *constants, long scales);
/// pull[t] += Σ_j (own + weights[j]) · Σ_s 2 C_s / (C_s + ‖a − b_j‖²)² · (b_jt − a_t): the gradient by
/// a of those kernels, weighted. `weights` may be null, else it holds a multiple of 16 numbers.
void ae_multiquadric_pull(const float *a, const float *points, long rows, long size,
                          const float *constants, long scales, const float *weights, float own,
                          float *pull);

// For measuring.

/// Makes `turns` rounds of multiplications with additions in registers, as fast as the processor can,
/// and returns how many operations that were. out receives a mean of numbers that approach 1 as
/// 1 + n · factorᵗᵘʳⁿˢ for small n.
long ae_peak(long turns, float factor, float *out);
