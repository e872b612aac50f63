using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;

namespace ArrowBridge.Memory;

/// <summary>
/// The C side (native/native.h). Short calls skip the GC transition; those that may run a foreign callback never do,
/// since a callback may come back in.
/// </summary>
internal static unsafe class Native
{
    private const string Module = "arrowbridge_native";

    [DllImport(Module), SuppressGCTransition]
    public static extern Block* ab_alloc(BlockKind kind, long size);

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_retain(Block* block);

    [DllImport(Module)]
    public static extern void ab_release(Block* block);

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_reference_retain(Reference reference);

    [DllImport(Module)]
    public static extern void ab_reference_release(Reference reference);

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_count_handle(int change);

    [DllImport(Module), SuppressGCTransition]
    public static extern void ab_count_copy(long bytes);

    [DllImport(Module)]
    public static extern int ab_map(byte* path, Block** output, int* fd);

    [DllImport(Module)]
    public static extern int ab_map_descriptor(int fd, Block** output, long* position);

    [DllImport(Module)]
    public static extern void ab_seek_end(int fd);

    [DllImport(Module)]
    public static extern int ab_temporary_file(int* output);

    [DllImport(Module)]
    public static extern int ab_open(byte* path, int* output);

    [DllImport(Module)]
    public static extern int ab_open_now(byte* path, int* output, int* is_file);

    [DllImport(Module)]
    public static extern long ab_read_now(int fd, void* buffer, long size);

    [DllImport(Module)]
    public static extern void ab_wait_for_bytes(int fd, int is_file, int milliseconds);

    [DllImport(Module)]
    public static extern long ab_read(int fd, void* buffer, long size);

    [DllImport(Module)]
    public static extern void ab_close(int fd);

    [DllImport(Module)]
    public static extern int ab_create(byte* path, Block** output);

    [DllImport(Module)]
    public static extern int ab_commit(Block* output);

    [DllImport(Module)]
    public static extern void ab_start_writeback(int fd, long start, long end);

    [DllImport(Module)]
    public static extern int ab_may_break(int fd);

    [DllImport(Module)]
    public static extern int ab_write(int fd, int may_break, void* first, long first_size, void* second,
        long second_size);

    [DllImport(Module)]
    public static extern Callbacks* ab_callbacks();

    [DllImport(Module)]
    public static extern long* ab_layout();

    [DllImport(Module)]
    public static extern byte* ab_thread_text();

    [DllImport(Module)]
    public static extern long ab_memory_pool_bytes();

    [DllImport(Module)]
    public static extern long ab_memory_pool_set_limit(long bytes);

    [DllImport(Module)]
    public static extern int ab_memory_pool_trim(long most);

    [DllImport(Module)]
    public static extern int ab_track(int enabled);

    [DllImport(Module)]
    public static extern void ab_track_tag(byte* text);

    [DllImport(Module)]
    public static extern TrackedBlock* ab_tracked_blocks(nuint* count);

    [DllImport(Module)]
    public static extern void ab_tracked_end(TrackedBlock* blocks);

    [DllImport(Module)]
    public static extern int ab_live_kind(BlockKind kind);

    [DllImport(Module)]
    public static extern void ab_live_counts(CLiveCounts* output);

    // Set before any other code of the library runs, so that the paths of batches read plain statics.
    private static delegate* unmanaged[Cdecl]<CArrowArray*, void> s_releaseArray;
    private static delegate* unmanaged[Cdecl]<CArrowSchema*, void> s_releaseSchema;
    private static delegate* unmanaged[Cdecl]<void*, void> s_closeOwner;

    public static delegate* unmanaged[Cdecl]<CArrowArray*, void> ReleaseArray => s_releaseArray;

    public static delegate* unmanaged[Cdecl]<CArrowSchema*, void> ReleaseSchema => s_releaseSchema;

    public static delegate* unmanaged[Cdecl]<void*, void> CloseOwner => s_closeOwner;

    [ModuleInitializer]
    internal static void Load()
    {
        Callbacks* callbacks = ab_callbacks();
        s_releaseArray = callbacks->release_array;
        s_releaseSchema = callbacks->release_schema;
        s_closeOwner = callbacks->close_owner;
    }
}
