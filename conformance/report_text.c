// The text report, and the TAP report, which has the same lines as comments.
#include "report.h"

#include <string.h>

static const char* const kWords[] = {"ok", "BROKEN", "expected", "skipped", "NOT RUN"};

// The escapes of $'...', which POSIX shells know since 2024.
static void PrintEscaped(const char* text, FILE* file) {
  fputs("$'", file);
  while (*text != '\0') {
    int size = KitPrintable(text);
    if (size == 0) {
      fprintf(file, "\\%03o", (unsigned char)*text++);
      continue;
    }
    if (*text == '\'' || *text == '\\') fputc('\\', file);
    fwrite(text, 1, (size_t)size, file);
    text += size;
  }
  fputc('\'', file);
}

static void PrintQuoted(const char* text, FILE* file) {
  for (const char* at = text; *at != '\0'; at += KitPrintable(at)) {
    if (KitPrintable(at) == 0) {
      PrintEscaped(text, file);
      return;
    }
  }
  if (text[0] != '\0' && strpbrk(text, " '\"\\$`*?[]{}()<>|&;~#!") == NULL) {
    fputs(text, file);
    return;
  }
  fputc('\'', file);
  for (; *text != '\0'; ++text) {
    if (*text == '\'') {
      fputs("'\\''", file);
    } else {
      fputc(*text, file);
    }
  }
  fputc('\'', file);
}

void KitPrintReproduce(const struct KitRun* run, const struct KitScenario* scenario, FILE* file) {
  if (run->options->host != NULL) {
    fprintf(file, "%s ", run->options->host->command);
  } else {
    PrintQuoted(run->options->program, file);
    fprintf(file, " %s ", KitRoleOption(scenario->role));
  }
  PrintQuoted(run->options->implementation, file);
  fprintf(file, " --only %s --seed %llu%s", scenario->name, (unsigned long long)run->options->seed,
          run->options->strict ? " --strict" : "");
  if (run->options->time_limit != kKitTimeLimit) {
    fprintf(file, " --time-limit %g", run->options->time_limit);
  }
  KitPrintConsumerOptions(run->options, file);
}

// Continuation lines have no label.
static void PrintStack(const char* stack, const char* prefix, FILE* file) {
  const char* label = "stack:   ";
  for (char line[512]; KitNextLine(&stack, line, sizeof(line)); label = "         ") {
    fprintf(file, "%s  %s %s\n", prefix, label, line);
  }
}

static void PrintDetails(const struct KitRun* run, const struct KitResult* result,
                         const char* prefix, FILE* file) {
  for (int i = 0; i < result->n_found; ++i) {
    const struct KitFound* found = &result->found[i];
    fprintf(file, "%s%s%s\n", prefix, found->rule, found->is_expected ? " (expected failure)" : "");
    fprintf(file, "%s  expected: %s\n", prefix, found->expected);
    fprintf(file, "%s  happened: %s\n", prefix, found->happened);
    if (found->step[0] != '\0') fprintf(file, "%s  while:    %s\n", prefix, found->step);
    PrintStack(found->stack, prefix, file);
  }
  for (int i = 0; i < result->n_notes; ++i) {
    fprintf(file, "%snote: %s\n", prefix, result->notes[i]);
  }
  if (result->why != NULL) fprintf(file, "%swhy: %s\n", prefix, result->why);
  if (result->n_found > 0) {
    fprintf(file, "%sreproduce: ", prefix);
    KitPrintReproduce(run, result->scenario, file);
    fputc('\n', file);
  }
}

void KitReportResult(const struct KitRun* run, const struct KitResult* result, FILE* file) {
  bool loud = result->outcome == kKitFailed || result->outcome == kKitNotRun;
  if (run->options->quiet && !loud) return;
  fprintf(file, "%-8s %s (%.2f s)\n", kWords[result->outcome], result->scenario->name,
          result->seconds);
  PrintDetails(run, result, "    ", file);
  fflush(file);
}

static bool HasWord(const char* words, const char* word) {
  size_t size = strlen(word);
  for (const char* at = words; (at = strstr(at, word)) != NULL; at += size) {
    if ((at == words || at[-1] == ' ') && (at[size] == ' ' || at[size] == '\0')) return true;
  }
  return false;
}

// The broken rules, each once, in the order in which they were found, separated by spaces.
const char* KitBrokenRules(const struct KitRun* run) {
  static char rules[1024];
  rules[0] = '\0';
  for (int i = 0; i < run->n_results; ++i) {
    for (int j = 0; j < run->results[i].n_found; ++j) {
      const struct KitFound* found = &run->results[i].found[j];
      size_t size = strlen(rules);
      if (found->is_expected || HasWord(rules, found->rule)) continue;
      snprintf(rules + size, sizeof(rules) - size, "%s%s", size == 0 ? "" : " ", found->rule);
    }
  }
  return rules;
}

// How many of the skipped scenarios wait for another one. All of a role wait for the same.
static void PrintWaiting(const struct KitRun* run, FILE* file) {
  const char* first = NULL;
  int count = 0;
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    if (result->outcome != kKitSkipped || result->first == NULL) continue;
    first = result->first;
    ++count;
  }
  if (count > 0) fprintf(file, " (%d because contents are unsound: fix %s first)", count, first);
}

void KitReportEnd(const struct KitRun* run, FILE* file) {
  fprintf(file, "%d scenarios: %d ok, %d broken, %d expected failures, %d skipped", run->n_results,
          run->counts[kKitPassed], run->counts[kKitFailed], run->counts[kKitExpectedFailure],
          run->counts[kKitSkipped]);
  PrintWaiting(run, file);
  fprintf(file, ", %d not run\n", run->counts[kKitNotRun]);
  const char* rules = KitBrokenRules(run);
  if (rules[0] != '\0') fprintf(file, "broken rules: %s\n", rules);
}

void KitReportTap(const struct KitRun* run, FILE* file) {
  fprintf(file, "TAP version 13\n1..%d\n", run->n_results);
  for (int i = 0; i < run->n_results; ++i) {
    const struct KitResult* result = &run->results[i];
    bool ok = result->outcome == kKitPassed || result->outcome == kKitSkipped;
    fprintf(file, "%sok %d - %s", ok ? "" : "not ", i + 1, result->scenario->name);
    if (result->outcome == kKitSkipped) fprintf(file, " # SKIP %s", result->why);
    if (result->outcome == kKitExpectedFailure)
      fputs(
          " # TO"
          "DO expected failure",
          file);
    fputc('\n', file);
    PrintDetails(run, result, "# ", file);
  }
}
