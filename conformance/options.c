// The command line.
#include "run.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "arrowbridge/version.h"

static const char* const kRoles[kKitRoleCount] = {
    "--producer",        "--array-producer", "--schema-producer",
    "--consumer",        "--pass-through",   "--device-producer",
    "--device-consumer", "--async-producer", "--async-consumer",
};

const char* KitRoleOption(enum KitRole role) { return kRoles[role]; }

void KitPrintUsage(FILE* file) {
  fputs(
      "usage: arrowbridge-conformance ROLE LIB:SYMBOL[:ARG] [options]\n"
      "\n"
      "Loads the shared library LIB, tests its function SYMBOL with legal but unusual scenarios, "
      "and\n"
      "names the rules of the Arrow C interfaces that it breaks. ARG is passed as the last "
      "argument;\n"
      "without it the function has one parameter less. Every function returns 0, or an errno if "
      "it\n"
      "fails or refuses. ROLE is one of\n"
      "\n"
      "  --producer         int SYMBOL(struct ArrowArrayStream* out[, const char* arg])\n"
      "  --array-producer   int SYMBOL(struct ArrowArray* out, struct ArrowSchema* schema[, arg])\n"
      "  --schema-producer  int SYMBOL(struct ArrowSchema* out[, const char* arg])\n"
      "  --consumer         int SYMBOL(struct ArrowArrayStream* stream[, const char* arg])\n"
      "  --pass-through     int SYMBOL(struct ArrowArrayStream* in, struct ArrowArrayStream* out[, "
      "arg])\n"
      "  --device-producer  int SYMBOL(struct ArrowDeviceArrayStream* out[, const char* arg])\n"
      "  --device-consumer  int SYMBOL(struct ArrowDeviceArrayStream* stream[, const char* arg])\n"
      "  --async-producer   int SYMBOL(struct ArrowAsyncDeviceStreamHandler* handler[, arg])\n"
      "  --async-consumer   int SYMBOL(struct ArrowAsyncDeviceStreamHandler* out[, arg])\n"
      "\n"
      "Options\n"
      "\n"
      "  --version          print the version, and exit\n"
      "  --list             print the scenarios and the rules that they can find broken, and exit\n"
      "  --only PATTERN     run only scenarios whose name matches the shell pattern; may be "
      "repeated\n"
      "  --seed N           start of the pseudo-random sequences (default 1)\n"
      "  --time-limit S     seconds that a step of a scenario may take (default 30)\n"
      "  --expected-failures FILE\n"
      "                     findings that do not fail the run: lines of RULE SCENARIO, both "
      "patterns;\n"
      "                     # begins a comment\n"
      "  --tap FILE         write a TAP report; - is standard output\n"
      "  --junit FILE       write a JUnit XML report; - is standard output\n"
      "  --html FILE        write a report as one HTML page; - is standard output\n"
      "  --json FILE        write a report as JSON; - is standard output\n"
      "  --rules-url URL    where the links of the HTML report find the rules (default "
      "docs/rules.md)\n"
      "  --expect RULES     exit with 0 if exactly these rules are broken, else with 1\n"
      "  --strict           violations of recommendations count as findings\n"
      "  --always-consumes  consumers: the stream is released in every outcome, also if the "
      "function\n"
      "                     fails\n"
      "  --may-stop-early   consumers: the stream need not be read to its end\n"
      "  --without TYPES    consumers: types that the function does not know, separated by commas; "
      "the\n"
      "                     data of scenarios is made without them. May be repeated\n"
      "  --quiet            print only findings and the summary\n"
      "  --in-process       run one scenario in this process, for a debugger\n"
      "\n"
      "Exit code: 0 no rule is broken, 1 some rules are broken, 2 the kit could not do its work, "
      "or\n"
      "all scenarios were skipped.\n"
      "\n"
      "Types for --without\n"
      "\n",
      file);
  KitPrintTypes(file);
}

static int Wrong(const char* what, const char* value) {
  fprintf(stderr, "arrowbridge-conformance: %s%s%s\n", what, value == NULL ? "" : ": ",
          value == NULL ? "" : value);
  return EINVAL;
}

// Parses LIB:SYMBOL[:ARG]. Only ARG may contain colons.
static int ParseImplementation(const char* text, struct KitOptions* out) {
  const char* symbol = strchr(text, ':');
  if (symbol == NULL || symbol == text || symbol[1] == '\0' || symbol[1] == ':') {
    return Wrong("an implementation is given as LIB:SYMBOL[:ARG]", text);
  }
  out->implementation = text;
  out->library = strdup(text);
  if (out->library == NULL) return Wrong("out of memory", NULL);
  out->symbol = out->library + (symbol - text);
  *out->symbol++ = '\0';
  out->argument = strchr(out->symbol, ':');
  if (out->argument != NULL) *out->argument++ = '\0';
  return 0;
}

static int ParseNumbers(const char* name, const char* value, struct KitOptions* out) {
  char* end = NULL;
  errno = 0;
  if (strcmp(name, "--seed") == 0) {
    out->seed = strtoull(value, &end, 10);
  } else {
    out->time_limit = strtod(value, &end);
    if (!(out->time_limit > 0 && out->time_limit < 1e6)) end = NULL;
  }
  if (end == NULL || end == value || *end != '\0' || errno != 0)
    return Wrong("not a number", value);
  return 0;
}

