using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Errors;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>FieldNode of Message.fbs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FieldNode
{
    public long length;
    public long null_count;
}

/// <summary>Buffer of Message.fbs: offset and length in the body.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BodyBuffer
{
    public long offset;
    public long length;
}

/// <summary>
/// The vectors of a RecordBatch message, checked against the <see cref="BatchPlan"/> of its schema (IPC-9).
/// </summary>
internal unsafe ref struct BatchMessage
{
    public long length;
    public FieldNode* nodes;
    public BodyBuffer* buffers;
    public long* variadic_counts;
    public long variadic_total;
    public int buffer_count;

    /// <summary>Number of extra buffers in front of those of each union.</summary>
    public int union_skip;

    /// <summary>Number of extra buffers of each null array.</summary>
    public int null_skip;

    public Codec codec = Codec.None;

    /// <param name="batch">The table RecordBatch: the header of the message, or the data of a dictionary batch.</param>
    public BatchMessage(in Message message, FlatTable batch, in BatchPlan plan)
    {
        length = batch.Long(0);
        nodes = (FieldNode*)batch.Vector(1, sizeof(FieldNode), out int nodeCount);
        buffers = (BodyBuffer*)batch.Vector(2, sizeof(BodyBuffer), out int bufferCount);
        buffer_count = bufferCount;
        if (length < 0)
        {
            Throw.Rule("IPC-9", null, $"the batch has a negative number of rows: {length}");
        }
        if (nodeCount != plan.nodes)
        {
            Throw.Rule("IPC-9", null, $"the message has {nodeCount} nodes, but the schema needs {plan.nodes}");
        }
        codec = BodyCompression.Of(message, batch);
        union_skip = message.version <= Message.V4 ? 1 : 0;
        if (plan.variadic > 0)
        {
            CountVariadic(batch, plan, bufferCount);
        }
        CheckBufferCount(bufferCount, plan);
    }

    private void CountVariadic(FlatTable batch, in BatchPlan plan, int bufferCount)
    {
        variadic_counts = (long*)batch.Vector(4, sizeof(long), out int count);
        if (count != plan.variadic)
        {
            Throw.Rule("IPC-9", null,
                $"variadicBufferCounts has {count} entries, but the schema needs {plan.variadic}");
        }
        for (int i = 0; i < count; i++)
        {
            long one = Unsafe.ReadUnaligned<long>(variadic_counts + i);
            if (one < 0 || one > bufferCount)
            {
                Throw.Rule("IPC-9", null,
                    $"variadicBufferCounts has {one} buffers for an array, but the message has {bufferCount} in total");
            }
            variadic_total += one;
        }
    }

    private void CheckBufferCount(int bufferCount, in BatchPlan plan)
    {
        long needed = plan.buffers + (union_skip * plan.unions) + variadic_total;
        long more = bufferCount - needed;
        if (more > 0 && plan.nulls > 0 && (more == plan.nulls || more == 2 * plan.nulls))
        {
            null_skip = (int)(more / plan.nulls);
        }
        else if (more != 0)
        {
            Throw.Rule("IPC-9", null, $"the message has {bufferCount} buffers, but the schema needs {needed}");
        }
    }

    /// <summary>Whether the message has a buffer that does not begin at a multiple of 8 bytes.</summary>
    public readonly bool IsMisaligned(byte* body, in BatchPlan plan)
    {
        long count = plan.buffers + (union_skip * plan.unions) + variadic_total + (null_skip * plan.nulls);
        long bits = (nint)body;
        for (long i = 0; i < count; i++)
        {
            bits |= Unsafe.ReadUnaligned<long>(&buffers[i].offset);
        }
        return (bits & 7) != 0;
    }
}
