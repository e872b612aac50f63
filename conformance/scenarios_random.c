// A scenario that makes, reads and releases streams, schemas and batches in random order. It moves
// no struct: other scenarios do.
#include <string.h>

#include "producer_calls.h"

enum { kStreams = 3, kBatches = 12, kSchemas = 4, kSteps = 80 };

struct Batch {
  struct ArrowArray array;
  uint64_t print;
};

struct World {
  struct ArrowArrayStream streams[kStreams];
  bool at_end[kStreams];
  struct Batch batches[kBatches];
  struct ArrowSchema schemas[kSchemas];
  uint64_t prints[kSchemas];
  struct ArrowSchema schema;  // of the batches
};

static int Pick(struct Kit* kit, int count) { return (int)(KitRandom(kit) % (unsigned)count); }

static bool NextBatch(struct Kit* kit, struct World* world, int stream) {
  struct Batch* batch = &world->batches[Pick(kit, kBatches)];
  if (batch->array.release != NULL) {
    KitStep(kit, "STR-16", "a batch is released while other batches and the streams are live");
    batch->array.release(&batch->array);
    batch->array.release = NULL;
  }
  if (KitGetNext(kit, &world->streams[stream], &batch->array) != 0) {
    batch->array.release = NULL;
    world->at_end[stream] = true;
    return true;
  }
  if (batch->array.release == NULL) {
    world->at_end[stream] = true;
    return true;
  }
  if (!KitIsValidArray(kit, &batch->array, &world->schema)) {
    KitSkipUnsound(kit, "the stream");
    KitReleaseArray(kit, &batch->array);
    return false;
  }
  batch->print = KitFingerprint(&batch->array, &world->schema);
  return true;
}

static bool ReadBatch(struct Kit* kit, struct World* world) {
  struct Batch* batch = &world->batches[Pick(kit, kBatches)];
  if (batch->array.release == NULL) return true;
  KitStep(kit, "STR-16", "a batch is read long after it was made");
  return KitCheck(kit, KitFingerprint(&batch->array, &world->schema) == batch->print, "MUT-1",
                  "a live array does not change", "it changed");
}

static void NextSchema(struct Kit* kit, struct World* world, int stream) {
  int which = Pick(kit, kSchemas);
  struct ArrowSchema* schema = &world->schemas[which];
  if (schema->release != NULL) {
    KitStep(kit, "STR-16", "a schema is read and released long after it was made");
    KitCheck(kit, KitSchemaFingerprint(schema) == world->prints[which], "STR-16",
             "a schema stays valid until it is released", "it changed");
    schema->release(schema);
    schema->release = NULL;
    return;
  }
  if (world->at_end[stream] || KitGetSchema(kit, &world->streams[stream], schema) != 0) {
    schema->release = NULL;
    return;
  }
  world->prints[which] = KitSchemaFingerprint(schema);
}

static bool RenewStream(struct Kit* kit, struct World* world, int stream) {
  KitReleaseStream(kit, &world->streams[stream], world->at_end[stream]);
  world->at_end[stream] = false;
  return KitOpenStream(kit, &world->streams[stream]);
}

static bool Step(struct Kit* kit, struct World* world) {
  int stream = Pick(kit, kStreams);
  switch (Pick(kit, 6)) {
    case 0:
      return RenewStream(kit, world, stream);
    case 1:
      NextSchema(kit, world, stream);
      return true;
    case 2:
      return ReadBatch(kit, world);
    default:
      return world->at_end[stream] ? RenewStream(kit, world, stream)
                                   : NextBatch(kit, world, stream);
  }
}

static void End(struct Kit* kit, struct World* world) {
  for (int i = 0; i < kStreams; ++i) {
    KitReleaseStream(kit, &world->streams[i], world->at_end[i]);
  }
  KitStep(kit, "STR-16", "the remaining results are released after all streams");
  for (int i = 0; i < kBatches; ++i) {
    if (world->batches[i].array.release != NULL) {
      world->batches[i].array.release(&world->batches[i].array);
    }
  }
  for (int i = 0; i < kSchemas; ++i) {
    if (world->schemas[i].release != NULL) world->schemas[i].release(&world->schemas[i]);
  }
  if (world->schema.release != NULL) world->schema.release(&world->schema);
}

static void Random(struct Kit* kit) {
  static struct World world;
  if (!KitReleasesInPlace(kit) || !KitOpenStream(kit, &world.streams[0])) return;
  if (KitGetSchema(kit, &world.streams[0], &world.schema) != 0) {
    KitSkip(kit, "the stream has no schema");
    return;
  }
  if (!KitIsValidSchema(kit, &world.schema)) {
    KitSkipUnsound(kit, "the schema of the stream");
    return;
  }
  for (int i = 1; i < kStreams; ++i) {
    if (!KitOpenStream(kit, &world.streams[i])) return;
  }
  for (int i = 0; i < kSteps && KitFindings(kit) == 0 && KitHasTime(kit); ++i) {
    if (!Step(kit, &world)) return;
  }
  if (KitFindings(kit) == 0) End(kit, &world);
}

const struct KitScenario kKitRandomScenarios[] = {
    {"stream-random", "STR-16 MUT-1",
     "makes, reads and releases streams, schemas and batches in random order", kKitProducer,
     KIT_GUARD_PAGES, Random},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