static int ParseValue(const char* name, const char* value, struct KitOptions* out) {
  for (int role = 0; role < kKitRoleCount; ++role) {
    if (strcmp(name, kRoles[role]) != 0) continue;
    if (out->implementation != NULL) return Wrong("only one implementation can be tested", value);
    out->role = (enum KitRole)role;
    return ParseImplementation(value, out);
  }
  if (strcmp(name, "--only") == 0) {
    if (out->n_only == (int)(sizeof(out->only) / sizeof(out->only[0]))) {
      return Wrong("too many --only options", value);
    }
    out->only[out->n_only++] = value;
  } else if (strcmp(name, "--expected-failures") == 0) {
    out->expected_failures = value;
  } else if (strcmp(name, "--tap") == 0) {
    out->tap = value;
  } else if (strcmp(name, "--junit") == 0) {
    out->junit = value;
  } else if (strcmp(name, "--html") == 0) {
    out->html = value;
  } else if (strcmp(name, "--json") == 0) {
    out->json = value;
  } else if (strcmp(name, "--rules-url") == 0) {
    out->rules_url = value;
  } else if (strcmp(name, "--without") == 0) {
    return KitParseWithout(value, &out->without);
  } else if (strcmp(name, "--expect") == 0) {
    out->expect = value;
  } else {
    return ParseNumbers(name, value, out);
  }
  return 0;
}

bool KitOptionTakesValue(const char* name) {
  static const char* const kValues[] = {"--without", "--only",      "--expected-failures",
                                        "--tap",     "--junit",     "--html",
                                        "--json",    "--rules-url", "--expect",
                                        "--seed",    "--time-limit"};
  for (size_t i = 0; i < sizeof(kValues) / sizeof(kValues[0]); ++i) {
    if (strcmp(name, kValues[i]) == 0) return true;
  }
  for (int role = 0; role < kKitRoleCount; ++role) {
    if (strcmp(name, kRoles[role]) == 0) return true;
  }
  return false;
}

// These options say what is expected of a function that reads a stream.
static int CheckConsumerOptions(const struct KitOptions* options) {
  bool reads = options->role == kKitConsumer || options->role == kKitPassThrough ||
               options->role == kKitDeviceConsumer || options->role == kKitRoleCount;
  static const char kOnly[] = "only for --consumer, --pass-through and --device-consumer";
  if (options->always_consumes && !reads) return Wrong(kOnly, "--always-consumes");
  if (options->may_stop_early && !reads) return Wrong(kOnly, "--may-stop-early");
  if (options->without != 0 && !reads && options->role != kKitAsyncConsumer) {
    return Wrong("only for --async-consumer, --consumer, --pass-through and --device-consumer",
                 "--without");
  }
  return 0;
}

void KitPrintConsumerOptions(const struct KitOptions* options, FILE* file) {
  if (options->always_consumes) fputs(" --always-consumes", file);
  if (options->may_stop_early) fputs(" --may-stop-early", file);
  if (options->without != 0) fprintf(file, " --without %s", KitWithoutNames(options->without));
}

int KitParseOptions(int argc, char** argv, struct KitOptions* out) {
  memset(out, 0, sizeof(*out));
  out->program = argc > 0 ? argv[0] : "arrowbridge-conformance";
  out->role = kKitRoleCount;
  out->seed = 1;
  out->time_limit = kKitTimeLimit;
  out->rules_url = "docs/rules.md";
  for (int i = 1; i < argc; ++i) {
    const char* name = argv[i];
    if (strcmp(name, "--list") == 0) {
      out->list = true;
    } else if (strcmp(name, "--quiet") == 0) {
      out->quiet = true;
    } else if (strcmp(name, "--strict") == 0) {
      out->strict = true;
    } else if (strcmp(name, "--always-consumes") == 0) {
      out->always_consumes = true;
    } else if (strcmp(name, "--may-stop-early") == 0) {
      out->may_stop_early = true;
    } else if (strcmp(name, "--in-process") == 0) {
      out->in_process = true;
    } else if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
      KitPrintUsage(stdout);
      exit(0);
    } else if (strcmp(name, "--version") == 0) {
      printf("arrowbridge-conformance %s\n", ARROWBRIDGE_VERSION_STRING);
      exit(0);
    } else if (!KitOptionTakesValue(name)) {
      return Wrong("unknown option", name);
    } else if (++i == argc) {
      return Wrong("a value is missing after", name);
    } else {
      int code = ParseValue(name, argv[i], out);
      if (code != 0) return code;
    }
  }
  const char* const reports[] = {out->tap, out->junit, out->html, out->json};
  int to_stdout = 0;
  for (int i = 0; i < 4; ++i) to_stdout += reports[i] != NULL && strcmp(reports[i], "-") == 0;
  if (to_stdout > 1) return Wrong("only one report can go to standard output", NULL);
  if (out->implementation == NULL && !out->list)
    return Wrong("no implementation to test; see --help", NULL);
  return CheckConsumerOptions(out);
}
