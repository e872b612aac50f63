using ArrowBridge.Abi;

namespace ArrowBridge;

/// <summary>Options for <see cref="RecordBatchReader.UnifyDictionaries"/>.</summary>
public sealed class UnifyOptions
{
    /// <summary>Gets the minimum width of indices in bits, 32 or 64: narrower ones become int32 or int64. 0: indices
    /// keep their types, and a batch whose indices do not fit is an error.</summary>
    public int IndexBits { get; init; }

    /// <summary>Gets a value indicating whether ordered dictionaries become unordered. Otherwise a batch that would
    /// change the order of the values is an error.</summary>
    public bool DropOrder { get; init; }

    internal unsafe CUnifyOptions ToNative() => new()
    {
        struct_size = sizeof(CUnifyOptions),
        index_bits = IndexBits,
        ordered = DropOrder ? 1 : 0,
    };
}
