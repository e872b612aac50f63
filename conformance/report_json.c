// The JSON report, for programs. docs/conformance-reports.md describes it; kFormatVersion changes
// when a member changes its meaning or goes away, not when one is added.
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "arrowbridge/version.h"

enum { kFormatVersion = 1 };

static void PrintName(const char* name, FILE* file) {
  KitPrintJson(name, file);
  fputs(": ", file);
}

// A member; NULL becomes null.
static void PrintMember(const char* before, const char* name, const char* value, FILE* file) {
  fputs(before, file);
  PrintName(name, file);
  if (value == NULL) {
    fputs("null", file);
  } else {
    KitPrintJson(value, file);
  }
}

// An array of the words of a text.
static void PrintWords(const char* words, FILE* file) {
  char* copy = strdup(words);
  char* rest = NULL;
  const char* comma = "";
  fputc('[', file);
  for (char* word = copy == NULL ? NULL : strtok_r(copy, " ", &rest); word != NULL;
       word = strtok_r(NULL, " ", &rest)) {
    fputs(comma, file);
    KitPrintJson(word, file);
    comma = ", ";
  }
  fputc(']', file);
  free(copy);
}

static void PrintTexts(const char* const* texts, int count, FILE* file) {
  fputc('[', file);
  for (int i = 0; i < count; ++i) {
    if (i > 0) fputs(", ", file);
    KitPrintJson(texts[i], file);
  }
  fputc(']', file);
}

static void PrintImplementation(const struct KitRun* run, FILE* file) {
  const struct KitOptions* options = run->options;
  PrintMember("  \"implementation\": {", "role", KitRoleName(options->role), file);
  PrintMember(", ", "library", options->library, file);
  PrintMember(", ", "symbol", options->symbol, file);
  PrintMember(", ", "argument", options->argument, file);
  fprintf(file, "},\n  \"options\": {\"seed\": %llu, \"time_limit\": %.17g, \"strict\": %s, ",
          (unsigned long long)options->seed, options->time_limit,
          options->strict ? "true" : "false");
  PrintName("only", file);
  PrintTexts(options->only, options->n_only, file);
  PrintMember(", ", "expected_failures", options->expected_failures, file);
  fprintf(file, ",\n    \"always_consumes\": %s, \"may_stop_early\": %s",
          options->always_consumes ? "true" : "false", options->may_stop_early ? "true" : "false");
  PrintMember(", ", "without", options->without == 0 ? NULL : KitWithoutNames(options->without),
              file);
  fputs("},\n", file);
}

static void PrintSummary(const struct KitRun* run, FILE* file) {
  static const char* const kNames[] = {"ok", "broken", "expected_failures", "skipped", "not_run"};
  fprintf(file, "  \"summary\": {\"scenarios\": %d", run->n_results);
  for (int i = 0; i < 5; ++i) fprintf(file, ", \"%s\": %d", kNames[i], run->counts[i]);
  fprintf(file, ", \"seconds\": %.3f, \"broken_rules\": ", KitSeconds(run));
  PrintWords(KitBrokenRules(run), file);
  fputs("},\n", file);
}

static void PrintFound(const struct KitFound* found, FILE* file) {
  const struct KitRule* rule = KitRuleOf(found->rule);
  PrintMember("\n        {", "rule", found->rule, file);
  PrintMember(", ", "meaning", rule == NULL ? NULL : rule->meaning, file);
  PrintMember(",\n         ", "expected", found->expected, file);
  PrintMember(",\n         ", "happened", found->happened, file);
  PrintMember(",\n         ", "step", found->step[0] == '\0' ? NULL : found->step, file);
  fputs(",\n         \"stack\": [", file);
  const char* rest = found->stack;
  char frame[512];
  for (const char* comma = ""; KitNextLine(&rest, frame, sizeof(frame)); comma = ", ") {
    fputs(comma, file);
    KitPrintJson(frame, file);
  }
  fputc(']', file);
  fprintf(file, ",\n         \"expected_failure\": %s}", found->is_expected ? "true" : "false");
}

static void PrintResult(const struct KitRun* run, const struct KitResult* result, FILE* file) {
  const struct KitScenario* scenario = result->scenario;
  char* command = KitReproduce(run, scenario);
  PrintMember("    {", "name", scenario->name, file);
  PrintMember(", ", "outcome", KitOutcomeName(result->outcome), file);
  fprintf(file, ", \"seconds\": %.3f, \"rules\": ", result->seconds);
  PrintWords(scenario->rules, file);
  PrintMember(",\n     ", "about", scenario->about, file);
  fputs(",\n     \"findings\": [", file);
  for (int i = 0; i < result->n_found; ++i) {
    if (i > 0) fputc(',', file);
    PrintFound(&result->found[i], file);
  }
  fputs("],\n     \"notes\": ", file);
  PrintTexts((const char* const*)result->notes, result->n_notes, file);
  PrintMember(",\n     ", "why", result->why, file);
  PrintMember(",\n     ", "waits_for", result->first, file);
  PrintMember(",\n     ", "reproduce", command, file);
  fputc('}', file);
  free(command);
}

static void PrintNotHappened(const struct KitRun* run, FILE* file) {
  const char* comma = "";
  fputs("  \"expected_failures_not_seen\": [", file);
  for (int i = 0; i < run->n_expected_failures; ++i) {
    const struct KitExpectedFailure* expected = &run->expected_failures[i];
    if (!KitDidNotHappen(run, expected)) continue;
    fputs(comma, file);
    PrintMember("{", "rule", expected->rule, file);
    PrintMember(", ", "scenario", expected->scenario, file);
    fprintf(file, ", \"line\": %d}", expected->line);
    comma = ", ";
  }
  fputs("]\n", file);
}

void KitReportJson(const struct KitRun* run, FILE* file) {
  char date[32];
  char system[512];
  KitDate(date);
  KitSystem(system, sizeof(system));
  fprintf(file,
          "{\n  \"format\": \"arrowbridge-conformance-report\",\n  \"format_version\": %d,\n"
          "  \"arrowbridge_version\": \"%s\",\n",
          kFormatVersion, ARROWBRIDGE_VERSION_STRING);
  PrintMember("  ", "date", date, file);
  PrintMember(",\n  ", "system", system, file);
  fputs(",\n", file);
  PrintImplementation(run, file);
  PrintSummary(run, file);
  fputs("  \"scenarios\": [\n", file);
  for (int i = 0; i < run->n_results; ++i) {
    if (i > 0) fputs(",\n", file);
    PrintResult(run, &run->results[i], file);
  }
  fputs("\n  ],\n", file);
  PrintNotHappened(run, file);
  fputs("}\n", file);
}
