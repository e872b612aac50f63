#include "rules.h"

#include <string.h>

static const struct {
  const char* rule;
  const char* text;
} kRules[] = {
    {"ABI-1", "new flags may come: bits that are not known are left alone"},
    {"ARR-1", "only the members of an ArrowArray are read"},
    {"ARR-5", "only the length values from offset on are looked at, and of what they refer to"},
    {"ARR-7", "the table has n_buffers pointers, no more are read"},
    {"ARR-9", "a buffer has what offset + length values need, no byte behind that is read"},
    {"ARR-11", "a buffer of size 0 has no address worth reading, it may be NULL"},
    {"ARR-12", "the table has n_children pointers, no more are read"},
    {"ARR-16", "private_data of an array is the producer's alone"},
    {"ASY-1", "only the members of the structs are read"},
    {"ASY-2", "the producer is set before on_schema is called"},
    {"ASY-3", "on_schema comes first, once, with a schema"},
    {"ASY-4", "on_schema moves or releases the contents, and does not keep the pointer"},
    {"ASY-5", "after on_schema returned an error only release is called"},
    {"ASY-6", "there is no producer before on_schema"},
    {"ASY-7", "the task and its metadata are there during the call only, a NULL task is the end"},
    {"ASY-8", "one callback at a time"},
    {"ASY-9", "no more tasks come than were asked for"},
    {"ASY-10", "after on_next_task returned an error only release is called"},
    {"ASY-11",
     "after on_error comes release; the message is there during the call, which calls no method"},
    {"ASY-12", "the handler's release is the last call, and does not call the producer"},
    {"ASY-14", "private_data of the handler is the consumer's alone"},
    {"ASY-15", "extract_data is called exactly once, and hands an array over only if it returns 0"},
    {"ASY-17", "arrays are of the producer's device type"},
    {"ASY-18", "request asks for more than 0, else comes an error, and calls nothing itself"},
    {"ASY-19", "cancel calls nothing but on_error, is no error itself, and release follows"},
    {"ASY-20", "additional_metadata may be NULL, and is there as long as the producer"},
    {"ASY-21", "the producer is there until the handler's release returns"},
    {"COL-4", "null slots may hold anything, nothing is looked up by them"},
    {"DEV-3", "buffers lie on a device: where the CPU cannot read, it reads the structs only"},
    {"DEV-7", "data is not touched before its event was waited for"},
    {"DEV-10", "an event has the members that the device says, no more are read"},
    {"DEV-12", "the event belongs to the array, and ends with its release"},
    {"DEV-13", "the release of the embedded array ends a device array, called exactly once"},
    {"DEV-14", "a device array is moved by copying it and marking the source released"},
    {"DEV-15", "data on a device is not changed"},
    {"DST-1", "only the members of an ArrowDeviceArrayStream are touched"},
    {"DST-4", "codes, the end, error texts and calls after release are as with ArrowArrayStream"},
    {"DST-6", "one call at a time, private_data the producer's, released once, moved properly"},
    {"MEM-3", "what a struct points to is the producer's, and stays as it is until release"},
    {"MEM-6", "release of a base that was not moved is called exactly once"},
    {"MEM-7", "release of a child is left to its parent, as long as it was not moved out"},
    {"MEM-8", "what belonged to a struct is not touched after its release"},
    {"MOV-1", "the source of a move is marked released before the copy is used"},
    {"MOV-2", "of all copies of a struct one is live"},
    {"MOV-3", "who moves a child out releases the parent right after that"},
    {"MUT-1", "data that buffers point to is not changed"},
    {"SCH-1", "only the members of an ArrowSchema are read"},
    {"SCH-3", "a format ends with its NUL"},
    {"SCH-5", "a name ends with its NUL"},
    {"SCH-6", "metadata of 0 pairs has 4 bytes, no pair is read"},
    {"SCH-7", "metadata has as many bytes as its lengths say, nothing ends with a NUL"},
    {"SCH-15", "the table has n_children pointers, no more are read"},
    {"SCH-19", "private_data of a schema is the producer's alone"},
    {"STR-1", "only the members of an ArrowArrayStream are touched"},
    {"STR-3", "nothing is called on a released stream"},
    {"STR-4", "a code other than 0 is an error, and the consumer says so"},
    {"STR-5", "the end of a stream is a released array, of which nothing else is read"},
    {"STR-7", "a batch without rows is not the end"},
    {"STR-9", "what a failed call leaves in its output is not read"},
    {"STR-10", "get_last_error is called only after a call that failed"},
    {"STR-11", "the text of an error ends with its NUL"},
    {"STR-12", "the text of an error is not read after the next call of any callback"},
    {"STR-14", "private_data of a stream is the producer's alone"},
    {"STR-17", "a stream gets one call at a time"},
};

const char* KitRuleText(const char* rule) {
  for (size_t i = 0; i < sizeof(kRules) / sizeof(kRules[0]); ++i) {
    if (strcmp(kRules[i].rule, rule) == 0) return kRules[i].text;
  }
  return rule;
}
