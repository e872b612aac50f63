// The JUnit XML report, for continuous integration.
#include "report.h"

#include <stdlib.h>

static void PrintAttribute(const char* name, const char* value, FILE* file) {
  fprintf(file, " %s=\"", name);
  KitPrintXml(value, file);
  fputc('"', file);
}

static void PrintFound(const struct KitFound* found, FILE* file) {
  fputs("    <failure", file);
  PrintAttribute("type", found->rule, file);
  PrintAttribute("message", found->happened, file);
  fputs(">expected: ", file);
  KitPrintXml(found->expected, file);
  fputs("\nhappened: ", file);
  KitPrintXml(found->happened, file);
  fputs("\nwhile: ", file);
  KitPrintXml(found->step, file);
  const char* rest = found->stack;
  const char* label = "\nstack: ";
  for (char frame[512]; KitNextLine(&rest, frame, sizeof(frame)); label = "\n       ") {
    fputs(label, file);
    KitPrintXml(frame, file);
  }
  fputs("</failure>\n", file);
}

static void PrintOutput(const struct KitRun* run, const struct KitResult* result, FILE* file) {
  fputs("    <system-out>", file);
  for (int i = 0; i < result->n_found; ++i) {
    if (!result->found[i].is_expected) continue;
    fprintf(file, "expected failure %s: ", result->found[i].rule);
    KitPrintXml(result->found[i].happened, file);
    fputc('\n', file);
  }
  for (int i = 0; i < result->n_notes; ++i) {
    KitPrintXml(result->notes[i], file);
    fputc('\n', file);
  }
  char* command = KitReproduce(run, result->scenario);
  fputs("reproduce: ", file);
  KitPrintXml(command, file);
  free(command);
  fputs("</system-out>\n", file);
}

void KitReportJunit(const struct KitRun* run, FILE* file) {
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite", file);
  PrintAttribute("name", run->options->implementation, file);
  fprintf(file, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n",
          run->n_results, run->counts[kKitFailed], run->counts[kKitNotRun],
          run->counts[kKitSkipped], KitSeconds(run));
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    fputs("  <testcase classname=\"arrowbridge-conformance\"", file);
    PrintAttribute("name", result->scenario->name, file);
    fprintf(file, " time=\"%.3f\">\n", result->seconds);
    for (int j = 0; j < result->n_found; ++j) {
      if (!result->found[j].is_expected) PrintFound(&result->found[j], file);
    }
    if (result->outcome == kKitSkipped || result->outcome == kKitNotRun) {
      fprintf(file, "    <%s", result->outcome == kKitSkipped ? "skipped" : "error");
      PrintAttribute("message", result->why, file);
      fputs("/>\n", file);
    }
    if (result->n_found + result->n_notes > 0) PrintOutput(run, result, file);
    fputs("  </testcase>\n", file);
  }
  fputs("</testsuite>\n", file);
}
