using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

/// <summary>
/// A slot of an array from which a comparison continues. <see cref="at"/> includes the array's offset.
/// </summary>
/// <param name="work">Remaining cost that the comparison may have (<see cref="EqualityWork"/>), or NULL for no
/// limit.</param>
internal readonly unsafe struct Position(Field* field, CArrowArray* array, long at, long* work = null)
{
    public readonly Field* field = field;
    public readonly CArrowArray* array = array;
    public readonly long at = at;

    /// <summary>
    /// The bitmap if there may be nulls, otherwise NULL. A null count of 0 is trusted, as readers do.
    /// </summary>
    public byte* Validity =>
        array->null_count == 0 || !Layouts.Of(this.field->type).HasValidity ? null : (byte*)array->buffers[0];

    /// <summary>Whether the slot is valid by its own bitmap.</summary>
    public bool IsValid
    {
        get
        {
            byte* validity = Validity;
            return validity == null || Bits.Get(validity, at);
        }
    }

    public T* Values<T>(int buffer = 1)
        where T : unmanaged => (T*)array->buffers[buffer] + at;

    public Position Skip(long slots) => new(this.field, array, at + slots, work);

    /// <param name="row">Counts from the child's offset.</param>
    public Position Child(int index, long row) =>
        new(this.field->children + index, array->children[index], array->children[index]->offset + row, work);

    public Position Entry(long index) =>
        new(this.field->dictionary, array->dictionary, array->dictionary->offset + index, work);

    public void Spend(long slots)
    {
        if (work != null && (*work -= slots) < 0)
        {
            EqualityWork.TooMuch(this.field);
        }
    }

    /// <summary>Validity of up to 64 slots: bit 1 for a valid one.</summary>
    public ulong ValidBits(long skip, int count)
    {
        byte* validity = Validity;
        return validity != null ? Bits.Read(validity, at + skip, count)
            : count == 64 ? ulong.MaxValue
            : (1UL << count) - 1;
    }

    /// <summary>
    /// Whether a reader sees the slot as null: by its bitmap, or because the dictionary entry or run value is null.
    /// </summary>
    public bool IsNull()
    {
        if (!IsValid)
        {
            return true;
        }
        if (this.field->IsDictionary)
        {
            return Entry(EqualityDictionaries.Index(this, 0)).IsNull();
        }
        return this.field->type switch
        {
            TypeId.Null => true,
            TypeId.RunEndEncoded => Child(1, EqualityRuns.RunOf(this)).IsNull(),
            _ => false,
        };
    }
}
