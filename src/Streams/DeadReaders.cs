using System.Runtime.InteropServices;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>Frees the managed halves of readers that were released without entering the runtime.</summary>
internal static unsafe class DeadReaders
{
    public static void Bury()
    {
        ReaderBlock* dead = Native.ab_take_dead_readers();
        while (dead != null)
        {
            ReaderBlock* next = dead->next_dead;
            GCHandle handle = GCHandle.FromIntPtr((nint)dead->handle);
            Reader reader = (Reader)handle.Target!;
            handle.Free();
            Native.ab_free_dead(dead);
            reader.Buried();
            dead = next;
        }
    }
}
