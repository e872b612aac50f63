// Streams to their end and beyond it.
#include "subject.h"

static void EndRepeats(struct Kit* kit) {
  struct ArrowArrayStream stream;
  if (!KitOpenStream(kit, &stream)) return;
  KitReleaseStream(kit, &stream);
}

const struct KitScenario kKitStreamScenarios[] = {
    {"stream-end-repeats", "STR-5 STR-6", "asks for the end again and again", kKitProducer, 0,
     EndRepeats},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
