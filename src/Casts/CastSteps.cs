using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>How one type becomes another, not counting children.</summary>
internal enum CastStep : byte
{
    None,

    /// <summary>The same type with the same parameters; children may differ.</summary>
    Same,
    FromNull,

    /// <summary>Both types are dictionary-encoded.</summary>
    Indices,

    /// <summary>Both types are run-end encoded.</summary>
    Runs,
    Encode,
    Decode,
    EncodeRuns,
    DecodeRuns,

    /// <summary>Integers and floating-point numbers.</summary>
    Numbers,

    /// <summary>A boolean and an integer.</summary>
    Booleans,

    /// <summary>Decimals, and integers of which one side is a decimal.</summary>
    Decimals,

    /// <summary>Counts of time units, and integers as such counts.</summary>
    Times,

    /// <summary>Binary values and strings.</summary>
    Bytes,

    /// <summary>Lists of all kinds, and maps.</summary>
    Lists,
}

/// <summary>
/// Finds the step. Both the plan and the cast use this class, so that the cast does what the plan says.
/// </summary>
internal static unsafe class CastSteps
{
    public static CastStep Of(Field* from, Field* to)
    {
        if (Asserts(to, ArrowFlag.DictionaryOrdered) && !Asserts(from, ArrowFlag.DictionaryOrdered) && to->IsDictionary)
        {
            return CastStep.None;
        }
        if (from->IsDictionary && to->IsDictionary)
        {
            return CastStep.Indices;
        }
        if (from->type == TypeId.Null)
        {
            return to->type == TypeId.Null ? CastStep.Same : CastStep.FromNull;
        }
        bool fromRuns = from->type == TypeId.RunEndEncoded;
        bool toRuns = to->type == TypeId.RunEndEncoded;
        if (fromRuns || toRuns)
        {
            return !toRuns ? CastStep.DecodeRuns : fromRuns ? CastStep.Runs : CastStep.EncodeRuns;
        }
        if (from->IsDictionary || to->IsDictionary)
        {
            return to->IsDictionary ? CastStep.Encode : CastStep.Decode;
        }
        return Plain(from, to);
    }

    /// <summary>Whether a step leaves every buffer of the field itself unchanged.</summary>
    public static bool KeepsBuffers(CastStep step, Field* from, Field* to) => step switch
    {
        CastStep.Same or CastStep.Runs => true,
        CastStep.Indices => from->type == to->type,
        CastStep.Decimals => from->type == to->type && from->scale == to->scale && from->precision <= to->precision,
        CastStep.Times => from->bit_width == to->bit_width && TimeRatio.Of(from, to).IsOne,
        CastStep.Bytes =>
            Layouts.Of(from->type).B1 == Layouts.Of(to->type).B1 && (IsText(from->type) || !IsText(to->type)),
        CastStep.Lists =>
            Layouts.Of(from->type).B1 == Layouts.Of(to->type).B1 &&
            (from->type == TypeId.Map || to->type != TypeId.Map),
        _ => false,
    };

    /// <summary>
    /// Whether all buffers of the field and of all fields below it stay the same, and no nulls have to be searched for.
    /// </summary>
    public static bool KeepsAllBuffers(Field* from, Field* to)
    {
        if (NullsAreNew(from, to) || !KeepsBuffers(Of(from, to), from, to))
        {
            return false;
        }
        for (int i = 0; i < to->n_children; i++)
        {
            if (!KeepsAllBuffers(from->children + i, to->children + i))
            {
                return false;
            }
        }
        return !to->IsDictionary || KeepsAllBuffers(from->dictionary, to->dictionary);
    }

    /// <summary>
    /// Whether nulls were allowed before and are not any more. A batch may always have null rows, and so may the values
    /// of a dictionary. Keys and entries of a map may never be null, whatever their flags.
    /// </summary>
    public static bool NullsAreNew(Field* from, Field* to) =>
        to->type != TypeId.Null && ValidationNulls.MustBeValid(to, out string rule) &&
        (rule == "SCH-14" ? from->IsNullable : !ValidationNulls.MustBeValid(from, out _));

