using ArrowBridge.Abi;
using ArrowBridge.Memory;

namespace ArrowBridge.Streams;

/// <summary>A reader whose concurrent calls wait for each other; <see cref="Cursor"/> acquires its call lock.</summary>
internal sealed unsafe class LockedReader : AdapterReader
{
    private LockedReader(ReaderBlock* source)
        : base(source)
    {
    }

    public static ReaderBlock* Create(ReaderBlock* source)
    {
        Block* call_lock = CallLock.New();
        try
        {
            ReaderBlock* block = new LockedReader(source).AttachToSource(0);
            block->call_lock = call_lock;
            return block;
        }
        catch
        {
            Native.ab_release(call_lock);
            throw;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(Source, output);
        return true;
    }
}
