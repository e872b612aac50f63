/* Calls of foreign code that run on threads of the library. A thread must not call into a host
 * whose static objects are being destroyed, so the end of the process waits for calls that are
 * running, for a moment, and no further call begins. */
#ifndef ARROWBRIDGE_FOREIGN_CALLS_H
#define ARROWBRIDGE_FOREIGN_CALLS_H

/* Called before the first such thread starts. Returns 0 on success. */
int ab_foreign_calls_watch(void);

/* Returns whether the call may begin: not while the process ends. */
int ab_foreign_call_begin(void);
void ab_foreign_call_end(void);

#endif
