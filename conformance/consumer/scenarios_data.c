// Scenarios for consumers: streams whose schemas and batches are legal but unusual.
#include <stdio.h>
#include <string.h>

#include "consumer_driver.h"
#include "scenarios.h"
#include "without.h"

// Defines a scenario: a stream of three batches, without errors.
#define STREAM_OF(function, rule_id, what, spec_text, any, quirk_bits)         \
  void function(struct Kit* kit) {                                             \
    static const struct KitStreamScenario scenario = {.rule = rule_id,         \
                                                      .step = what,            \
                                                      .array_spec = spec_text, \
                                                      .any_types = any,        \
                                                      .quirks = quirk_bits,    \
                                                      .n_batches = 3,          \
                                                      .lengths = {7, 1, 30}};  \
    KitRunStreamScenario(kit, &scenario);                                      \
  }

// A scenario about types.
#define STREAM(function, rule, what, spec, quirks) \
  STREAM_OF(function, rule, what, spec, false, quirks)

// A scenario that needs no particular types.
#define ORDINARY_STREAM(function, rule, what, quirks) \
  STREAM_OF(function, rule, what, KIT_ORDINARY, true, quirks)

ORDINARY_STREAM(KitConsumerOrdinary, "MEM-8", "an ordinary stream", 0)
ORDINARY_STREAM(KitConsumerNullNames, "SCH-4", "fields whose names are NULL", KIT_QUIRK_NULL_NAMES)
ORDINARY_STREAM(KitConsumerOddNames, "SCH-5", "names that are long, repeated, empty or not ASCII",
                KIT_QUIRK_ODD_NAMES)
ORDINARY_STREAM(KitConsumerNullMetadata, "SCH-6", "metadata that is NULL", KIT_QUIRK_NULL_METADATA)
ORDINARY_STREAM(KitConsumerNoPairs, "SCH-6", "metadata of 0 pairs",
                KIT_QUIRK_NO_PAIRS | KIT_QUIRK_OWN_METADATA)
ORDINARY_STREAM(KitConsumerOddMetadata, "SCH-9",
                "metadata with repeated and empty keys and bytes that are not text",
                KIT_QUIRK_ODD_METADATA)
ORDINARY_STREAM(KitConsumerUnknownFlags, "ABI-1", "unknown flags", KIT_QUIRK_UNKNOWN_FLAGS)
ORDINARY_STREAM(KitConsumerExtensions, "EXT-1",
                "unknown extension types, some without extension metadata", KIT_QUIRK_EXTENSIONS)
ORDINARY_STREAM(KitConsumerSchemaTables, "SCH-16",
                "schemas without children, whose `children` is NULL", KIT_QUIRK_NULL_TABLES)
STREAM(KitConsumerArrayTables, "ARR-13",
       "arrays without buffers or children, whose `buffers` and `children` are NULL",
       "+s{n@a i@b u@c +s@d{n@e}}", KIT_QUIRK_NULL_ARRAY_TABLES)
ORDINARY_STREAM(KitConsumerNoBitmaps, "ARR-11", "columns without validity bitmaps",
                KIT_QUIRK_NO_BITMAPS)
ORDINARY_STREAM(KitConsumerUnknownCounts, "ARR-4", "null_count -1", KIT_QUIRK_UNKNOWN_COUNTS)
ORDINARY_STREAM(KitConsumerNothingCounted, "ARR-4",
                "null_count -1 with validity bitmaps that are NULL",
                KIT_QUIRK_UNKNOWN_COUNTS | KIT_QUIRK_NO_BITMAPS)
ORDINARY_STREAM(KitConsumerOffsets, "ARR-5",
                "arrays with offsets, invalid values in the slots before them",
                KIT_QUIRK_OFFSETS | KIT_QUIRK_WILD_STARTS | KIT_QUIRK_OWN_READS)
STREAM(KitConsumerWildSlots, "COL-4", "null slots that hold invalid values",
       "+s{c@a<u@values> s@b<u@values> vu@c i@d<+l@lists{i@item}>}",
       KIT_QUIRK_WILD_NULLS | KIT_QUIRK_OWN_READS)
ORDINARY_STREAM(KitConsumerUnaligned, "ARR-10", "buffers that are not aligned for their values",
                KIT_QUIRK_UNALIGNED)
ORDINARY_STREAM(KitConsumerLongChildren, "RB-1", "columns that are longer than the batch",
                KIT_QUIRK_LONG_CHILDREN)
ORDINARY_STREAM(KitConsumerTopOffset, "RB-1", "batches with an offset", KIT_QUIRK_TOP_OFFSET)
ORDINARY_STREAM(KitConsumerTopNulls, "RB-1", "batches with null rows", KIT_QUIRK_TOP_NULLS)
STREAM(KitConsumerNoColumns, "RB-1", "batches with rows and no columns", "+s", 0)

STREAM(KitConsumerIntegers, "FMT-55", "integers and floats of every width, and nulls",
       "+s{c@a C@b s@c S@d i@e I@f l@g L@h f@j g@k b@l n@m}", 0)
