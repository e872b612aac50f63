// The program of the kit with an additional scenario, for a property of this project's stream.
#include "arrowbridge/conformance/kit.h"

static void Counts(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct ArrowArray array;
  int64_t rows = 0;
  int (*make)(struct ArrowArrayStream*) = (int (*)(struct ArrowArrayStream*))KitImplementation(kit);
  KitStep(kit, "COUNT-1", "counting");
  if (make(&stream) != 0) {
    KitSkip(kit, "there is no stream");
    return;
  }
  while (stream.get_next(&stream, &array) == 0 && array.release != 0) {
    rows += array.length;
    array.release(&array);
  }
  KitCheck(kit, rows == 250, "COUNT-1", "there are 250 rows", "there are %d", (int)rows);
  stream.release(&stream);
}

static const struct KitScenario kScenarios[] = {
    {"counter-counts", "COUNT-1", "counts the rows", kKitProducer, 0, Counts},
    {0, 0, 0, kKitProducer, 0, 0},
};

int main(int argc, char** argv) { return KitMain(argc, argv, kScenarios); }
