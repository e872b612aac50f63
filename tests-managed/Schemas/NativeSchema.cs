using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;

namespace ArrowBridge.Tests.Schemas;

/// <summary>ArrowSchema structs, built like those of a producer in another language: strings and tables in their own
/// memory, with one release callback for all.</summary>
internal sealed unsafe class NativeSchema : IDisposable
{
    private readonly List<nint> _memory = [];

    public NativeSchema(string format, string? name = "", params NativeSchema[] children)
    {
        Value = (CArrowSchema*)Take(sizeof(CArrowSchema));
        Value->format = Text(Encoding.UTF8.GetBytes(format));
        Value->name = name is null ? null : Text(Encoding.UTF8.GetBytes(name));
        Value->flags = ArrowFlag.Nullable;
        Value->n_children = children.Length;
        Value->children = children.Length == 0 ? null : (CArrowSchema**)Take(children.Length * sizeof(void*));
        for (int i = 0; i < children.Length; i++)
        {
            Value->children[i] = children[i].Value;
            Adopt(children[i]);
        }
        Value->release = &Release;
    }

    public CArrowSchema* Value { get; }

    /// <summary>The number of calls of the release callback.</summary>
    public static int Released { get; private set; }

    public NativeSchema WithDictionary(NativeSchema values)
    {
        Value->dictionary = values.Value;
        Adopt(values);
        return this;
    }

    public NativeSchema WithMetadata(params (string Key, string Value)[] pairs)
    {
        Value->metadata = Text(EncodeMetadata(pairs));
        return this;
    }

    /// <summary>Encodes metadata according to SCH-7.</summary>
    public static byte[] EncodeMetadata(params (string Key, string Value)[] pairs)
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream); // little-endian, like every supported platform
        writer.Write(pairs.Length);
        foreach (string text in pairs.SelectMany(pair => new[] { pair.Key, pair.Value }))
        {
            byte[] bytes = Encoding.UTF8.GetBytes(text);
            writer.Write(bytes.Length);
            writer.Write(bytes);
        }
        return stream.ToArray();
    }

    public void Dispose() => _memory.ForEach(static address => NativeMemory.Free((void*)address));

    private void Adopt(NativeSchema part)
    {
        _memory.AddRange(part._memory);
        part._memory.Clear();
    }

    private void* Take(int size)
    {
        void* memory = NativeMemory.AllocZeroed((nuint)size);
        _memory.Add((nint)memory);
        return memory;
    }

    private byte* Text(byte[] bytes)
    {
        byte* text = (byte*)Take(bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(text, bytes.Length));
        return text;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Release(CArrowSchema* schema)
    {
        Released++;
        schema->release = null;
    }
}
