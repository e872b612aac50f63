/* arrowbridge: shows, validates, compares and converts Arrow IPC files and streams. The program
   uses only the public headers of the library and is an example of their use. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"
#include "documentation.h"

static const struct Command* const kCommands[] = {
    &kHeadCommand,    &kTailCommand,  &kCatCommand,         &kSchemaCommand,
    &kInspectCommand, &kCountCommand, &kValidateCommand,    &kDiffCommand,
    &kConvertCommand, &kJsonCommand,  &kIntegrationCommand,
};
enum { kCommandCount = sizeof(kCommands) / sizeof(kCommands[0]) };

static const char kAbout[] =
    "arrowbridge shows, validates, compares and converts Arrow IPC files and streams.\n"
    "\n"
    "Usage: arrowbridge COMMAND [OPTIONS] FILE\n"
    "\n"
    "Commands:\n";

static const char kMore[] =
    "\n"
    "FILE is an Arrow IPC file (.arrow, Feather 2) or an Arrow IPC stream (.arrows). The\n"
    "format is detected from the content, not from the name. - is standard input, and so is\n"
    "a pipe if no FILE is given.\n"
    "\n"
    "Examples:\n"
    "  arrowbridge head data.arrow             Show the first rows of a file.\n"
    "  arrowbridge head --help                 Show the options of `head`.\n"
    "  producer | arrowbridge validate         Validate a stream from a pipe.\n"
    "  arrowbridge convert a.arrow a.csv       Write CSV.\n"
    "\n"
    "Every command accepts --help and --stats. --stats prints, at the end, the memory and\n"
    "objects that were not released. `arrowbridge --version` prints the version,\n"
    "`arrowbridge --manual` the manual page for man, and `arrowbridge --completion SHELL` the\n"
    "completions for bash, zsh or fish.\n"
    "\n"
    "Exit codes: 0 success; 1 the input is not valid, or the two inputs differ; 2 error\n"
    "(invalid command line, a file that cannot be read, output that cannot be written).\n";

static const char kCommonOptions[] =
    "  -h, --help         Print this help.\n"
    "      --stats        Print the memory and objects that were not released, at the end, on\n"
    "                     standard error.\n";

static int PrintAbout(void) {
  OutText(kAbout);
  for (int i = 0; i < kCommandCount; ++i) {
    OutFormat("  %-11s %s\n", kCommands[i]->name, kCommands[i]->summary);
  }
  OutText(kMore);
  return kExitOk;
}

static int PrintHelp(const struct Command* command) {
  OutFormat("Usage: arrowbridge %s [OPTIONS] %s\n\n%s%s", command->name, command->files,
            command->help, kCommonOptions);
  return kExitOk;
}

static int PrintVersion(void) {
  OutFormat("arrowbridge %s\n", ARROWBRIDGE_VERSION_STRING);
  if (ArrowBridgeVersionInt() != ARROWBRIDGE_VERSION_INT) {
    OutFormat("library version %s\n", ArrowBridgeVersion());
  }
  return kExitOk;
}

static void PrintStats(void) {
  struct ArrowBridgeLiveCounts live;
  ArrowBridgeGetLiveCounts(&live);
  fprintf(stderr,
          "not released: %" PRId64 " bytes, %" PRId64 " blocks, %" PRId64 " handles, %" PRId64
          " schemas, %" PRId64 " arrays, %" PRId64 " streams\n",
          live.bytes, live.blocks, live.handles, live.exported_schemas, live.exported_arrays,
          live.exported_streams);
}

static const struct Command* Find(const char* name) {
  const char* names[kCommandCount];
  for (int i = 0; i < kCommandCount; ++i) {
    names[i] = kCommands[i]->name;
    if (strcmp(name, names[i]) == 0) return kCommands[i];
  }
  const char* closest = FindClosest(name, names, kCommandCount);
  if (closest != NULL) {
    Fail("unknown command '%s'; did you mean '%s'?", name, closest);
  } else {
    Fail("unknown command '%s'; see: arrowbridge --help", name);
  }
  return NULL;
}

static int RunCommand(int argc, char** argv) {
  const struct Command* command = Find(argv[0]);
  if (command == NULL) return kExitError;
  struct Arguments arguments;
  int code = ParseArguments(command, argc - 1, argv + 1, &arguments);
  if (code == kExitOk) code = arguments.help ? PrintHelp(command) : command->run(&arguments);
  if (arguments.stats) PrintStats();
  return code;
}

/* Returns whether `first` asks for documentation, which is printed. */
static bool PrintDocumentation(const char* first, const char* shell, int* code) {
  static const struct Documentation documentation = {kCommands, kCommandCount, kCommonOptions,
                                                     kMore};
  if (strcmp(first, "--manual") == 0) {
    *code = PrintManual(&documentation);
  } else if (strcmp(first, "--completion") == 0) {
    *code = PrintCompletion(&documentation, shell);
  } else {
    return false;
  }
  return true;
}

static int Run(int argc, char** argv) {
  if (argc < 2) return Fail("no command given; see: arrowbridge --help");
  const char* first = argv[1];
  if (strcmp(first, "--version") == 0) return PrintVersion();
  if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return PrintAbout();
  if (strcmp(first, "help") == 0) {
    const struct Command* command = argc > 2 ? Find(argv[2]) : NULL;
    if (argc == 2) return PrintAbout();
    return command != NULL ? PrintHelp(command) : kExitError;
  }
  int code;
  if (PrintDocumentation(first, argc > 2 ? argv[2] : "", &code)) return code;
  return RunCommand(argc - 1, argv + 1);
}

int main(int argc, char** argv) {
  OutputStart();
  int code = Run(argc, argv);
  int written = OutFinish();
  return written != kExitOk ? written : code;
}
