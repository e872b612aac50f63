/* Each loop is compiled twice from the same source: for every processor and, on x86-64, for those
 * with AVX2. The compiler makes vectors of them (-O3). The first call asks the processor. */
#include "conversions.h"

#include <math.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define LOOP static inline __attribute__((always_inline))
#define HAS_AVX2 __builtin_cpu_supports("avx2")
#define AVX2 __attribute__((target("avx2")))
#else
#define LOOP static inline
#endif

/* Differences of numbers that are not negative do not overflow. So if no sign bit is set in any
 * offset or difference, no offset is negative and none is greater than the next. */
LOOP int32_t narrow(const int64_t* restrict offsets, int32_t* restrict target, int64_t count) {
  uint64_t signs = (uint64_t)offsets[0];
  for (int64_t i = 0; i < count; i++) {
    const uint64_t next = (uint64_t)offsets[i + 1];
    signs |= next | (next - (uint64_t)offsets[i]);
    target[i] = (int32_t)offsets[i];
  }
  target[count] = (int32_t)offsets[count];
  return signs >> 63 == 0;
}

LOOP int32_t widen(const int32_t* restrict offsets, int64_t* restrict target, int64_t count) {
  uint32_t signs = (uint32_t)offsets[0];
  for (int64_t i = 0; i < count; i++) {
    const uint32_t next = (uint32_t)offsets[i + 1];
    signs |= next | (next - (uint32_t)offsets[i]);
    target[i] = offsets[i];
  }
  target[count] = offsets[count];
  return signs >> 31 == 0;
}

LOOP int32_t round_all(const double* restrict values, float* restrict target, int64_t count) {
  int32_t infinite = 0;
  for (int64_t i = 0; i < count; i++) {
    const float rounded = (float)values[i];
    target[i] = rounded;
    infinite |= fabsf(rounded) == INFINITY;
  }
  return infinite == 0;
}

#if defined(AVX2)
AVX2 static int32_t narrow_avx2(const int64_t* offsets, int32_t* target, int64_t count) {
  return narrow(offsets, target, count);
}

AVX2 static int32_t widen_avx2(const int32_t* offsets, int64_t* target, int64_t count) {
  return widen(offsets, target, count);
}

AVX2 static int32_t round_avx2(const double* values, float* target, int64_t count) {
  return round_all(values, target, count);
}
#endif

int32_t ab_narrow_offsets(const int64_t* offsets, int32_t* target, int64_t count) {
#if defined(AVX2)
  if (HAS_AVX2) return narrow_avx2(offsets, target, count);
#endif
  return narrow(offsets, target, count);
}

int32_t ab_widen_offsets(const int32_t* offsets, int64_t* target, int64_t count) {
#if defined(AVX2)
  if (HAS_AVX2) return widen_avx2(offsets, target, count);
#endif
  return widen(offsets, target, count);
}

int32_t ab_round_doubles(const double* values, float* target, int64_t count) {
#if defined(AVX2)
  if (HAS_AVX2) return round_avx2(values, target, count);
#endif
  return round_all(values, target, count);
}
