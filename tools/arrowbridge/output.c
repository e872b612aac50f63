/* Declares isatty, fileno and ioctl, which C99 does not have. */
#define _DEFAULT_SOURCE
#define _DARWIN_C_SOURCE

#include "output.h"

#include <errno.h>
#include <inttypes.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef _WIN32
#include <fcntl.h>
#include <io.h>
#include <windows.h>
#else
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>
#endif

/* errno of the first failed write to standard output; 0: none failed. */
static int output_error;

void OutputStart(void) {
#ifdef _WIN32
  _setmode(0, _O_BINARY);
  _setmode(1, _O_BINARY);
  SetConsoleOutputCP(CP_UTF8);
#else
  signal(SIGPIPE, SIG_IGN);
#endif
}

static void Check(bool ok) {
  if (!ok && output_error == 0) output_error = errno != 0 ? errno : EIO;
}

void OutText(const char* text) {
  if (output_error == 0) Check(fputs(text, stdout) >= 0);
}

void OutFormat(const char* format, ...) {
  if (output_error != 0) return;
  va_list arguments;
  va_start(arguments, format);
  Check(vprintf(format, arguments) >= 0);
  va_end(arguments);
}

void OutCount(int64_t count, const char* singular) {
  const char* ending = count == 1 ? "" : strcmp(singular, "batch") == 0 ? "es" : "s";
  OutFormat("%" PRId64 " %s%s", count, singular, ending);
}

void OutRepeat(const char* text, int64_t times) {
  for (; times > 0; --times) OutText(text);
}

enum { kNoCharacter = -1 };

/* Decodes the UTF-8 character at `text`, of which `available` bytes can be read, and sets its size
   in bytes. Returns kNoCharacter and size 1 if the bytes there are not UTF-8. */
static int32_t Decode(const unsigned char* text, size_t available, size_t* size) {
  static const int32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  size_t length = text[0] < 0x80   ? 1
                  : text[0] < 0xC0 ? 0
                  : text[0] < 0xE0 ? 2
                  : text[0] < 0xF0 ? 3
                  : text[0] < 0xF8 ? 4
                                   : 0;
  *size = 1;
  if (length == 1) return text[0];
  if (length == 0 || length > available) return kNoCharacter;
  int32_t value = text[0] & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) {
    if ((text[i] & 0xC0) != 0x80) return kNoCharacter;
    value = value << 6 | (text[i] & 0x3F);
  }
  if (value < smallest[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    return kNoCharacter;
  }
  *size = length;
  return value;
}

static bool NeedsEscape(int32_t value) {
  return value < 0x20 || (value >= 0x7F && value <= 0x9F) || value == 0x200E || value == 0x200F ||
         (value >= 0x2028 && value <= 0x202E) || (value >= 0x2066 && value <= 0x2069) ||
         value == 0xFEFF;
}

static int64_t WidthOf(const unsigned char* character, size_t size) {
  int64_t width;
  if (size == 1) return 1;
  return ArrowBridgeStringWidth((const char*)character, (int64_t)size, &width, NULL) == 0 ? width
                                                                                          : 1;
}

int64_t OutBytes(const char* text, size_t size) {
  int64_t width = 0;
  const unsigned char* position = (const unsigned char*)text;
  const unsigned char* end = position + size;
  while (position < end) {
    size_t used;
    int32_t value = Decode(position, (size_t)(end - position), &used);
    if (value == kNoCharacter) {
      OutFormat("\\x%02x", *position);
      width += 4;
    } else if (NeedsEscape(value)) {
      OutFormat("\\u%04x", (unsigned)value);
      width += 6;
    } else {
      OutFormat("%.*s", (int)used, (const char*)position);
      width += WidthOf(position, used);
    }
    position += used;
  }
  return width;
}

int64_t OutName(const char* name) { return name != NULL ? OutBytes(name, strlen(name)) : 0; }

bool OutFailed(void) { return output_error != 0; }

int OutFinish(void) {
  if (output_error == 0) Check(fflush(stdout) == 0);
  if (output_error == 0) return kExitOk;
  if (output_error == EPIPE) return kExitError;
  return Fail("standard output: cannot be written: %s", strerror(output_error));
}

/* Called before writing to standard error, so that the order is kept if both go to one terminal or
   file. */
static void FlushOutput(void) {
  if (output_error == 0) Check(fflush(stdout) == 0);
}

int Fail(const char* format, ...) {
  FlushOutput();
  fputs("arrowbridge: ", stderr);
  va_list arguments;
  va_start(arguments, format);
  vfprintf(stderr, format, arguments);
  va_end(arguments);
  fputc('\n', stderr);
  return kExitError;
}

int FailWith(int code, const struct ArrowBridgeError* error) {
  return Fail("%s", error->message[0] != '\0' ? error->message : strerror(code));
}

int64_t TerminalWidth(void) {
  const char* columns = getenv("COLUMNS");
  if (columns != NULL) {
    char* end;
    long value = strtol(columns, &end, 10);
    if (*end == '\0' && value > 0) return value;
  }
#ifdef _WIN32
  CONSOLE_SCREEN_BUFFER_INFO info;
  if (GetConsoleScreenBufferInfo(GetStdHandle(STD_OUTPUT_HANDLE), &info)) {
    return info.srWindow.Right - info.srWindow.Left + 1;
  }
#else
  struct winsize size;
  if (isatty(STDOUT_FILENO) && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
    return size.ws_col;
  }
#endif
  return 0;
}

static bool IsTerminal(int descriptor) {
#ifdef _WIN32
  return _isatty(descriptor) != 0;
#else
  return isatty(descriptor) != 0;
#endif
}

bool InputIsPipe(void) {
#ifdef _WIN32
  DWORD type = GetFileType(GetStdHandle(STD_INPUT_HANDLE));
  return type == FILE_TYPE_PIPE || type == FILE_TYPE_DISK;
#else
  struct stat status;
  return fstat(STDIN_FILENO, &status) == 0 &&
         (S_ISFIFO(status.st_mode) || S_ISREG(status.st_mode) || S_ISSOCK(status.st_mode));
#endif
}

bool OutputIsTerminal(void) { return IsTerminal(1); }

bool ErrorIsTerminal(void) { return IsTerminal(2); }
