// The HTML report: one page without external resources. Everything that comes from outside of the
// program goes through KitPrintXml().
#include "report.h"

#include <stdlib.h>
#include <string.h>

#include "arrowbridge/version.h"
#include "report_html.h"

static const char* const kClasses[] = {"good", "bad", "warn", "soft", "bad"};

static void PrintElement(const char* before, const char* text, const char* after, FILE* file) {
  fputs(before, file);
  KitPrintXml(text, file);
  fputs(after, file);
}

// Names the implementation by its function, and by the name of its library without folders.
static void PrintTitle(const struct KitRun* run, const char* before, const char* after,
                       FILE* file) {
  const char* slash = strrchr(run->options->library, '/');
  PrintElement(before, slash == NULL ? run->options->library : slash + 1, ":", file);
  KitPrintXml(run->options->symbol, file);
  if (run->options->argument != NULL) PrintElement(":", run->options->argument, "", file);
  fputs(after, file);
}

static void PrintHead(const struct KitRun* run, FILE* file) {
  fprintf(file,
          "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
          "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
          "style-src 'unsafe-inline'; script-src 'sha256-%s'\">\n",
          kKitScriptHash);
  PrintTitle(run, "<title>Conformance of ", "</title>\n<style>\n", file);
  for (int i = 0; kKitStyle[i] != NULL; ++i) fprintf(file, "%s\n", kKitStyle[i]);
  fputs("</style>\n</head>\n<body>\n", file);
}

static void PrintConclusion(const struct KitRun* run, FILE* file) {
  const char* rules = KitBrokenRules(run);
  if (rules[0] != '\0') {
    PrintElement("<p class=\"result bad\">Broken rules: ", rules, "</p>\n", file);
  } else if (run->counts[kKitNotRun] > 0) {
    fputs("<p class=\"result bad\">The kit could not do its work.</p>\n", file);
  } else if (run->counts[kKitSkipped] == run->n_results) {
    fputs("<p class=\"result warn\">No scenario ran: all were skipped.</p>\n", file);
  } else if (run->counts[kKitExpectedFailure] > 0) {
    fputs("<p class=\"result warn\">No rule is broken, apart from expected failures.</p>\n", file);
  } else {
    fputs("<p class=\"result good\">No rule is broken.</p>\n", file);
  }
}

static void PrintCounts(const struct KitRun* run, FILE* file) {
  static const char* const kNames[] = {"ok", "broken", "expected failures", "skipped", "not run"};
  fputs("<ul class=\"counts\">\n", file);
  fprintf(file, "<li><b>%d</b> scenarios</li>\n", run->n_results);
  for (int i = 0; i < 5; ++i) {
    fprintf(file, "<li><b class=\"%s\">%d</b> %s</li>\n", run->counts[i] > 0 ? kClasses[i] : "soft",
            run->counts[i], kNames[i]);
  }
  fputs("</ul>\n", file);
}

static void PrintDescription(const char* name, const char* value, FILE* file) {
  if (value == NULL) return;
  fprintf(file, "<dt>%s</dt>", name);
  PrintElement("<dd><code>", value, "</code></dd>\n", file);
}

static void PrintRun(const struct KitRun* run, FILE* file) {
  const struct KitOptions* options = run->options;
  char text[512];
  fputs("<h2>Run</h2>\n<dl>\n", file);
  PrintDescription("Role", KitRoleName(options->role), file);
  PrintDescription("Library", options->library, file);
  PrintDescription("Function", options->symbol, file);
  PrintDescription("Argument", options->argument, file);
  for (int i = 0; i < options->n_only; ++i) PrintDescription("Only", options->only[i], file);
  PrintDescription("Expected failures", options->expected_failures, file);
  snprintf(text, sizeof(text), "%llu", (unsigned long long)options->seed);
  PrintDescription("Seed", text, file);
  snprintf(text, sizeof(text), "%g s per step", options->time_limit);
  PrintDescription("Time limit", text, file);
  if (options->without != 0) PrintDescription("Without", KitWithoutNames(options->without), file);
  if (options->always_consumes) PrintDescription("Consumed", "always (--always-consumes)", file);
  if (options->may_stop_early) PrintDescription("Stops early", "allowed (--may-stop-early)", file);
  PrintDescription("Recommendations", options->strict ? "findings (--strict)" : "notes", file);
  KitDate(text);
  PrintDescription("Date", text, file);
  snprintf(text, sizeof(text), "%.2f s", KitSeconds(run));
  PrintDescription("Duration", text, file);
  PrintDescription("Kit", "arrowbridge-conformance " ARROWBRIDGE_VERSION_STRING, file);
  KitSystem(text, sizeof(text));
  PrintDescription("System", text, file);
  fputs("</dl>\n", file);
}