STREAM(KitConsumerHalfFloats, "FMT-55", "float16", "+s{e@a +l@b{e@item}}", 0)
STREAM(KitConsumerTimes, "FMT-55", "dates, times, timestamps, durations and intervals",
       "+s{tdD@a tdm@b tts@c ttm@d ttu@e ttn@f tss:@g tsm:UTC@h tsu:+05:30@i tsn:Europe/Berlin@j "
       "tDs@k tDm@l tDu@m tDn@n tiM@o tiD@p tin@q}",
       0)
STREAM(KitConsumerDecimals, "FMT-55", "decimals and fixed-size binary",
       "+s{d:9,2,32@a d:18,3,64@b d:19,10@c d:38,0,128@d d:76,5,256@e w:3@f w:300@g}", 0)
STREAM(KitConsumerNegativeScales, "FMT-55", "decimals with a negative scale",
       "+s{d:18,-3,64@a d:19,-2@b}", 0)
STREAM(KitConsumerZeroSizes, "FMT-55", "fixed-size binary and lists of size 0",
       "+s{w:0@a +w:0@b{i@item}}", 0)
STREAM(KitConsumerTexts, "FMT-55", "text and binary, 32-bit and 64-bit", "+s{u@a U@b z@c Z@d}", 0)
STREAM(KitConsumerViews, "FMT-55", "views of text and of binary", "+s{vu@a vz@b +l@c{vu@item}}", 0)
STREAM(KitConsumerInlineViews, "VIEW-1", "views without variadic buffers", "+s{vu@a vz@b}",
       KIT_QUIRK_INLINE_VIEWS | KIT_QUIRK_NULL_EMPTY)
STREAM(KitConsumerManyVariadic, "VIEW-1", "views with 300 variadic buffers", "+s{vu@a}",
       KIT_QUIRK_MANY_VARIADIC)
STREAM(KitConsumerLists, "FMT-55", "lists: large, of fixed size, nested, and maps",
       "+s{+L@a{u@item} +w:2@b{s@item} +l@d{+l@item{b@item}} "
       "+m@e{+s!@entries{u!@key i@value}}}",
       0)
STREAM(KitConsumerListViews, "FMT-55", "list views, out of order and overlapping",
       "+s{+vl@a{i@item} +vL@b{u@item}}", 0)
STREAM(KitConsumerStructs, "FMT-55", "structs, some of them null",
       "+s{+s@a{i!@x u@y} +s@b{+s@z{b!@w}}}", 0)
STREAM(KitConsumerDenseUnions, "FMT-55", "dense unions with type ids out of order",
       "+s{+ud:5,4@a{i@x u@y} +ud:1@b{n@x} +ud:0,127@c{g@x +s@y{i@z}}}", 0)
STREAM(KitConsumerSparseUnions, "FMT-55", "sparse unions with type ids out of order",
       "+s{+us:5,4@a{i@x u@y} +us:1@b{n@x} +us:0,127@c{g@x +s@y{i@z}}}", 0)
STREAM(
    KitConsumerRunEnds, "FMT-55", "run-end encoded columns",
    "+s{+r@a{s!@run_ends u@values} +r@b{i!@run_ends i@values} +r@c{l!@run_ends +l@values{c@item}}}",
    0)
STREAM(KitConsumerDictionaries, "DIC-1",
       "dictionaries with offsets, with nulls, of dictionaries, of structs and lists",
       "+s{c@a<u@values> S@b<i@values> i@c<+s@values{i@x c@y<u@inner>}> l@d<+l@values{i@item}> "
       "+l@e{c@item<vu@values>}}",
       KIT_QUIRK_OFFSETS)
STREAM(KitConsumerOrderedDictionaries, "SCH-11", "dictionaries that are ordered",
       "+s{c@a<u!@values> i@b<l!@values> +l@c{s@item<u!@values>}}", KIT_QUIRK_ORDER_FLAGS)
// Values are slot numbers, so that keys ascend.
STREAM(KitConsumerSortedMaps, "SCH-11", "maps whose keys are sorted",
       "+s{+m@a{+s!@entries{i!@key u@value}} +l@b{+m@item{+s!@entries{l!@key b@value}}}}",
       KIT_QUIRK_ORDER_FLAGS)