    private static bool Asserts(Field* field, long flag) => (field->flags & flag) != 0;

    private static CastStep Plain(Field* from, Field* to)
    {
        if (IsList(from->type) && IsList(to->type))
        {
            return ListsOf(from, to);
        }
        if (SchemaEquality.HaveSameFormat(from, to))
        {
            return CastStep.Same;
        }
        if (IsNumber(from->type) && IsNumber(to->type))
        {
            return CastStep.Numbers;
        }
        bool isBoolean = from->type == TypeId.Boolean || to->type == TypeId.Boolean;
        if (isBoolean && (IsInteger(from->type) || IsInteger(to->type)))
        {
            return CastStep.Booleans;
        }
        if (IsDigits(from->type) && IsDigits(to->type))
        {
            return CastStep.Decimals;
        }
        if (IsBytes(from->type) && IsBytes(to->type))
        {
            bool areFixed = from->type == TypeId.FixedSizeBinary && to->type == TypeId.FixedSizeBinary;
            return areFixed ? CastStep.None : CastStep.Bytes;
        }
        return AreTimes(from, to) || IsCountOf(from, to) || IsCountOf(to, from) ? CastStep.Times : CastStep.None;
    }

    /// <summary>
    /// Only a list of structs with two fields can become a map. The target must not claim sorted keys unless the source
    /// did.
    /// </summary>
    private static CastStep ListsOf(Field* from, Field* to)
    {
        if (from->type == TypeId.FixedSizeList && to->type == TypeId.FixedSizeList &&
            from->fixed_size != to->fixed_size)
        {
            return CastStep.None;
        }
        if (to->type == TypeId.Map)
        {
            Field* entries = from->children;
            bool pairs = entries->type == TypeId.Struct && entries->n_children == 2;
            bool sorted = Asserts(to, ArrowFlag.MapKeysSorted) &&
                !(from->type == TypeId.Map && Asserts(from, ArrowFlag.MapKeysSorted));
            return pairs && !sorted ? CastStep.Lists : CastStep.None;
        }
        return CastStep.Lists;
    }

    private static bool AreTimes(Field* from, Field* to)
    {
        bool fromZone = HasZone(from);
        bool toZone = HasZone(to);
        return Family(from->type) is var family && family != 0 && family == Family(to->type) && fromZone == toZone;
    }

    /// <summary>Whether a signed integer has the width of a time, so that its values can be the counts.</summary>
    private static bool IsCountOf(Field* number, Field* time) =>
        number->type is TypeId.Int32 or TypeId.Int64 && number->bit_width == time->bit_width && Family(time->type) != 0;

    private static bool HasZone(Field* field) => field->type == TypeId.Timestamp && field->timezone[0] != 0;

    private static int Family(TypeId type) => type switch
    {
        TypeId.Date32 or TypeId.Date64 or TypeId.Timestamp => 1,
        TypeId.Time32 or TypeId.Time64 => 2,
        TypeId.Duration => 3,
        _ => 0,
    };

    public static bool IsList(TypeId type) => type is >= TypeId.List and <= TypeId.FixedSizeList or TypeId.Map;

    public static bool IsBytes(TypeId type) => type is >= TypeId.FixedSizeBinary and <= TypeId.Utf8View;

    public static bool IsText(TypeId type) => type is TypeId.Utf8 or TypeId.LargeUtf8 or TypeId.Utf8View;

    public static bool IsInteger(TypeId type) => type is >= TypeId.Int8 and <= TypeId.UInt64;

    public static bool IsFloat(TypeId type) => type is >= TypeId.Float16 and <= TypeId.Float64;

    public static bool IsDecimal(TypeId type) => type is >= TypeId.Decimal32 and <= TypeId.Decimal256;

    private static bool IsDigits(TypeId type) => IsDecimal(type) || IsInteger(type);

    private static bool IsNumber(TypeId type) => IsInteger(type) || IsFloat(type);
}
