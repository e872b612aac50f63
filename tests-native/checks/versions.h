/* Functions of several versions, for the test version_script. */
/// \since 0.1.0
ARROWBRIDGE_EXPORT int First(int a, int b);

/// What Third() did.
/// \since 0.10.0
ARROWBRIDGE_EXPORT const char* Second(void);

/// \since 0.2.0
ARROWBRIDGE_EXPORT void Third(struct A* a);

/// \since 0.2.1
ARROWBRIDGE_EXPORT int Fourth(void);
