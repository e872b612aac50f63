using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams.Checks;

namespace ArrowBridge.Streams;

/// <summary>
/// The C of this module (native/streams.h, native/checked_stream.h). Short calls skip the GC transition; those that may
/// run a foreign callback never do, since a callback may call the library again.
/// </summary>
internal static unsafe class StreamsNative
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module)]
    private static extern void ab_streams_register();

    [DllImport(Module)]
    public static extern long* ab_streams_layout();

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_fill_stream(StreamBlock* stream, CArrowArrayStream* output);

    [DllImport(Module)]
    public static extern Block* ab_call_lock_new();

    [DllImport(Module)]
    public static extern int ab_call_lock_acquire(Block* call_lock);

    [DllImport(Module)]
    public static extern void ab_call_lock_release(Block* call_lock);

    [DllImport(Module), SuppressGCTransition]
    public static extern ReaderBlock* ab_release_queue_take();

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_release_queue_free(ReaderBlock* reader);

    [DllImport(Module), SuppressGCTransition]
    public static extern ReaderBlock* ab_release_queue_take_own();

    [DllImport(Module)]
    public static extern ReaderBlock* ab_release_collect(Block* block);

    [DllImport(Module)]
    public static extern int ab_release_queue_start();

    [DllImport(Module)]
    public static extern ReaderBlock* ab_release_queue_wait();

    [DllImport(Module)]
    public static extern int ab_release_queue_is_idle();

    [DllImport(Module)]
    public static extern void ab_release_queue_no_exit_wait();

    [DllImport(Module)]
    public static extern int ab_read_ahead_new(ReadAheadOptions* options, Block** output);

    [DllImport(Module)]
    public static extern ReadAheadResult ab_read_ahead_take(
        Block* ahead, ReaderBlock* reader, long end, CArrowArray* output);

    [DllImport(Module)]
    public static extern byte* ab_read_ahead_error(Block* ahead, int* code);

    [DllImport(Module), SuppressGCTransition]
    public static extern long ab_now_ms();

    [DllImport(Module), SuppressGCTransition]
    public static extern int ab_is_main_memory(int type);

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_wrap_device_array(CArrowArray* array, int type, long id, CArrowDeviceArray* output);

    [DllImport(Module)]
    public static extern int ab_to_device_stream(
        CArrowArrayStream* stream, int type, long id, CArrowDeviceArrayStream* output);

    [DllImport(Module)]
    public static extern int ab_from_device_stream(CArrowDeviceArrayStream* stream, CArrowArrayStream* output);

    [DllImport(Module)]
    public static extern int ab_from_device_next(CArrowArrayStream* stream, CArrowDeviceArray* output);

    [DllImport(Module)]
    public static extern Block* ab_async_consumer_new(long capacity);

    [DllImport(Module), SuppressGCTransition]
    public static extern void* ab_async_consumer_handler(Block* consumer);

    [DllImport(Module)]
    public static extern AsyncResult ab_async_take_schema(Block* consumer, long end, CArrowSchema* output);

    [DllImport(Module)]
    public static extern AsyncResult ab_async_take(Block* consumer, ReaderBlock* reader, CArrowArray* output);

    [DllImport(Module)]
    public static extern void ab_async_cancel(Block* consumer);

    [DllImport(Module)]
    public static extern byte* ab_async_error(Block* consumer, int* code);

    [DllImport(Module)]
    public static extern byte* ab_async_missing_callback(void* handler);

    [DllImport(Module)]
    public static extern void ab_async_end_handler(void* handler);

    [DllImport(Module)]
    public static extern int ab_async_drive(
        ReaderBlock* reader, CArrowArrayStream* stream, void* handler, int on_thread);

    [DllImport(Module)]
    public static extern int ab_check_stream(CArrowArrayStream* stream, CheckedStreamOptions* options,
        CArrowArrayStream* output);

    [DllImport(Module)]
    public static extern void ab_checked_find(void* stream, CFinding* finding);

    [DllImport(Module)]
    public static extern long ab_finding_count(CArrowArrayStream* stream);

    [DllImport(Module)]
    public static extern void ab_print_finding(CFinding* finding);

    [DllImport(Module)]
    public static extern CheckEnvironment* ab_check_environment();

    /// <summary>Registers how this module's kinds of blocks end, before the first of them is made.</summary>
    [ModuleInitializer]
    internal static void Load() => ab_streams_register();
}
