#include "pass.h"

#include <stdio.h>
#include <string.h>

#include "../producer_calls.h"
#include "../run.h"
#include "same.h"
#include "scenarios.h"

enum { kMostOut = 64 };

typedef int (*PassFunction)(struct ArrowArrayStream*, struct ArrowArrayStream*);
typedef int (*PassFunctionArgument)(struct ArrowArrayStream*, struct ArrowArrayStream*,
                                    const char*);

struct Passed {
  struct Kit* kit;
  const struct KitConsumerDriver* driver;
  struct ArrowSchema schema;
  struct ArrowArray batches[kMostOut];
  int n_batches;
  int code;
};

// The rule for a wrong value, by the layout of its column.
static const char* RuleOfLayout(const struct ArrowSchema* schema) {
  struct KitType type;
  const char* why;
  KitParseType(schema->format, &type, &why);
  if (schema->dictionary != NULL) return "DIC-1";
  switch (type.layout) {
    case kLayoutBinary:
    case kLayoutList:
      return "COL-5";
    case kLayoutView:
      return "COL-8";
    case kLayoutListView:
      return "COL-9";
    case kLayoutFixedList:
      return "COL-10";
    case kLayoutStruct:
      return "COL-11";
    case kLayoutDenseUnion:
      return "COL-12";
    case kLayoutSparseUnion:
      return "COL-13";
    case kLayoutRunEnds:
      return "COL-16";
    default:
      return "ARR-2";
  }
}

// The rule of the scenario if it is about values, else NULL.
static const char* RuleOfValues(const char* at_stake) {
  static const char* const kRules[] = {"ARR-4", "ARR-5", "DIC-1", "RB-1", "STR-20", "VIEW-1"};
  for (size_t i = 0; i < sizeof(kRules) / sizeof(kRules[0]); ++i) {
    if (strcmp(kRules[i], at_stake) == 0) return at_stake;
  }
  return NULL;
}

static const char* RuleOfRows(const char* at_stake) {
  return strcmp(at_stake, "RB-1") == 0 || strcmp(at_stake, "STR-20") == 0 ? at_stake : "STR-7";
}

static void Differs(struct Passed* passed, const struct ArrowArray* want, int64_t i, int64_t row,
                    const struct ArrowArray* got, int64_t j) {
  static const char kExpected[] = "the values that come out equal those that went in";
  const char* rule = RuleOfValues(passed->driver->scenario->rule);
  const struct ArrowSchema* schema = &passed->schema;
  // What is below a null row is not compared.
  bool columns = strcmp(schema->format, "+s") == 0 && KitBit(want->buffers[0], want->offset + i) &&
                 KitBit(got->buffers[0], got->offset + j);
  int64_t column = 0;
  while (columns && column < schema->n_children &&
         KitSameValue(schema->children[column], want->children[column], want->offset + i,
                      got->children[column], got->offset + j)) {
    ++column;
  }
  if (!columns || column == schema->n_children) {
    KitFind(passed->kit, rule != NULL ? rule : "RB-1", kExpected,
            "row %lld differs, or only one of the two rows is null", (long long)row);
    return;
  }
  schema = schema->children[column];
  KitFind(passed->kit, rule != NULL ? rule : RuleOfLayout(schema), kExpected,
          "row %lld of column %lld (%s) differs", (long long)row, (long long)column,
          schema->format);
}

// Compares rows in order. The sizes of batches may differ.
static void CompareRows(struct Passed* passed) {
  const struct KitStreamScenario* scenario = passed->driver->scenario;
  int out = 0;
  int64_t row = 0;
  int64_t j = 0;
  for (int batch = 0; batch < scenario->n_batches; ++batch) {
    struct ArrowArray want;
    KitSpecifiedArray(passed->driver->spec, scenario->quirks, scenario->lengths[batch],
                      "the kit's own copy of a batch", &want);
    bool same = true;
    for (int64_t i = 0; i < want.length && same; ++i, ++j, ++row) {
      while (out < passed->n_batches && j == passed->batches[out].length) {
        ++out;
        j = 0;
      }
      if (out == passed->n_batches) {
        // If the function did not read its input to the end, that is reported instead.
        bool may_stop = !passed->driver->saw_end || KitOptionsOf(passed->kit)->may_stop_early;
        KitCheck(passed->kit, may_stop, RuleOfRows(scenario->rule), "all rows come out",
                 "there are %lld", (long long)row);
        same = false;
      } else if (!KitSameRow(&passed->schema, &want, i, &passed->batches[out], j)) {
        Differs(passed, &want, i, row, &passed->batches[out], j);
        same = false;
      }
    }
    want.release(&want);
    if (!same) return;
  }
  while (out < passed->n_batches && j == passed->batches[out].length) {
    ++out;
    j = 0;
  }
  KitCheck(passed->kit, out == passed->n_batches, RuleOfRows(scenario->rule), "no rows are added",
           "there are more than %lld", (long long)row);
}