static void PrintOutcome(enum KitOutcome outcome, FILE* file) {
  fprintf(file, "<td data-label=\"Outcome\" class=\"outcome %s\">%s</td>\n", kClasses[outcome],
          KitOutcomeName(outcome));
}

// The id of a rule, as a link to its section in docs/rules.md.
static void PrintId(const struct KitRun* run, const char* id, FILE* file) {
  const struct KitRule* rule = KitRuleOf(id);
  if (rule == NULL) {
    PrintElement("<span class=\"id\">", id, "</span>", file);
    return;
  }
  PrintElement("<a class=\"id\" href=\"", run->options->rules_url, "#", file);
  PrintElement("", rule->section, "\" title=\"", file);
  PrintElement("", rule->meaning, "\">", file);
  PrintElement("", id, "</a>", file);
}

static void PrintRule(const struct KitRun* run, const struct KitFound* found, FILE* file) {
  const struct KitRule* rule = KitRuleOf(found->rule);
  fputs("<td data-label=\"Rule\">", file);
  PrintId(run, found->rule, file);
  if (rule != NULL) PrintElement("<span class=\"meaning\">", rule->meaning, "</span>", file);
  fputs("</td>\n", file);
}

// A finding: a row of texts, and a row of the command.
static void PrintFound(const struct KitRun* run, const struct KitResult* result,
                       const struct KitFound* found, const char* command, FILE* file) {
  fputs("<tbody>\n<tr>\n", file);
  PrintRule(run, found, file);
  PrintElement("<td data-label=\"Scenario\"><code>", result->scenario->name, "</code></td>\n",
               file);
  PrintOutcome(found->is_expected ? kKitExpectedFailure : kKitFailed, file);
  PrintElement("<td data-label=\"Happened\">", found->happened, "", file);
  if (found->step[0] != '\0') {
    PrintElement("\n<span class=\"step soft\">while: ", found->step, "</span>", file);
  }
  if (found->stack[0] != '\0') {
    const char* rest = found->stack;
    fputs("\n<span class=\"step soft\">stack:</span>", file);
    for (char frame[512]; KitNextLine(&rest, frame, sizeof(frame));) {
      PrintElement("\n<code class=\"step soft\">", frame, "</code>", file);
    }
  }
  PrintElement("</td>\n<td data-label=\"Expected\">", found->expected, "</td>\n</tr>\n", file);
  PrintElement(
      "<tr class=\"again\"><td colspan=\"5\" data-label=\"See it again\"><div><code>", command,
      "</code><button type=\"button\" hidden>Copy</button></div></td></tr>\n</tbody>\n", file);
}

static void PrintFindings(const struct KitRun* run, FILE* file) {
  bool any = false;
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    char* command = KitReproduce(run, result->scenario);
    for (int j = 0; j < result->n_found; ++j) {
      if (!any) {
        fputs(
            "<h2>Findings</h2>\n<table>\n<thead><tr><th class=\"rule\">Rule</th>"
            "<th class=\"name\">Scenario</th><th>Outcome</th><th>Happened</th><th>Expected</th>"
            "</tr></thead>\n",
            file);
      }
      any = true;
      PrintFound(run, result, &result->found[j], command, file);
    }
    free(command);
  }
  if (any) fputs("</table>\n", file);
}

// A table of scenarios and texts.
static void BeginList(const char* title, const char* column, FILE* file) {
  fprintf(file,
          "<h2>%s</h2>\n<table class=\"list\">\n<thead><tr><th class=\"name\">Scenario</th>"
          "<th>%s</th></tr></thead>\n<tbody>\n",
          title, column);
}

