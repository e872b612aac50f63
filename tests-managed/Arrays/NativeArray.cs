using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Schemas;

namespace ArrowBridge.Tests.Arrays;

/// <summary>An array of any type with its schema, built from its buffers in its own native memory. Tests borrow it; its
/// ownership never moves.</summary>
internal sealed unsafe class NativeArray : IDisposable
{
    private readonly List<nint> _memory = [];
    private readonly string _format;
    private readonly NativeArray[] _children;
    private NativeArray? _dictionary;

    /// <param name="buffers">The buffers; null is an absent buffer. The lengths of variadic buffers come last.</param>
    public NativeArray(string format, long length, Array?[] buffers, params NativeArray[] children)
    {
        _format = format;
        _children = children;
        Value = (CArrowArray*)Take(sizeof(CArrowArray));
        Value->length = length;
        Value->null_count = -1;
        Value->n_buffers = buffers.Length;
        Value->buffers = (void**)Take(buffers.Length * sizeof(void*));
        for (int i = 0; i < buffers.Length; i++)
        {
            Value->buffers[i] = buffers[i] is { } values ? Copy(values) : null;
        }
        Value->n_children = children.Length;
        Value->children = (CArrowArray**)Take(children.Length * sizeof(void*));
        for (int i = 0; i < children.Length; i++)
        {
            Value->children[i] = children[i].Value;
        }
        Value->release = &Release;
    }

    public CArrowArray* Value { get; }

    public NativeArray WithDictionary(NativeArray values)
    {
        _dictionary = values;
        Value->dictionary = values.Value;
        return this;
    }

    /// <summary>The rows from an offset, with the same buffers.</summary>
    public NativeArray Sliced(long offset, long length)
    {
        Value->offset = offset;
        Value->length = length;
        return this;
    }

    public NativeSchema Schema(string name = "")
    {
        NativeSchema schema = new(_format, name, [.. _children.Select(static (child, i) => child.Schema($"c{i}"))]);
        return _dictionary is null ? schema : schema.WithDictionary(_dictionary.Schema());
    }

    /// <summary>The schema. The caller releases it.</summary>
    public SchemaBlock* Type()
    {
        using NativeSchema schema = Schema();
        return SchemaImport.Copy(schema.Value);
    }

    public void Dispose()
    {
        _memory.ForEach(static address => NativeMemory.AlignedFree((void*)address));
        foreach (NativeArray child in _children)
        {
            child.Dispose();
        }
        _dictionary?.Dispose();
    }

    private void* Take(int size)
    {
        void* memory = NativeMemory.AlignedAlloc((nuint)Math.Max(size, 1), Allocator.Alignment);
        NativeMemory.Clear(memory, (nuint)size);
        _memory.Add((nint)memory);
        return memory;
    }

    private void* Copy(Array values)
    {
        int size = Buffer.ByteLength(values);
        void* memory = Take(size);
        fixed (byte* source = &MemoryMarshal.GetArrayDataReference(values))
        {
            Buffer.MemoryCopy(source, memory, size, size);
        }
        return memory;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(CArrowArray* array) => array->release = null;
}
