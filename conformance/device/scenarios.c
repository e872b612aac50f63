// The table of scenarios for device streams. Those for consumers also find the rules of tracked
// structs, see ../consumer/scenarios.c.
#include "scenarios_consumer.h"
#include "scenarios_producer.h"

#define PRODUCER(name, rules, about, flags, function) \
  { name, rules, about, kKitDeviceProducer, flags, function }
#define CONSUMER(name, rules, about, function) \
  { name, rules, about, kKitDeviceConsumer, 0, function }

const struct KitScenario kKitDeviceScenarios[] = {
    CONSUMER("device-consumer-cpu", "DEV-8 DEV-13 DEV-14 DEV-15 DST-1 DST-4 DST-6 MEM-8",
             "batches in the CPU's memory", KitDeviceCpu),
    CONSUMER("device-consumer-cpu-zero", "DEV-5", "device_id of the CPU is 0", KitDeviceCpuZero),
    CONSUMER("device-consumer-ready", "DEV-8", "on the simulated device, without events",
             KitDeviceReady),
    CONSUMER("device-consumer-pending", "DEV-7 DEV-10 DEV-12",
             "on the simulated device, with events", KitDevicePending),
    CONSUMER("device-consumer-mixed", "DEV-7 DEV-8", "every second batch has an event",
             KitDeviceMixed),
    CONSUMER("device-consumer-ids", "DST-2", "batches on several devices of a type", KitDeviceIds),
    CONSUMER("device-consumer-layouts", "DEV-3 DEV-7",
             "views, list views, unions, run ends on a device", KitDeviceLayouts),
    CONSUMER("device-consumer-empties", "DST-4", "batches without rows, also the last",
             KitDeviceEmpties),
    CONSUMER("device-consumer-elsewhere", "DEV-3", "memory that the CPU cannot read",
             KitDeviceElsewhere),
    CONSUMER("device-consumer-unknown", "DEV-2", "an unknown device type", KitDeviceUnknown),
    CONSUMER("device-consumer-schema-error", "DST-4", "get_schema fails", KitDeviceSchemaError),
    CONSUMER("device-consumer-later-error", "DST-4", "get_next fails after two batches",
             KitDeviceLaterError),
    CONSUMER("device-consumer-null-message", "DST-4", "the error message is NULL",
             KitDeviceNullMessage),
    CONSUMER("device-consumer-end-garbage", "DST-4",
             "at end of stream the output has garbage, except release", KitDeviceEndGarbage),
    CONSUMER("device-consumer-slowly", "DST-6", "every call is slow", KitDeviceSlowly),
    CONSUMER("device-consumer-released", "MEM-5", "the stream is already released",
             KitDeviceReleased),
    PRODUCER("device-drain",
             "DEV-5 DEV-6 DEV-7 DEV-8 DEV-9 DEV-11 DEV-13 DST-1 DST-3 DST-4 DST-5 DST-6",
             "reads the stream to its end, waiting for the event of each batch", 0, KitDeviceDrain),
    PRODUCER("device-end-repeats", "DST-4",
             "calls get_next and get_schema after the end of the stream", 0, KitDeviceEnds),
    PRODUCER("device-abandon", "DST-6", "releases streams after 0, 1 and 2 batches", 0,
             KitDeviceAbandon),
    PRODUCER("device-outlive", "DEV-12 DST-6", "uses a batch after its stream was released",
             KIT_GUARD_PAGES, KitDeviceOutlive),
    PRODUCER("device-moved", "DEV-14", "uses a batch at another address", 0, KitDeviceMoved),
    PRODUCER("device-immutable", "DEV-15", "reads a batch again after the next one", 0,
             KitDeviceImmutable),
    PRODUCER("device-schema-late", "DST-4", "reads a stream without a call of get_schema", 0,
             KitDeviceSchemaLate),
    PRODUCER("device-threads", "DST-6", "makes every call on a new thread, and on two in turn", 0,
             KitDeviceThreads),
    PRODUCER("device-memory", "DEV-4 DST-6",
             "counts memory and file descriptors over many streams, used in several orders", 0,
             KitDeviceMemory),
    {NULL, NULL, NULL, kKitDeviceConsumer, 0, NULL},
};
