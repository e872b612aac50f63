// The file of expected failures. Each line has a rule and a scenario; both are patterns.
#include "run.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static struct KitExpectedFailure* Add(struct KitRun* run, const char* rule, const char* scenario,
                                      int line) {
  size_t size = sizeof(*run->expected_failures) * (size_t)(run->n_expected_failures + 1);
  struct KitExpectedFailure* all =
      (struct KitExpectedFailure*)realloc(run->expected_failures, size);
  if (all == NULL) return NULL;
  run->expected_failures = all;
  struct KitExpectedFailure* one = &all[run->n_expected_failures++];
  *one = (struct KitExpectedFailure){strdup(rule), strdup(scenario), line, false};
  return one->rule == NULL || one->scenario == NULL ? NULL : one;
}

int KitLoadExpectedFailures(struct KitRun* run) {
  const char* path = run->options->expected_failures;
  if (path == NULL) return 0;
  FILE* file = fopen(path, "r");
  if (file == NULL) {
    fprintf(stderr, "arrowbridge-conformance: %s: %s\n", path, strerror(errno));
    return errno;
  }
  char line[512];
  int number = 0;
  int code = 0;
  while (code == 0 && fgets(line, sizeof(line), file) != NULL) {
    ++number;
    char* comment = strchr(line, '#');
    if (comment != NULL) *comment = '\0';
    char* rest = NULL;
    const char* rule = strtok_r(line, " \t\r\n", &rest);
    if (rule == NULL) continue;
    const char* scenario = strtok_r(NULL, " \t\r\n", &rest);
    if (scenario == NULL || strtok_r(NULL, " \t\r\n", &rest) != NULL) {
      fprintf(stderr, "arrowbridge-conformance: %s:%d: a line must be RULE SCENARIO\n", path,
              number);
      code = EINVAL;
    } else if (Add(run, rule, scenario, number) == NULL) {
      code = ENOMEM;
    }
  }
  fclose(file);
  return code;
}

void KitMarkExpectedFailures(struct KitRun* run, struct KitResult* result) {
  bool all = result->n_found > 0;
  for (int i = 0; i < result->n_found; ++i) {
    struct KitFound* found = &result->found[i];
    for (int j = 0; j < run->n_expected_failures; ++j) {
      struct KitExpectedFailure* expected = &run->expected_failures[j];
      if (fnmatch(expected->rule, found->rule, 0) != 0) continue;
      if (fnmatch(expected->scenario, result->scenario->name, 0) != 0) continue;
      found->is_expected = true;
      expected->seen = true;
    }
    all = all && found->is_expected;
  }
  if (result->outcome == kKitFailed && all) result->outcome = kKitExpectedFailure;
}

// With --only the scenario of a line may not have run.
bool KitDidNotHappen(const struct KitRun* run, const struct KitExpectedFailure* expected) {
  return !expected->seen && run->options->n_only == 0;
}

void KitPrintNotHappened(const struct KitRun* run) {
  for (int i = 0; i < run->n_expected_failures; ++i) {
    const struct KitExpectedFailure* expected = &run->expected_failures[i];
    if (!KitDidNotHappen(run, expected)) continue;
    fprintf(stderr, "%s:%d: the expected failure %s in %s did not happen\n",
            run->options->expected_failures, expected->line, expected->rule, expected->scenario);
  }
}

void KitFreeExpectedFailures(struct KitRun* run) {
  for (int i = 0; i < run->n_expected_failures; ++i) {
    free(run->expected_failures[i].rule);
    free(run->expected_failures[i].scenario);
  }
  free(run->expected_failures);
}