static void PrintRow(const char* scenario, const char* column, const char* text, FILE* file) {
  PrintElement("<tr><td data-label=\"Scenario\"><code>", scenario, "</code></td>", file);
  fprintf(file, "<td data-label=\"%s\">", column);
  PrintElement("", text, "</td></tr>\n", file);
}

static void EndList(FILE* file) { fputs("</tbody>\n</table>\n", file); }

static void PrintReasons(const struct KitRun* run, enum KitOutcome outcome, const char* title,
                         FILE* file) {
  if (run->counts[outcome] == 0) return;
  BeginList(title, "Why", file);
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    if (result->outcome == outcome) PrintRow(result->scenario->name, "Why", result->why, file);
  }
  EndList(file);
}

static void PrintNotes(const struct KitRun* run, FILE* file) {
  int count = 0;
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    // A scenario with findings that could not run to its end has a reason too.
    bool cut = result->why != NULL &&
               (result->outcome == kKitFailed || result->outcome == kKitExpectedFailure);
    if (count == 0 && (cut || result->n_notes > 0)) BeginList("Notes", "Note", file);
    count += result->n_notes + cut;
    for (int j = 0; j < result->n_notes; ++j) {
      PrintRow(result->scenario->name, "Note", result->notes[j], file);
    }
    if (cut) PrintRow(result->scenario->name, "Note", result->why, file);
  }
  if (count > 0) EndList(file);
}

static void PrintNotHappened(const struct KitRun* run, FILE* file) {
  int count = 0;
  for (int i = 0; i < run->n_expected_failures; ++i) {
    const struct KitExpectedFailure* expected = &run->expected_failures[i];
    if (!KitDidNotHappen(run, expected)) continue;
    if (count++ == 0) BeginList("Expected failures that did not happen", "Rule", file);
    PrintRow(expected->scenario, "Rule", expected->rule, file);
  }
  if (count > 0) EndList(file);
}

static void PrintRules(const struct KitRun* run, const char* rules, FILE* file) {
  fputs("<td data-label=\"Rules\" class=\"rules\">", file);
  while (*rules != '\0') {
    char id[64];
    size_t size = strcspn(rules, " ");
    snprintf(id, sizeof(id), "%.*s", (int)size, rules);
    PrintId(run, id, file);
    rules += size + strspn(rules + size, " ");
    if (*rules != '\0') fputc(' ', file);
  }
  fputs("</td></tr>\n", file);
}

static void PrintScenarios(const struct KitRun* run, FILE* file) {
  fputs(
      "<h2>Scenarios</h2>\n<table class=\"list\">\n<thead><tr><th class=\"name\">Scenario</th>"
      "<th>Outcome</th><th>Seconds</th><th class=\"half\">What it does</th><th>Rules</th></tr>"
      "</thead>\n<tbody>\n",
      file);
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    PrintElement("<tr><td data-label=\"Scenario\"><code>", result->scenario->name, "</code></td>\n",
                 file);
    PrintOutcome(result->outcome, file);
    fprintf(file, "<td data-label=\"Seconds\" class=\"seconds\">%.2f</td>\n", result->seconds);
    PrintElement("<td data-label=\"What it does\">", result->scenario->about, "</td>\n", file);
    PrintRules(run, result->scenario->rules, file);
  }
  fputs("</tbody>\n</table>\n", file);
}

void KitReportHtml(const struct KitRun* run, FILE* file) {
  PrintHead(run, file);
  PrintTitle(run, "<h1>Conformance of ", "</h1>\n", file);
  PrintConclusion(run, file);
  PrintCounts(run, file);
  PrintFindings(run, file);
  PrintReasons(run, kKitNotRun, "Not run", file);
  PrintNotes(run, file);
  PrintReasons(run, kKitSkipped, "Skipped", file);
  PrintNotHappened(run, file);
  PrintRun(run, file);
  PrintScenarios(run, file);
  fprintf(file, "<script>%s</script>\n</body>\n</html>\n", kKitScript);
}
