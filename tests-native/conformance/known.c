// The file of known deviations: a rule and a scenario per line, either of them a pattern.
#include "run.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static int Apply(struct KitRun* run, const char* rule, const char* scenario) {
  int seen = 0;
  for (int i = 0; i < run->n_results; ++i) {
    struct KitResult* result = &run->results[i];
    if (fnmatch(scenario, result->scenario->name, 0) != 0) continue;
    for (int j = 0; j < result->n_found; ++j) {
      if (fnmatch(rule, result->found[j].rule, 0) != 0) continue;
      result->found[j].known = true;
      ++seen;
    }
  }
  return seen;
}

static bool AllKnown(const struct KitResult* result) {
  for (int i = 0; i < result->n_found; ++i) {
    if (!result->found[i].known) return false;
  }
  return true;
}

int KitApplyKnown(struct KitRun* run) {
  const char* path = run->options->known;
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
      fprintf(stderr, "arrowbridge-conformance: %s:%d: a line is RULE SCENARIO\n", path, number);
      code = EINVAL;
    } else if (Apply(run, rule, scenario) == 0 && run->options->n_only == 0) {
      fprintf(stderr, "%s:%d: %s in %s was not seen this time\n", path, number, rule, scenario);
    }
  }
  fclose(file);
  for (int i = 0; i < run->n_results; ++i) {
    if (run->results[i].outcome == kKitFailed && AllKnown(&run->results[i])) {
      run->results[i].outcome = kKitKnown;
    }
  }
  return code;
}