STREAM(KitConsumerNestedOffsets, "ARR-5", "offsets in columns of every layout",
       "+s{+w:2@a{b@item} vu@b w:3@c +m@d{+s!@entries{u!@key i@value}} d:19,10@e n@f +L@g{U@item}}",
       KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
STREAM(KitConsumerListViewOffsets, "ARR-5", "offsets in list views",
       "+s{+vl@a{i@item} +vL@b{u@item}}", KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
STREAM(KitConsumerUnionOffsets, "ARR-5", "offsets in unions",
       "+s{+ud:0,1@a{i@x u@y} +us:0,1@b{i@x u@y}}", KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)
STREAM(KitConsumerRunEndOffsets, "ARR-5", "offsets in run-end encoded columns",
       "+s{+r@a{i!@run_ends u@values}}", KIT_QUIRK_OFFSETS | KIT_QUIRK_OWN_READS)

static void Empties(struct Kit* kit, const char* rule, const char* step, unsigned quirks) {
  struct KitStreamScenario scenario = {
      .rule = rule,
      .step = step,
      .array_spec =
          "+s{i@a u@b U@c b@d +l@e{i@item} +s@f{l@x u@y} c@g<u@values> "
          "vu@h +w:2@i{i@item} w:3@j}",
      .any_types = true,
      .quirks = quirks,
      .n_batches = 5,
      .lengths = {0, 4, 1, 0, 2}};
  KitRunStreamScenario(kit, &scenario);
}

void KitConsumerEmpties(struct Kit* kit) {
  Empties(kit, "STR-7", "batches without rows, at the beginning and between others", 0);
}

void KitConsumerNullEmpties(struct Kit* kit) {
  Empties(kit, "ARR-11", "buffers of size 0 that are NULL", KIT_QUIRK_NULL_EMPTY);
}

void KitConsumerDangling(struct Kit* kit) {
  Empties(kit, "ARR-11", "buffers of size 0 that are invalid pointers", KIT_QUIRK_DANGLING);
}

void KitConsumerNullOffsets(struct Kit* kit) {
  Empties(kit, "ARR-11",
          "arrays of length 0 whose offsets buffer is NULL, as older producers make them",
          KIT_QUIRK_NULL_OFFSETS);
}

void KitConsumerLastEmpty(struct Kit* kit) {
  static const struct KitStreamScenario scenario = {.rule = "STR-7",
                                                    .step = "a stream whose last batch has no rows",
                                                    .array_spec = KIT_ORDINARY,
                                                    .any_types = true,
                                                    .n_batches = 3,
                                                    .lengths = {5, 2, 0}};
  KitRunStreamScenario(kit, &scenario);
}

void KitConsumerNoBatches(struct Kit* kit) {
  static const struct KitStreamScenario scenario = {.rule = "STR-5",
                                                    .step = "a stream without batches",
                                                    .array_spec = KIT_ORDINARY,
                                                    .any_types = true};
  KitRunStreamScenario(kit, &scenario);
}

// Nests the first of the types that the data may have.
static void Deep(struct Kit* kit, int levels, const char* const* types) {
  static char spec[8000];
  const char* leaf = KitLeafFormat(kit);
  while (*types != NULL && !KitHasFormat(kit, *types)) ++types;
  if (*types == NULL || leaf == NULL) {
    KitSkip(kit, "it is about nested fields, which --without leaves out");
    return;
  }
  char* at = spec + sprintf(spec, "+s");
  for (int level = 2; level < levels; ++level) at += sprintf(at, "{%s@x", *types);
  at += sprintf(at, "{%s@leaf}", leaf);
  memset(at, '}', (size_t)levels - 2);
  char step[60];
  snprintf(step, sizeof(step), "fields nested %d levels deep", levels);
  struct KitStreamScenario scenario = {
      .rule = "SCH-20", .step = step, .array_spec = spec, .n_batches = 2, .lengths = {3, 2}};
  KitRunStreamScenario(kit, &scenario);
}

void KitConsumerDeep(struct Kit* kit) {
  static const char* const kTypes[] = {"+s", "+w:1", "+l", "+L", NULL};
  Deep(kit, 63, kTypes);
}

void KitConsumerVeryDeep(struct Kit* kit) {
  static const char* const kTypes[] = {"+w:1", "+s", "+l", "+L", NULL};
  Deep(kit, 500, kTypes);
}

void KitConsumerWide(struct Kit* kit) {
  enum { kColumns = 400 };
  static char spec[kColumns * 20];
  const char* leaf = KitLeafFormat(kit);
  char* at = spec + sprintf(spec, "+s{");
  for (int i = 0; i < kColumns; ++i) at += sprintf(at, "%s@c%d ", leaf == NULL ? "i" : leaf, i);
  strcpy(at, "}");
  struct KitStreamScenario scenario = {.rule = "ARR-12",
                                       .step = "400 columns",
                                       .array_spec = spec,
                                       .n_batches = 2,
                                       .lengths = {3, 2}};
  KitRunStreamScenario(kit, &scenario);
}

static void NoStruct(struct Kit* kit, const char* spec) {
  struct KitStreamScenario scenario = {.rule = "STR-20",
                                       .step = "a stream of arrays that are not structs",
                                       .array_spec = spec,
                                       .n_batches = 3,
                                       .lengths = {5, 0, 9}};
  KitRunStreamScenario(kit, &scenario);
}

void KitConsumerPlainArrays(struct Kit* kit) {
  const char* leaf = KitLeafFormat(kit);
  char spec[40];
  snprintf(spec, sizeof(spec), "%s@numbers", leaf == NULL ? "i" : leaf);
  NoStruct(kit, spec);
}

void KitConsumerListArrays(struct Kit* kit) { NoStruct(kit, "+l@lists{u@item}"); }
void KitConsumerDictionaryArrays(struct Kit* kit) { NoStruct(kit, "c@words<u@values>"); }
