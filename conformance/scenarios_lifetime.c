// Scenarios about lifetimes: several results at once, results that outlive their stream, and
// structs at other addresses.
#include <stdlib.h>
#include <string.h>

#include "producer_calls.h"

enum { kMostResults = 16 };

struct Results {
  struct ArrowSchema schema;
  struct ArrowArray arrays[kMostResults];
  uint64_t prints[kMostResults];
  int count;
  bool at_end;
};

static void CheckUnchanged(struct Kit* kit, const struct Results* results, const char* when) {
  for (int i = 0; i < results->count; ++i) {
    KitStep(kit, "STR-16", "reading batch %d %s", i + 1, when);
    if (KitFingerprint(&results->arrays[i], &results->schema) != results->prints[i]) {
      KitFind(kit, "MUT-1", "a live array does not change", "batch %d changed %s", i + 1, when);
      return;
    }
  }
}

// Releases all arrays at the addresses where they were made, in random order.
static void ReleaseInRandomOrder(struct Kit* kit, struct Results* results) {
  int order[kMostResults];
  for (int i = 0; i < results->count; ++i) {
    int other = (int)(KitRandom(kit) % (unsigned)(i + 1));
    order[i] = order[other];
    order[other] = i;
  }
  for (int i = 0; i < results->count; ++i) {
    KitStep(kit, "STR-16", "releasing batch %d, long after it was made", order[i] + 1);
    struct ArrowArray* array = &results->arrays[order[i]];
    array->release(array);
  }
  results->count = 0;
}

// Reads batches without releasing the earlier ones. False if one is invalid.
static bool KeepResults(struct Kit* kit, struct ArrowArrayStream* stream, struct Results* results) {
  memset(results, 0, sizeof(*results));
  if (KitGetSchema(kit, stream, &results->schema) != 0) {
    results->schema.release = NULL;
    KitSkip(kit, "the stream has no schema");
    return false;
  }
  bool valid = KitIsValidSchema(kit, &results->schema);
  while (valid && results->count < kMostResults) {
    struct ArrowArray* array = &results->arrays[results->count];
    results->at_end = KitGetNext(kit, stream, array) != 0 || array->release == NULL;
    if (results->at_end) break;
    valid = KitIsValidArray(kit, array, &results->schema);
    if (!valid) {
      KitReleaseArray(kit, array);
      break;
    }
    results->prints[results->count] = KitFingerprint(array, &results->schema);
    CheckUnchanged(kit, results, "while the next one was made");
    ++results->count;
  }
  if (!valid) KitSkipUnsound(kit, "the stream");
  return valid;
}

static void BatchesKept(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct Results results;
  if (!KitReleasesInPlace(kit) || !KitOpenStream(kit, &stream)) return;
  KeepResults(kit, &stream, &results);
  ReleaseInRandomOrder(kit, &results);
  if (results.schema.release != NULL) KitReleaseSchema(kit, &results.schema);
  KitReleaseStream(kit, &stream, results.at_end);
}

static void ResultsOutlive(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct Results results;
  if (!KitReleasesInPlace(kit) || !KitOpenStream(kit, &stream)) return;
  bool valid = KeepResults(kit, &stream, &results);
  uint64_t schema = valid ? KitSchemaFingerprint(&results.schema) : 0;
  KitReleaseStream(kit, &stream, results.at_end);
  memset(&stream, 0xcc, sizeof(stream));
  if (valid) {
    KitStep(kit, "STR-16", "reading the schema after the stream's release");
    KitCheck(kit, KitSchemaFingerprint(&results.schema) == schema, "STR-16",
             "a schema outlives the stream", "it changed after the stream's release");
    CheckUnchanged(kit, &results, "after the stream's release");
  }
  ReleaseInRandomOrder(kit, &results);
  KitStep(kit, "STR-16", "releasing the schema after the stream");
  if (results.schema.release != NULL) results.schema.release(&results.schema);
}

static bool PointsInside(const void* pointer, const void* base, size_t size) {
  return pointer != NULL && (const char*)pointer >= (const char*)base &&
         (const char*)pointer < (const char*)base + size;
}

static bool CheckInside(struct Kit* kit, const struct KitMade* made) {
  static const char kExpected[] = "no pointer of a struct points into the struct itself";
  const struct ArrowArray* array = &made->array;
  const struct ArrowSchema* schema = &made->schema;
  const void* of_array[] = {array->buffers, array->children, array->dictionary,
                            array->private_data};
  const void* of_schema[] = {schema->format,   schema->name,       schema->metadata,
                             schema->children, schema->dictionary, schema->private_data};
  int before = KitFindings(kit);
  for (size_t i = 0; i < sizeof(of_schema) / sizeof(of_schema[0]); ++i) {
    if (PointsInside(of_schema[i], schema, sizeof(*schema))) {
      KitFind(kit, "MOV-4", kExpected, "one of the schema does");
    }
  }
  for (size_t i = 0; array->release != NULL && i < sizeof(of_array) / sizeof(of_array[0]); ++i) {
    if (PointsInside(of_array[i], array, sizeof(*array))) {
      KitFind(kit, "MOV-4", kExpected, "one of the array does");
    }
  }
  return KitFindings(kit) == before;
}

