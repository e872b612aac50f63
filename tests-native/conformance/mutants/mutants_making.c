// Mutants of the exported function itself: it crashes, or it looks at the outputs that it gets.
#include "reference.h"

bool g_output_was_live;

static void Crashes(void) { abort(); }
static void StreamCrashes(struct ArrowArrayStream* s) {
  (void)s;
  Crashes();
}
static void ArrayCrashes(struct ArrowArray* a) {
  (void)a;
  Crashes();
}
static void SchemaCrashes(struct ArrowSchema* s) {
  (void)s;
  Crashes();
}

// Takes garbage for a live struct, which must not be overwritten.
static void CrashesIfLive(void) {
  if (g_output_was_live) abort();
}
static void StreamMustBeReleased(struct ArrowArrayStream* s) {
  (void)s;
  CrashesIfLive();
}
static void ArrayMustBeReleased(struct ArrowArray* a) {
  (void)a;
  CrashesIfLive();
}
static void SchemaMustBeReleased(struct ArrowSchema* s) {
  (void)s;
  CrashesIfLive();
}

const struct Mutant kMakingMutants[] = {
    {"stream-crashes-at-once", "STR-4", "p", NULL, NULL, StreamCrashes, false},
    {"array-crashes-at-once", "STR-4", "a", NULL, ArrayCrashes, NULL, false},
    {"schema-crashes-at-once", "STR-4", "s", SchemaCrashes, NULL, NULL, false},
    {"stream-must-be-released", "MEM-1", "p", NULL, NULL, StreamMustBeReleased, false},
    {"array-must-be-released", "MEM-1", "a", NULL, ArrayMustBeReleased, NULL, false},
    {"schema-must-be-released", "MEM-1", "s", SchemaMustBeReleased, NULL, NULL, false},
    {"stream-refuses-live", "MEM-1", "p", NULL, NULL, NULL, false},
    {"array-refuses-live", "MEM-1", "a", NULL, NULL, NULL, false},
    {"schema-refuses-live", "MEM-1", "s", NULL, NULL, NULL, false},
    {NULL, NULL, NULL, NULL, NULL, NULL, false},
};
