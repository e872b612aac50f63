// The file of known deviations: a rule and a scenario per line, either of them a pattern.
#include "run.h"

#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

static struct KitKnown* Add(struct KitRun* run, const char* rule, const char* scenario, int line) {
  size_t size = sizeof(*run->known) * (size_t)(run->n_known + 1);
  struct KitKnown* all = (struct KitKnown*)realloc(run->known, size);
  if (all == NULL) return NULL;
  run->known = all;
  struct KitKnown* one = &all[run->n_known++];
  *one = (struct KitKnown){strdup(rule), strdup(scenario), line, false};
  return one->rule == NULL || one->scenario == NULL ? NULL : one;
}

int KitLoadKnown(struct KitRun* run) {
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
    } else if (Add(run, rule, scenario, number) == NULL) {
      code = ENOMEM;
    }
  }
  fclose(file);
  return code;
}

void KitMarkKnown(struct KitRun* run, struct KitResult* result) {
  bool all = result->n_found > 0;
  for (int i = 0; i < result->n_found; ++i) {
    struct KitFound* found = &result->found[i];
    for (int j = 0; j < run->n_known; ++j) {
      struct KitKnown* known = &run->known[j];
      if (fnmatch(known->rule, found->rule, 0) != 0) continue;
      if (fnmatch(known->scenario, result->scenario->name, 0) != 0) continue;
      found->known = true;
      known->seen = true;
    }
    all = all && found->known;
  }
  if (result->outcome == kKitFailed && all) result->outcome = kKitKnown;
}

void KitEndKnown(struct KitRun* run) {
  for (int i = 0; i < run->n_known; ++i) {
    struct KitKnown* known = &run->known[i];
    if (!known->seen && run->options->n_only == 0) {
      fprintf(stderr, "%s:%d: %s in %s was not seen this time\n", run->options->known, known->line,
              known->rule, known->scenario);
    }
    free(known->rule);
    free(known->scenario);
  }
  free(run->known);
}
