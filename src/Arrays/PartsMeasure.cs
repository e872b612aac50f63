using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// Checks the parts of a new array and counts the memory that it needs, in one walk over fields and parts. Takes over
/// nothing.
/// </summary>
internal unsafe struct PartsMeasure(CArrayPart* parts, long count)
{
    /// <summary>
    /// Size of the zeroed buffer that stands for a buffer without data: consumers want an address, and offsets have at
    /// least one entry.
    /// </summary>
    public const int Empty = sizeof(long);

    /// <summary>Index of the next part.</summary>
    public long Part;

    /// <summary>Number of structs.</summary>
    public long Structs;

    /// <summary>Number of entries in tables of buffers.</summary>
    public long Entries;

    /// <summary>Bytes of copied buffers, each rounded up to the alignment.</summary>
    public long Bytes;

    /// <summary>Number of owned buffers, which have a release callback.</summary>
    public long Owners;

    /// <summary>Number of finished arrays.</summary>
    public long Arrays;

    /// <summary>Measures a field and all fields below it.</summary>
    public void MeasureAll(Field* field)
    {
        if (MeasureOne(field))
        {
            return;
        }
        for (int i = 0; i < field->n_children; i++)
        {
            MeasureAll(field->children + i);
        }
        if (field->dictionary != null)
        {
            MeasureAll(field->dictionary);
        }
    }

    /// <summary>
    /// Measures a field without those below it. Returns true if its part is a finished array, which includes all fields
    /// below it.
    /// </summary>
    public bool MeasureOne(Field* field)
    {
        if (Part >= count)
        {
            Throw.Argument("n_parts", $"is {count}, which leaves no part for {Describe(field)}");
        }
        CArrayPart* part = parts + Part++;
        Structs++;
        if (part->array != null)
        {
            if (part->array->release == null)
            {
                Throw.Rule("MEM-5", Field.Path(field), "the array was released before");
            }
            Arrays++;
            return true;
        }
        CheckNumbers(field, part);
        ref readonly Layout layout = ref Layouts.Of(field->type);
        long buffers = layout.IsVariadic ? Math.Max(part->n_buffers, layout.Buffers) : layout.Buffers;
        for (int i = 0; i < buffers; i++)
        {
            Buffer(field, part, i);
        }
        if (layout.IsVariadic)
        {
            Entries++;
            Copy((buffers - layout.Buffers) * sizeof(long));
        }
        Entries += buffers;
        return false;
    }

    /// <summary>After the last field: checks that no part is left over.</summary>
    public readonly void CheckAllUsed()
    {
        if (Part != count)
        {
            Throw.Argument("n_parts", $"is {count}, but the schema's fields need {Part} parts");
        }
    }

    private static string Describe(Field* field) => Field.Path(field) is string path ? $"field '{path}'" : "the root";

    private static void CheckNumbers(Field* field, CArrayPart* part)
    {
        if (part->length < 0)
        {
            Throw.Rule("ARR-3", Field.Path(field), $"the length is {part->length}");
        }
        if (part->offset < 0 || part->offset > long.MaxValue - part->length)
        {
            Throw.Rule("ARR-5", Field.Path(field), $"the offset is {part->offset}, with a length of {part->length}");
        }
        ref readonly Layout layout = ref Layouts.Of(field->type);
        if (part->n_buffers < 0 || part->n_buffers > (layout.IsVariadic ? int.MaxValue - 1 : layout.Buffers))
        {
            Throw.Rule("ARR-7", Field.Path(field),
                $"n_buffers is {part->n_buffers}, the type has {layout.Buffers}" +
                (layout.IsVariadic ? " and variadic ones" : ""));
        }
        if (part->n_buffers > 0 && part->buffers == null)
        {
            Throw.Rule("ARR-8", Field.Path(field), $"buffers is NULL though n_buffers is {part->n_buffers}");
        }
    }

    private void Buffer(Field* field, CArrayPart* part, int index)
    {
        BufferKind kind = KindOf(field, index);
        CBuffer buffer = Given(part, index);
        if (buffer.size < 0 || (buffer.size > 0 && buffer.data == null))
        {
            Throw.Rule(buffer.size < 0 ? "ARR-9" : "ARR-11", Field.Path(field),
                $"buffer {index} ({BufferRules.Name(kind)}) has a size of {buffer.size}" +
                (buffer.size < 0 ? "" : ", but is NULL"));
        }
        bool absent = kind == BufferKind.Validity && buffer.data == null;
        long needed = absent ? 0 : Needed(field, part, kind);
        if (buffer.size < needed)
        {
            Throw.Rule("ARR-9", Field.Path(field),
                $"buffer {index} ({BufferRules.Name(kind)}) has {buffer.size} bytes, but its array needs {needed}");
        }
        if (buffer.release != null)
        {
            Owners++;
        }
        if (buffer.size == 0)
        {
            Copy(kind == BufferKind.Validity ? 0 : Empty);
        }
        else if (IsCopied(field, buffer, kind))
        {
            Copy(buffer.size);
        }
    }

    private void Copy(long size) => Bytes = Size.Add(Bytes, Size.Align(size, Allocator.Alignment));

    /// <summary>
    /// The kind of a buffer. The buffers after those that a type always has are the variadic ones of views.
    /// </summary>
    public static BufferKind KindOf(Field* field, int index)
    {
        ref readonly Layout layout = ref Layouts.Of(field->type);
        return index < layout.Buffers ? layout.Buffer(index) : BufferKind.Bytes;
    }

    /// <summary>A buffer of a part, empty if it was left out.</summary>
    public static CBuffer Given(CArrayPart* part, int index) =>
        index < part->n_buffers ? part->buffers[index] : default;

    public static bool IsCopied(Field* field, in CBuffer buffer, BufferKind kind) =>
        buffer.release == null || ((nint)buffer.data & (BufferRules.Alignment(field, kind) - 1)) != 0;

    /// <summary>The minimum size of a buffer in bytes.</summary>
    private static long Needed(Field* field, CArrayPart* part, BufferKind kind)
    {
        long end = part->offset + part->length;
        if (kind == BufferKind.Bytes)
        {
            return end == 0 || Layouts.Of(field->type).IsVariadic ? 0 : LastOffset(field, part, end);
        }
        if (kind is BufferKind.Offsets32 or BufferKind.Offsets64)
        {
            return end == 0 ? 0 : Product(field, Size.Add(end, 1), kind == BufferKind.Offsets32 ? 32 : 64);
        }
        return Product(field, end, kind switch
        {
            BufferKind.Validity => 1,
            BufferKind.Values => field->bit_width,
            BufferKind.Starts32 or BufferKind.Sizes32 => 32,
            BufferKind.Starts64 or BufferKind.Sizes64 => 64,
            BufferKind.Views => 128,
            _ => 8,
        });
    }

    private static long Product(Field* field, long values, long bits)
    {
        if (bits != 0 && values > (long.MaxValue - 7) / bits)
        {
            Throw.Rule("ARR-9", Field.Path(field), $"no buffer can hold {values} values");
        }
        return Size.Bits(values * bits);
    }

    /// <summary>
    /// The last offset. The buffer was already found to be long enough; it is the caller's and may be unaligned.
    /// </summary>
    private static long LastOffset(Field* field, CArrayPart* part, long end)
    {
        byte* offsets = (byte*)part->buffers[1].data;
        return Layouts.Of(field->type).B1 == BufferKind.Offsets32
            ? Unsafe.ReadUnaligned<int>(offsets + (end * sizeof(int)))
            : Unsafe.ReadUnaligned<long>(offsets + (end * sizeof(long)));
    }
}
