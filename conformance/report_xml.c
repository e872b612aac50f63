// The JUnit XML report, for continuous integration.
#include "run.h"

#include <string.h>

// Texts from scenarios are printable ASCII. The path of the program and the argument may contain
// any bytes.
static void PrintXml(const char* text, FILE* file) {
  for (; *text != '\0'; ++text) {
    unsigned char letter = (unsigned char)*text;
    switch (letter) {
      case '<':
        fputs("&lt;", file);
        break;
      case '>':
        fputs("&gt;", file);
        break;
      case '&':
        fputs("&amp;", file);
        break;
      case '"':
        fputs("&quot;", file);
        break;
      default:
        if (letter < 0x20 || letter >= 0x7f) {
          fprintf(file, "\\x%02x", letter);
        } else {
          fputc(letter, file);
        }
    }
  }
}

static void PrintAttribute(const char* name, const char* value, FILE* file) {
  fprintf(file, " %s=\"", name);
  PrintXml(value, file);
  fputc('"', file);
}

static void PrintFound(const struct KitFound* found, FILE* file) {
  fputs("    <failure", file);
  PrintAttribute("type", found->rule, file);
  PrintAttribute("message", found->happened, file);
  fputs(">expected: ", file);
  PrintXml(found->expected, file);
  fputs("\nhappened: ", file);
  PrintXml(found->happened, file);
  fputs("\nwhile: ", file);
  PrintXml(found->step, file);
  for (const char* line = found->stack; *line != '\0';) {
    char frame[512];
    size_t size = strcspn(line, "\n");
    snprintf(frame, sizeof(frame), "%.*s", (int)size, line);
    fputs(line == found->stack ? "\nstack: " : "\n       ", file);
    PrintXml(frame, file);
    line += size + (line[size] == '\n');
  }
  fputs("</failure>\n", file);
}

static void PrintOutput(const struct KitRun* run, const struct KitResult* result, FILE* file) {
  fputs("    <system-out>", file);
  for (int i = 0; i < result->n_found; ++i) {
    if (!result->found[i].is_expected) continue;
    fprintf(file, "expected failure %s: ", result->found[i].rule);
    PrintXml(result->found[i].happened, file);
    fputc('\n', file);
  }
  for (int i = 0; i < result->n_notes; ++i) {
    PrintXml(result->notes[i], file);
    fputc('\n', file);
  }
  fprintf(file, "reproduce: ");
  // Printed by the function of the text report, then escaped for XML.
  char command[4096] = "";
  FILE* memory = fmemopen(command, sizeof(command) - 1, "w");
  if (memory != NULL) {
    KitPrintReproduce(run, result->scenario, memory);
    fclose(memory);
  }
  PrintXml(command, file);
  fputs("</system-out>\n", file);
}

void KitReportJunit(const struct KitRun* run, FILE* file) {
  double seconds = 0;
  for (int i = 0; i < run->n_results; ++i) seconds += run->results[i].seconds;
  fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite", file);
  PrintAttribute("name", run->options->implementation, file);
  fprintf(file, " tests=\"%d\" failures=\"%d\" errors=\"%d\" skipped=\"%d\" time=\"%.3f\">\n",
          run->n_results, run->counts[kKitFailed], run->counts[kKitNotRun],
          run->counts[kKitSkipped], seconds);
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
