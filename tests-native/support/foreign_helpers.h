/* The helper names as other headers define them, to test helpers.h together with such a header.
 * The release helpers here count their calls, so that a test can tell which helper was called.
 *
 * FOREIGN_HELPERS_ARROW: functions for all five structs and ARROW_C_ASSERT, as arrow/c/helpers.h.
 * FOREIGN_HELPERS_NANOARROW: the functions and the guard of nanoarrow.h.
 * Otherwise a few of the names, partly as macros, and no ARROW_C_ASSERT. */

#include <stddef.h>

/* Plain inline functions have no definition to link in C99, which is why ours are static. */
#ifdef __cplusplus
#define FOREIGN_INLINE inline
#else
#define FOREIGN_INLINE static inline
#endif

static int foreign_helper_calls = 0;

#ifdef __cplusplus
extern "C" {
#endif

#ifdef FOREIGN_HELPERS_ARROW

#define ARROW_C_ASSERT(condition, message) \
  do {                                     \
    (void)(condition);                     \
    (void)(message);                       \
  } while (0)

#define FOREIGN_HELPERS(type, member, callee)                                             \
  FOREIGN_INLINE int type##IsReleased(const struct type* x) { return x->member == NULL; } \
  FOREIGN_INLINE void type##MarkReleased(struct type* x) { x->member = NULL; }            \
  FOREIGN_INLINE void type##Move(struct type* src, struct type* dest) {                   \
    *dest = *src;                                                                         \
    type##MarkReleased(src);                                                              \
  }                                                                                       \
  FOREIGN_INLINE void type##Release(struct type* x) {                                     \
    ++foreign_helper_calls;                                                               \
    if (!type##IsReleased(x)) {                                                           \
      x->member(callee);                                                                  \
    }                                                                                     \
  }

FOREIGN_HELPERS(ArrowSchema, release, x)
FOREIGN_HELPERS(ArrowArray, release, x)
FOREIGN_HELPERS(ArrowDeviceArray, array.release, &x->array)
FOREIGN_HELPERS(ArrowArrayStream, release, x)
FOREIGN_HELPERS(ArrowDeviceArrayStream, release, x)

#undef FOREIGN_HELPERS

#elif defined(FOREIGN_HELPERS_NANOARROW)

#define NANOARROW_NANOARROW_TYPES_H_INCLUDED

#define FOREIGN_HELPERS(type)                                          \
  static inline void type##Move(struct type* src, struct type* dest) { \
    *dest = *src;                                                      \
    src->release = NULL;                                               \
  }                                                                    \
  static inline void type##Release(struct type* x) {                   \
    ++foreign_helper_calls;                                            \
    if (x->release != NULL) x->release(x);                             \
  }

FOREIGN_HELPERS(ArrowSchema)
FOREIGN_HELPERS(ArrowArray)
FOREIGN_HELPERS(ArrowArrayStream)

#undef FOREIGN_HELPERS

#else

#define ArrowSchemaMove(src, dest) (*(dest) = *(src), (src)->release = NULL)
#define ArrowArrayMove(src, dest) (*(dest) = *(src), (src)->release = NULL)
#define ArrowSchemaRelease(schema) (++foreign_helper_calls, (schema)->release(schema))

static inline void ArrowArrayRelease(struct ArrowArray* array) {
  ++foreign_helper_calls;
  array->release(array);
}

static inline void ArrowArrayStreamMove(struct ArrowArrayStream* src,
                                        struct ArrowArrayStream* dest) {
  *dest = *src;
  src->release = NULL;
}

static inline void ArrowArrayStreamRelease(struct ArrowArrayStream* stream) {
  ++foreign_helper_calls;
  stream->release(stream);
}

#endif

#ifdef __cplusplus
}
#endif

#undef FOREIGN_INLINE