static void Moved(struct Kit* kit) {
  struct KitMade* made = (struct KitMade*)KitAllocatePage();
  struct KitMade* moved = (struct KitMade*)KitAllocatePage();
  struct KitMade other;
  if (made == NULL || moved == NULL || !KitReleasesInPlace(kit)) return;
  if (!KitMake(kit, made) || !CheckInside(kit, made)) return;
  *moved = *made;
  KitMakePageInaccessible(made);
  KitStep(kit, "MEM-10", "array and schema are read at another address");
  KitSchemaFingerprint(&moved->schema);
  if (moved->array.release != NULL) KitFingerprint(&moved->array, &moved->schema);
  // A producer that kept a pointer to the old address uses it now, or when the struct is released.
  KitBlame(kit, "MOV-5");
  if (KitMakeAny(kit, &other)) KitReleaseMade(kit, &other);
  KitBlame(kit, NULL);
  KitStep(kit, "MEM-10", "the array is released at another address");
  if (moved->array.release != NULL) {
    moved->array.release(&moved->array);
    KitCheck(kit, moved->array.release == NULL, "MEM-10", "release works at another address",
             "release of a moved array is still set");
  }
  KitStep(kit, "MEM-10", "the schema is released at another address");
  moved->schema.release(&moved->schema);
  KitCheck(kit, moved->schema.release == NULL, "MEM-10", "release works at another address",
           "release of a moved schema is still set");
}

// Moves each batch to another address before the next one is requested.
static void BatchesMoved(struct Kit* kit) {
  struct ArrowArrayStream stream;
  struct ArrowArray plain;
  if (!KitReleasesInPlace(kit) || !KitOpenStream(kit, &stream)) return;
  int read = 0;
  int code = 0;
  while (read++ < kMostResults && (code = KitGetNext(kit, &stream, &plain)) == 0 &&
         plain.release != NULL) {
    KitReleaseArray(kit, &plain);
  }
  bool marked = KitReleaseStream(kit, &stream, read <= kMostResults);
  if (!marked || code == kKitUnusable || !KitOpenStream(kit, &stream)) return;
  struct ArrowArray* moved[kMostResults];
  int count = 0;
  for (; count < kMostResults; ++count) {
    struct ArrowArray* array = (struct ArrowArray*)KitAllocatePage();
    moved[count] = (struct ArrowArray*)KitAllocatePage();
    KitStep(kit, count == 0 ? "STR-4" : "MOV-5", "get_next, after the earlier batches were moved");
    if (stream.get_next(&stream, array) != 0 || array->release == NULL) break;
    *moved[count] = *array;
    KitMakePageInaccessible(array);
  }
  KitBlame(kit, "MOV-5");
  KitReleaseStream(kit, &stream, count < kMostResults);
  KitBlame(kit, NULL);
  for (int i = 0; i < count; ++i) {
    KitStep(kit, "MEM-10", "batch %d is released at another address", i + 1);
    moved[i]->release(moved[i]);
    KitCheck(kit, moved[i]->release == NULL, "MEM-10", "release works at another address",
             "release of batch %d is still set", i + 1);
  }
}

const struct KitScenario kKitLifetimeScenarios[] = {
    {"stream-batches-held", "STR-16 MUT-1", "keeps batches while the next ones are made",
     kKitProducer, KIT_GUARD_PAGES, BatchesKept},
    {"stream-results-outlive", "STR-16 MUT-1", "releases the stream before its schema and batches",
     kKitProducer, KIT_GUARD_PAGES, ResultsOutlive},
    {"stream-batches-moved", "MEM-10 MOV-5", "moves each batch before the next one is requested",
     kKitProducer, KIT_GUARD_PAGES, BatchesMoved},
    {"stream-results-moved", "MEM-10 MEM-13 MOV-4 MOV-5",
     "moves schema and batch, and releases them at the new address", kKitProducer, KIT_GUARD_PAGES,
     Moved},
    {"array-moved", "MEM-10 MEM-13 MOV-4 MOV-5",
     "moves schema and array, and releases them at the new address", kKitArrayProducer,
     KIT_GUARD_PAGES, Moved},
    {"schema-moved", "MEM-10 MEM-13 MOV-4 MOV-5",
     "moves the schema, and releases it at the new address", kKitSchemaProducer, KIT_GUARD_PAGES,
     Moved},
    {NULL, NULL, NULL, kKitProducer, 0, NULL},
};
