#include "rules.h"

#include <string.h>

static const struct {
  const char* rule;
  const char* text;
} kRules[] = {
    {"ABI-1", "unknown flags are ignored"},
    {"ARR-1", "only the members of an ArrowArray are read"},
    {"ARR-5", "only the `length` slots from `offset` on are read, and what they refer to"},
    {"ARR-7", "`buffers` has n_buffers pointers; no more are read"},
    {"ARR-9", "no byte past the end of a buffer for offset + length values is read"},
    {"ARR-11", "a buffer of size 0 may be NULL and is not read"},
    {"ARR-12", "`children` has n_children pointers; no more are read"},
    {"ARR-16", "private_data of an array is for the producer only"},
    {"ASY-1", "only the members of the structs are read"},
    {"ASY-2", "`producer` is set before on_schema is called"},
    {"ASY-3", "on_schema is the first call, is called once, and gets a schema"},
    {"ASY-4",
     "on_schema moves or releases the contents of the schema, and does not keep the pointer"},
    {"ASY-5", "after on_schema returned an error only release is called"},
    {"ASY-6", "there is no producer before on_schema"},
    {"ASY-7", "a task and its metadata are valid only during the call; a NULL task is the end"},
    {"ASY-8", "callbacks are called one at a time"},
    {"ASY-9", "no more tasks are given than were requested"},
    {"ASY-10", "after on_next_task returned an error only release is called"},
    {"ASY-11",
     "after on_error comes release; the message is valid only during the call, which calls no "
     "method"},
    {"ASY-12", "release of the handler is the last call, and does not call the producer"},
    {"ASY-14", "private_data of the handler is for the consumer only"},
    {"ASY-15", "extract_data is called exactly once, and gives an array only if it returns 0"},
    {"ASY-17", "arrays have the device type of the producer"},
    {"ASY-18",
     "request takes a number above 0, else on_error follows, and calls no callback itself"},
    {"ASY-19",
     "cancel calls no callback but on_error, is not an error itself, and release follows"},
    {"ASY-20", "additional_metadata may be NULL, and is valid as long as the producer"},
    {"ASY-21", "the producer is valid until release of the handler returns"},
    {"COL-4", "null slots may hold any value, which is not used"},
    {"DEV-3", "of arrays on a device that the CPU cannot read only the structs are read"},
    {"DEV-7", "data is not accessed before its event has been waited for"},
    {"DEV-10", "an event has the members that the device defines; no more are read"},
    {"DEV-12", "an event belongs to its array, and is valid until the array's release"},
    {"DEV-13", "a device array is released by the embedded array's release, exactly once"},
    {"DEV-14", "a device array is moved by copying it and marking the source released"},
    {"DEV-15", "data on a device is not changed"},
    {"DST-1", "only the members of an ArrowDeviceArrayStream are accessed"},
    {"DST-4", "codes, end of stream, messages and calls after release are as in ArrowArrayStream"},
    {"DST-6", "one call at a time, private_data for the producer only, one release, correct moves"},
    {"MEM-3",
     "members of a struct, its children and what it points to are not changed before its release"},
    {"MEM-6", "a base structure that was not moved is released exactly once"},
    {"MEM-7", "a child that was not moved out is released by its parent only"},
    {"MEM-8", "the memory of a struct is not accessed after its release"},
    {"MOV-1", "the source of a move is marked released before the copy is used"},
    {"MOV-2", "only one copy of a struct is live"},
    {"MOV-3", "the parent is released right after a child was moved out"},
    {"MUT-1", "the data in buffers is not changed"},
    {"SCH-1", "only the members of an ArrowSchema are read"},
    {"SCH-3", "a format ends with NUL"},
    {"SCH-5", "a name ends with NUL"},
    {"SCH-6", "metadata of 0 pairs has 4 bytes; no pair is read"},
    {"SCH-7", "metadata has the size that its lengths give; keys and values do not end with NUL"},
    {"SCH-15", "`children` has n_children pointers; no more are read"},
    {"SCH-19", "private_data of a schema is for the producer only"},
    {"STR-1", "only the members of an ArrowArrayStream are accessed"},
    {"STR-3", "no callback of a released stream is called"},
    {"STR-4", "a code other than 0 is an error, which the consumer reports"},
    {"STR-5", "at end of stream the array is released; none of its other members is read"},
    {"STR-7", "a batch without rows is not the end of the stream"},
    {"STR-9", "the output of a failed call is not read"},
    {"STR-10", "get_last_error is called only after a call that failed"},
    {"STR-11", "an error message ends with NUL"},
    {"STR-12", "an error message is not read after the next call of any callback"},
    {"STR-14", "private_data of a stream is for the producer only"},
    {"STR-17", "callbacks of a stream are called one at a time"},
};

const char* KitRuleText(const char* rule) {
  for (size_t i = 0; i < sizeof(kRules) / sizeof(kRules[0]); ++i) {
    if (strcmp(kRules[i].rule, rule) == 0) return kRules[i].text;
  }
  return rule;
}
