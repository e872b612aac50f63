// The registers at a signal, and the backtrace of a crash.
#include "fault.h"

#include <dlfcn.h>
#include <string.h>

#if defined(__linux__)
#include <ucontext.h>
#endif

bool KitRegisters(void* context, uintptr_t* stack, uintptr_t* code) {
#if defined(__linux__) && defined(__x86_64__)
  const ucontext_t* at = (const ucontext_t*)context;
  *stack = (uintptr_t)at->uc_mcontext.gregs[REG_RSP];
  *code = (uintptr_t)at->uc_mcontext.gregs[REG_RIP];
  return true;
#elif defined(__linux__) && defined(__aarch64__)
  const ucontext_t* at = (const ucontext_t*)context;
  *stack = (uintptr_t)at->uc_mcontext.sp;
  *code = (uintptr_t)at->uc_mcontext.pc;
  return true;
#else
  (void)context;
  (void)stack;
  (void)code;
  return false;
#endif
}

#if defined(__GLIBC__) || defined(__APPLE__)
#include <execinfo.h>

enum { kMostFrames = 64, kMostLines = 20 };

// Where the kit and libc are loaded. Their frames at the outer end are not the implementation's.
static const void* g_kit;
static const void* g_libc;

static const void* BaseOf(const void* address) {
  Dl_info info;
  return address != NULL && dladdr(address, &info) != 0 ? info.dli_fbase : NULL;
}

void KitBacktraceStart(void) {
  void* frames[4];
  g_kit = BaseOf(&g_kit);
  g_libc = BaseOf(dlsym(RTLD_NEXT, "abort"));
  // The first call loads the unwinder, with malloc and the dynamic loader.
  backtrace(frames, 4);
}

static void AppendFrame(struct KitText* text, const char* address) {
  Dl_info info;
  if (dladdr(address, &info) == 0 || info.dli_fname == NULL) {
    KitAppendHex(text, (uint64_t)(uintptr_t)address);
    return;
  }
  const char* name = strrchr(info.dli_fname, '/');
  if (info.dli_sname != NULL) {
    KitAppend(text, info.dli_sname);
    KitAppend(text, "+");
    KitAppendHex(text, (uint64_t)(address - (const char*)info.dli_saddr));
    KitAppend(text, " (");
  }
  KitAppend(text, name == NULL ? info.dli_fname : name + 1);
  KitAppend(text, "+");
  KitAppendHex(text, (uint64_t)(address - (const char*)info.dli_fbase));
  if (info.dli_sname != NULL) KitAppend(text, ")");
}

// The address from which a function that has no code was called.
static void* CallerOf(void* context, uintptr_t stack) {
#if defined(__linux__) && defined(__x86_64__)
  void* caller;
  (void)context;
  memcpy(&caller, (const void*)stack, sizeof(caller));
  return caller;
#elif defined(__linux__) && defined(__aarch64__)
  (void)stack;
  return (void*)(uintptr_t)((const ucontext_t*)context)->uc_mcontext.regs[30];
#else
  (void)context;
  (void)stack;
  return NULL;
#endif
}

// Replaces the frames of the signal handler: the first frame is where the signal came from.
static int Collect(void* context, void** frames) {
  uintptr_t stack = 0;
  uintptr_t code = 0;
  int count = backtrace(frames, kMostFrames);
  if (!KitRegisters(context, &stack, &code)) return count;
  for (int i = 0; i < count; ++i) {
    if ((uintptr_t)frames[i] != code) continue;
    memmove(frames, frames + i, (size_t)(count - i) * sizeof(frames[0]));
    return count - i;
  }
  frames[0] = (void*)code;
  if (KitIsCode(frames[0])) return 1;
  frames[1] = CallerOf(context, stack);
  return 2;
}

void KitBacktrace(void* context, char* out, size_t size) {
  void* frames[kMostFrames];
  struct KitText text = {out, out + size};
  int count = Collect(context, frames);
  int last = count;
  for (; last > 0; --last) {
    const void* base = BaseOf(frames[last - 1]);
    if (base != g_kit && base != g_libc) break;
  }
  for (int i = 0; i < last && i < kMostLines; ++i) {
    if (i > 0 && text.at + 1 < text.end) *text.at++ = '\n';
    KitAppend(&text, "#");
    KitAppendNumber(&text, (uint64_t)i);
    KitAppend(&text, " ");
    // The others are return addresses: the byte before belongs to the call.
    AppendFrame(&text, (const char*)frames[i] - (i == 0 ? 0 : 1));
  }
  if (last > kMostLines) KitAppend(&text, " ...");
}

#else

void KitBacktraceStart(void) {}
void KitBacktrace(void* context, char* out, size_t size) {
  (void)context;
  (void)size;
  out[0] = '\0';
}

#endif
