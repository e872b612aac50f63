/* Makes corrupted copies of files for the tests.
 *
 *   damage IN OUT put TEXT OFFSET HEX     overwrites bytes, OFFSET bytes after the start of the
 *                                         first occurrence of TEXT
 *   damage IN OUT cut SIZE                keeps only the first SIZE bytes
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int Fail(const char* message) {
  fprintf(stderr, "damage: %s\n", message);
  return 1;
}

static unsigned char* ReadAll(const char* path, long* size) {
  FILE* file = fopen(path, "rb");
  if (file == NULL) return NULL;
  fseek(file, 0, SEEK_END);
  *size = ftell(file);
  rewind(file);
  unsigned char* bytes = malloc((size_t)*size + 1);
  if (bytes != NULL && fread(bytes, 1, (size_t)*size, file) != (size_t)*size) {
    free(bytes);
    bytes = NULL;
  }
  fclose(file);
  return bytes;
}

static long Find(const unsigned char* bytes, long size, const char* text) {
  long length = (long)strlen(text);
  for (long i = 0; i + length <= size; ++i) {
    if (memcmp(bytes + i, text, (size_t)length) == 0) return i;
  }
  return -1;
}

static int Put(unsigned char* bytes, long size, char** arguments) {
  long position = Find(bytes, size, arguments[0]);
  if (position < 0) return Fail("the text is not in the file");
  position += strtol(arguments[1], NULL, 10);
  for (const char* hex = arguments[2]; hex[0] != '\0' && hex[1] != '\0'; hex += 2, ++position) {
    char digits[3] = {hex[0], hex[1], '\0'};
    if (position < 0 || position >= size) return Fail("the offset is outside the file");
    bytes[position] = (unsigned char)strtol(digits, NULL, 16);
  }
  return 0;
}

static int Damage(unsigned char* bytes, long* size, int argc, char** argv) {
  if (argc == 7 && strcmp(argv[3], "put") == 0) return Put(bytes, *size, argv + 4);
  if (argc == 5 && strcmp(argv[3], "cut") == 0) {
    long kept = strtol(argv[4], NULL, 10);
    if (kept < 0 || kept > *size) return Fail("the file is shorter than SIZE");
    *size = kept;
    return 0;
  }
  return Fail("invalid arguments; the comment at the top of damage.c lists the valid ones");
}

int main(int argc, char** argv) {
  long size = 0;
  unsigned char* bytes = argc > 3 ? ReadAll(argv[1], &size) : NULL;
  if (bytes == NULL) return Fail("the file cannot be read");
  int code = Damage(bytes, &size, argc, argv);
  FILE* out = code == 0 ? fopen(argv[2], "wb") : NULL;
  if (out != NULL && fwrite(bytes, 1, (size_t)size, out) != (size_t)size) code = 1;
  if (code == 0 && (out == NULL || fclose(out) != 0)) code = Fail("the copy cannot be written");
  free(bytes);
  return code;
}
