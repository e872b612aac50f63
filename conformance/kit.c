// KitMain(): options, scenarios, reports, exit code.
#include "run.h"

#include <errno.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static int WriteReport(const struct KitRun* run, const char* path,
                       void (*report)(const struct KitRun*, FILE*)) {
  if (path == NULL) return 0;
  bool to_stdout = strcmp(path, "-") == 0;
  // With --in-process the library under test may have changed the decimal point.
  setlocale(LC_NUMERIC, "C");
  FILE* file = to_stdout ? stdout : fopen(path, "w");
  if (file != NULL) report(run, file);
  if (file == NULL || ferror(file) || (to_stdout ? fflush(file) : fclose(file)) != 0) {
    fprintf(stderr, "arrowbridge-conformance: %s: %s\n", path, strerror(errno));
    return errno != 0 ? errno : EIO;
  }
  return 0;
}

static bool IsDash(const char* path) { return path != NULL && strcmp(path, "-") == 0; }

void KitRunNext(struct KitRun* run, const struct KitScenario* scenario, struct KitResult* result) {
  KitRunScenario(run->options, scenario, &run->filling_crash, result);
  KitProbe(run->options, result);
  KitMarkExpectedFailures(run, result);
  ++run->counts[result->outcome];
}

int KitRunScenarios(const struct KitOptions* options, const struct KitScenario* const* scenarios,
                    int count) {
  struct KitRun run = {.options = options, .n_results = count};
  int code = 0;
  run.results = (struct KitResult*)calloc((size_t)count, sizeof(*run.results));
  if (run.results == NULL || KitLoadExpectedFailures(&run) != 0) {
    free(run.results);
    KitFreeExpectedFailures(&run);
    return 2;
  }
  // If a report goes to standard output, the text report goes to standard error.
  bool to_stdout = IsDash(options->tap) || IsDash(options->junit) || IsDash(options->html) ||
                   IsDash(options->json);
  FILE* text = to_stdout ? stderr : stdout;
  for (int i = 0; i < count; ++i) {
    struct KitResult* result = &run.results[i];
    KitRunNext(&run, scenarios[i], result);
    KitReportResult(&run, result, text);
    // The library cannot be loaded: the other scenarios would fail in the same way.
    if (result->outcome == kKitNotRun) run.n_results = count = i + 1;
  }
  KitPrintNotHappened(&run);
  KitReportEnd(&run, text);
  if (WriteReport(&run, options->tap, KitReportTap) != 0) code = 2;
  if (WriteReport(&run, options->junit, KitReportJunit) != 0) code = 2;
  if (WriteReport(&run, options->html, KitReportHtml) != 0) code = 2;
  if (WriteReport(&run, options->json, KitReportJson) != 0) code = 2;
  if (code == 0 && run.counts[kKitNotRun] > 0) code = 2;
  if (code == 0 && run.counts[kKitSkipped] == count && options->expect == NULL) {
    fprintf(stderr, "arrowbridge-conformance: no scenario ran: all were skipped\n");
    code = 2;
  }
  if (code == 0 && options->expect != NULL) {
    code = strcmp(KitBrokenRules(&run), options->expect) == 0 ? 0 : 1;
    if (code != 0) fprintf(text, "expected broken rules: %s\n", options->expect);
  } else if (code == 0 && run.counts[kKitFailed] > 0) {
    code = 1;
  }
  for (int i = 0; i < count; ++i) KitFreeResult(&run.results[i]);
  free(run.results);
  KitFreeExpectedFailures(&run);
  return code;
}

int KitMain(int argc, char** argv, const struct KitScenario* more) {
  enum { kMost = 1000 };
  static const struct KitScenario* scenarios[kMost];
  struct KitOptions options;
  int code = 2;
  // Memory that a subject which uses libarrowbridge keeps for reuse would count as kept by a batch,
  // and a use after a release would not be found.
  setenv("ARROWBRIDGE_POOL_LIMIT", "0", 0);
  if (KitParseOptions(argc, argv, &options) != 0) {
    code = 2;
  } else if (options.list) {
    KitPrintList(&options, more);
    code = 0;
  } else {
    int count = KitSelect(&options, more, scenarios, kMost);
    if (count == 0) {
      fprintf(stderr, "arrowbridge-conformance: no scenario matches; --list prints all\n");
    } else if (options.in_process && count != 1) {
      fprintf(stderr,
              "arrowbridge-conformance: --in-process runs exactly one scenario; choose it with "
              "--only\n");
    } else {
      code = KitRunScenarios(&options, scenarios, count);
    }
  }
  free(options.library);
  return code;
}
