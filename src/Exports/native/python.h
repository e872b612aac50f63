/* The functions of the running Python interpreter that capsules and sources need. */
#ifndef ARROWBRIDGE_PYTHON_H
#define ARROWBRIDGE_PYTHON_H

#include "native.h"

typedef struct Python {
  int (*is_initialized)(void);
  int (*is_finalizing)(void);
  int (*gil_ensure)(void);
  void (*gil_release)(int state);
  void* (*save_thread)(void);
  void (*restore_thread)(void* state);
  void (*decref)(void* object);
  void (*error_fetch)(void** type, void** value, void** traceback);
  void (*error_restore)(void* type, void* value, void* traceback);
  void (*error_clear)(void);
  void* (*capsule_new)(void* pointer, const char* name, void (*destructor)(void*));
  void* (*capsule_pointer)(void* capsule, const char* name);
  const char* (*capsule_name)(void* capsule);
  int (*capsule_is_valid)(void* capsule, const char* name);
} Python;

/* Returns NULL if there is no interpreter in this process. */
const Python* ab_python(void);

/* Returns whether a call into Python may begin; if so, ab_python_leave() must end it. */
int ab_python_enter(void);
void ab_python_leave(void);

#endif
