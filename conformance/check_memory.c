// Reads the memory that a struct points to under guard, so that an address which cannot be read is
// reported with its rule, its field and its place, and not as a crash of what was called last.
#include "check.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>

#include "fault.h"

enum { kMostMetadata = (1 << 24) - 1 };

static const char kReadable[] =
    "what a struct points to is memory that can be read until the struct is released";

#define FORMAT(text, format)                        \
  char text[200];                                   \
  va_list arguments;                                \
  va_start(arguments, format);                      \
  vsnprintf(text, sizeof(text), format, arguments); \
  va_end(arguments)

// Quiet checks are repeated: one finding says it.
static bool IsReported(const struct KitChecker* check) {
  static atomic_bool reported;
  return check->quiet && atomic_exchange(&reported, true);
}

static void Report(struct KitChecker* check, const char* rule, const char* expected,
                   const char* text) {
  ++check->findings;
  check->unreadable = true;
  if (IsReported(check)) return;
  KitFind(check->kit, KitBlamed(check->kit, rule), expected, "%s%s%s", check->path,
          check->path[0] == '\0' ? "" : ": ", text);
}

bool KitReadable(struct KitChecker* check, const char* rule, const void* begin, int64_t size,
                 const char* what, ...) {
  char text[500];
  char place[160];
  const void* fault = NULL;
  FORMAT(of, what);
  if (size <= 0) return true;
  // Without a guard this step is reported.
  if (!KitFaultsAreGuarded()) KitStep(check->kit, rule, "%s: reading %s", check->path, of);
  if (KitTouch(begin, (size_t)size, &fault)) return true;
  KitDescribeAddress(fault, place, sizeof(place));
  snprintf(text, sizeof(text), "%s: byte %lld of %lld cannot be read, at address %s", of,
           (long long)((const char*)fault - (const char*)begin), (long long)size, place);
  Report(check, rule, kReadable, text);
  return false;
}

bool KitReadableText(struct KitChecker* check, const char* rule, const char* text,
                     const char* what) {
  char line[500];
  char place[160];
  const void* fault = NULL;
  if (!KitFaultsAreGuarded()) KitStep(check->kit, rule, "%s: reading %s", check->path, what);
  if (KitTouchText(text, &fault)) return true;
  long long size = (long long)((const char*)fault - text);
  KitDescribeAddress(fault, place, sizeof(place));
  if (size == 0) {
    snprintf(line, sizeof(line), "%s cannot be read, at address %s", what, place);
  } else {
    snprintf(line, sizeof(line), "%s has no NUL: byte %lld cannot be read, at address %s", what,
             size, place);
  }
  Report(check, rule, kReadable, line);
  return false;
}

bool KitReleasable(struct KitChecker* check, const char* rule, const void* pointer_to_release) {
  char line[300];
  char place[160];
  const void* address;
  memcpy(&address, pointer_to_release, sizeof(address));
  if (address == NULL || KitIsCallable(pointer_to_release)) return true;
  KitDescribeAddress(address, place, sizeof(place));
  snprintf(line, sizeof(line), "there is no code at address %s", place);
  Report(check, rule, "release points to a function", line);
  return false;
}

const char* KitBufferKind(const struct KitType* type, const struct ArrowArray* array, int i) {
  if (i == 0 && KitHasValidity(type)) return "validity bitmap";
  switch (type->layout) {
    case kLayoutBinary:
      return i == 1 ? "offsets" : "data";
    case kLayoutView:
      if (i == 1) return "views";
      return i == array->n_buffers - 1 ? "lengths of the variadic buffers" : "variadic data";
    case kLayoutList:
      return "offsets";
    case kLayoutListView:
      return i == 1 ? "offsets" : "sizes";
    case kLayoutDenseUnion:
    case kLayoutSparseUnion:
      return i == 0 ? "type ids" : "offsets";
    default:
      return array->dictionary != NULL ? "indices" : "values";
  }
}

bool KitReadableSize(struct KitChecker* check, const struct KitType* type,
                     const struct ArrowArray* array, int i) {
  int64_t n = array->length + array->offset;
  int last = (int)array->n_buffers - 1;
  int from = type->layout == kLayoutBinary && i == 2 && n > 0    ? 1
             : type->layout == kLayoutView && i >= 2 && i < last ? last
                                                                 : -1;
  if (from < 0) return true;
  return array->buffers[from] != NULL && KitReadableBuffer(check, type, array, from);
}

bool KitReadableBuffer(struct KitChecker* check, const struct KitType* type,
                       const struct ArrowArray* array, int i) {
  if (array->buffers[i] == NULL || !KitReadableSize(check, type, array, i)) {
    return array->buffers[i] == NULL;
  }
  return KitReadable(check, "ARR-9", array->buffers[i], KitBufferSize(type, array, i),
                     "buffer %d (%s)", i, KitBufferKind(type, array, i));
}

static bool TakeInt(struct KitChecker* check, const char* rule, const char** at, int32_t* out,
                    const char* what) {
  if (!KitReadable(check, rule, *at, sizeof(*out), "metadata, %s", what)) return false;
  memcpy(out, *at, sizeof(*out));
  *at += sizeof(*out);
  return true;
}

bool KitTakePairs(struct KitChecker* check, const char* rule, const char** at, int32_t* pairs) {
  return TakeInt(check, rule, at, pairs, "the number of pairs");
}

bool KitTakeMetadata(struct KitChecker* check, const char* rule, const char** at,
                     const char** bytes, int32_t* size, int32_t pair, const char* what) {
  char length[64];
  snprintf(length, sizeof(length), "the length of the %s of pair %d", what, pair);
  if (!TakeInt(check, rule, at, size, length)) return false;
  if (*size < 0 || *size > kMostMetadata) {
    KitFault(check, rule,
             "int32 number of pairs, then int32 length and bytes of each key and value", "%s is %d",
             length, *size);
    return false;
  }
  if (!KitReadable(check, rule, *at, *size, "metadata, the %s of pair %d, of length %d", what, pair,
                   *size)) {
    return false;
  }
  *bytes = *at;
  *at += *size;
  return true;
}

bool KitReadMetadata(struct Kit* kit, const char* rule, const char* what, const char* metadata) {
  struct KitChecker check = {.kit = kit};
  int32_t pairs;
  const char* bytes;
  int32_t size;
  if (metadata == NULL) return true;
  snprintf(check.path, sizeof(check.path), "%s", what);
  if (!KitTakePairs(&check, rule, &metadata, &pairs)) return false;
  if (pairs < 0 || pairs > kMostMetadata) {
    KitFault(&check, rule, "metadata is encoded as in ArrowSchema", "the number of pairs is %d",
             pairs);
  }
  for (int32_t i = 0; i < pairs && check.findings == 0; ++i) {
    if (KitTakeMetadata(&check, rule, &metadata, &bytes, &size, i, "key")) {
      KitTakeMetadata(&check, rule, &metadata, &bytes, &size, i, "value");
    }
  }
  return check.findings == 0;
}

bool KitReadMessage(struct Kit* kit, const char* rule, const char* what, const char* text) {
  struct KitChecker check = {.kit = kit};
  return text == NULL || KitReadableText(&check, rule, text, what);
}
