/* arrowbridge: looks at, checks, compares and converts Arrow IPC files and streams. A program over
   the public headers of the library, and an example of their use. */

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "command.h"

static const struct Command* const kCommands[] = {
    &kHeadCommand,     &kCatCommand,  &kSchemaCommand,  &kInspectCommand, &kCountCommand,
    &kValidateCommand, &kDiffCommand, &kConvertCommand, &kJsonCommand,    &kIntegrationCommand,
};
enum { kCommandCount = sizeof(kCommands) / sizeof(kCommands[0]) };

static const char kAbout[] =
    "arrowbridge looks at, checks, compares and converts Arrow IPC files and streams.\n"
    "\n"
    "Usage: arrowbridge COMMAND [OPTIONS] FILE\n"
    "\n"
    "Commands:\n";

static const char kMore[] =
    "\n"
    "FILE is in the file format (.arrow, Feather 2) or the stream format (.arrows);\n"
    "which one is read from its content, not its name. - is standard input.\n"
    "\n"
    "Try:\n"
    "  arrowbridge head data.arrow             what is in it?\n"
    "  arrowbridge head --help                 what can `head` do?\n"
    "  producer | arrowbridge validate -       is what it writes sound?\n"
    "\n"
    "Every command takes --help, and --stats, which says at the end what is still held\n"
    "in memory. `arrowbridge --version` prints the version.\n"
    "\n"
    "Exit codes: 0 done; 1 the answer is no (not valid, not equal); 2 trouble (wrong\n"
    "command line, a file that cannot be read, output that cannot be written).\n";

static const char kMoreOfCommand[] =
    "  -h, --help         Print this.\n"
    "      --stats        Say at the end, on standard error, what is still held in memory.\n";

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
            command->help, kMoreOfCommand);
  return kExitOk;
}

static int PrintVersion(void) {
  OutFormat("arrowbridge %s\n", ARROWBRIDGE_VERSION_STRING);
  if (ArrowBridgeVersionInt() != ARROWBRIDGE_VERSION_INT) {
    OutFormat("with the library of version %s\n", ArrowBridgeVersion());
  }
  return kExitOk;
}

static void PrintStats(void) {
  struct ArrowBridgeLiveCounts live;
  ArrowBridgeGetLiveCounts(&live);
  fprintf(stderr,
          "left alive: %" PRId64 " bytes, %" PRId64 " blocks, %" PRId64 " handles, %" PRId64
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
  const char* closest = Closest(name, names, kCommandCount);
  if (closest != NULL) {
    Fail("there is no command '%s'; did you mean '%s'?", name, closest);
  } else {
    Fail("there is no command '%s'; see: arrowbridge --help", name);
  }
  return NULL;
}

static int RunCommand(int argc, char** argv) {
  const struct Command* command = Find(argv[0]);
  if (command == NULL) return kExitTrouble;
  struct Arguments arguments;
  int code = ParseArguments(command, argc - 1, argv + 1, &arguments);
  if (code == kExitOk) code = arguments.help ? PrintHelp(command) : command->run(&arguments);
  if (arguments.stats) PrintStats();
  return code;
}

static int Run(int argc, char** argv) {
  if (argc < 2) return Fail("which command? See: arrowbridge --help");
  const char* first = argv[1];
  if (strcmp(first, "--version") == 0) return PrintVersion();
  if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0) return PrintAbout();
  if (strcmp(first, "help") == 0) {
    const struct Command* command = argc > 2 ? Find(argv[2]) : NULL;
    if (argc == 2) return PrintAbout();
    return command != NULL ? PrintHelp(command) : kExitTrouble;
  }
  return RunCommand(argc - 1, argv + 1);
}

int main(int argc, char** argv) {
  OutputStart();
  int code = Run(argc, argv);
  int written = OutFinish();
  return written != kExitOk ? written : code;
}