static void CompareSchema(struct Passed* passed, bool* same) {
  struct ArrowSchema want;
  char where[200];
  const struct KitStreamScenario* scenario = passed->driver->scenario;
  KitSpecifiedSchema(passed->driver->spec, scenario->quirks, "the kit's own copy of the schema",
                     &want);
  KitStep(passed->kit, "SCH-7", "reading the schema that comes out");
  struct KitChecker check = {.kit = passed->kit, .quiet = true, .path = "the schema"};
  KitCheckSchema(&check, &passed->schema);
  // Only what cannot be read at all: the comparison finds the rest.
  if (check.unreadable) {
    want.release(&want);
    return;
  }
  const char* rule = KitSchemaDifference(&want, &passed->schema, scenario->rule, where);
  if (rule != NULL) {
    KitFind(passed->kit, rule, "the schema that comes out equals the one that went in", "%s",
            where);
  }
  *same = rule == NULL;
  want.release(&want);
}

// Reads the stream to its end, releases it and then compares: schema and batches outlive it.
static void Read(struct Passed* passed, struct ArrowArrayStream* stream) {
  struct Kit* kit = passed->kit;
  passed->code = KitGetSchema(kit, stream, &passed->schema);
  if (passed->code == kKitUnusable) return;
  bool has_schema = passed->code == 0;
  bool more = has_schema;
  while (more && passed->n_batches < kMostOut) {
    struct ArrowArray* batch = &passed->batches[passed->n_batches];
    passed->code = KitGetNext(kit, stream, batch);
    more = passed->code == 0 && batch->release != NULL;
    if (more) ++passed->n_batches;
  }
  if (passed->code != 0 && passed->code != kKitUnusable) {
    KitStep(kit, "STR-11", "get_last_error");
    const char* message = stream->get_last_error(stream);
    if (!KitReadMessage(kit, "STR-11", "the error message", message) || message == NULL)
      message = "no message";
    int code = passed->driver->scenario->code;
    if (code == 0)
      KitNote(kit, "the stream that comes out fails with code %d: %.200s", passed->code, message);
    else if (passed->code != code)
      KitNote(kit, "error code %d comes out as %d", code, passed->code);
  }
  KitReleaseStream(kit, stream, true);
  bool same = false;
  if (has_schema) CompareSchema(passed, &same);
  for (int i = 0; i < passed->n_batches && same; ++i) {
    struct KitChecker check = {.kit = kit, .in_stream = true};
    snprintf(check.path, sizeof(check.path), "batch %d that comes out", i);
    KitStep(kit, "STR-16", "reading batch %d that came out", i);
    KitCheckStructure(&check, &passed->batches[i], &passed->schema);
    if (check.findings == 0) KitCheckContents(&check, &passed->batches[i], &passed->schema);
    same = check.findings == 0;
  }
  if (same && passed->code == 0) {
    KitStep(kit, passed->driver->scenario->rule, "comparing the rows that come out");
    CompareRows(passed);
  }
  for (int i = 0; i < passed->n_batches; ++i) KitReleaseArray(kit, &passed->batches[i]);
  if (has_schema) KitReleaseSchema(kit, &passed->schema);
}

int KitPassStream(struct KitConsumerDriver* driver) {
  struct Kit* kit = driver->kit;
  KitFunction function = KitImplementation(kit);
  const char* argument = KitArgument(kit);
  struct ArrowArrayStream out;
  static struct Passed passed;
  KitPoisonStream(kit, &out);
  int code = argument == NULL ? ((PassFunction)function)(driver->home, &out)
                              : ((PassFunctionArgument)function)(driver->home, &out, argument);
  if (code != 0) return code;
  passed.kit = kit;
  passed.driver = driver;
  if (out.release == NULL) {
    KitFind(kit, "STR-13", "a stream has a release callback",
            "it is NULL, but the function returns 0");
    return 0;
  }
  Read(&passed, &out);
  return passed.code;
}
