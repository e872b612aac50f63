using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>The result of a step for a field: whether buffers stay the same, whether values may not fit.</summary>
internal static unsafe class CastRules
{
    /// <summary>
    /// The result for a field itself. Its children, its dictionary and decoded values have their own results.
    /// </summary>
    public static FieldResult Resolve(CastStep step, Field* from, Field* to)
    {
        if (CastSteps.KeepsBuffers(step, from, to))
        {
            bool same = SchemaEquality.HaveSameFormat(from, to);
            return new FieldResult(same ? CastOutcome.Same : CastOutcome.Relabelled).And(Labels(from, to));
        }
        FieldResult result = step switch
        {
            CastStep.None => FieldResult.Impossible(WhyNot(from, to)),
            CastStep.Same => new FieldResult(CastOutcome.Same),
            CastStep.Indices => Numbers(from, to),
            CastStep.Encode => FieldResult.Checked("indices must not overflow"),
            CastStep.EncodeRuns => to->children->type == TypeId.Int64
                ? new FieldResult(CastOutcome.Converted)
                : FieldResult.Checked("run ends must not overflow"),
            CastStep.Decode => IsUnion(to->type)
                ? FieldResult.Checked("there must be no null indices, which a union cannot represent")
                : new FieldResult(CastOutcome.Converted),
            CastStep.FromNull => FromNull(to),
            CastStep.DecodeRuns => new FieldResult(CastOutcome.Converted),
            CastStep.Runs => new FieldResult(CastOutcome.Same),
            CastStep.Numbers => Numbers(from, to),
            CastStep.Booleans => to->type == TypeId.Boolean
                ? FieldResult.Checked("numbers must be 0 or 1")
                : new FieldResult(CastOutcome.Converted),
            CastStep.Decimals => Decimals(from, to),
            CastStep.Times => Times(from, to),
            CastStep.Bytes => Bytes(from, to),
            _ => Lists(from, to),
        };
        return result.IsPossible ? result.And(Labels(from, to)) : result;
    }

    /// <summary>The result of changes to the name, metadata and flags.</summary>
    private static FieldResult Labels(Field* from, Field* to)
    {
        if (CastSteps.NullsAreNew(from, to))
        {
            return FieldResult.Checked("there must be no nulls");
        }
        const long Labelled = ArrowFlag.Nullable | ArrowFlag.DictionaryOrdered | ArrowFlag.MapKeysSorted;
        bool same = from->Name.SequenceEqual(to->Name) && ((from->flags ^ to->flags) & Labelled) == 0 &&
            MetadataEquality.Equal(from, to);
        return new FieldResult(same ? CastOutcome.Same : CastOutcome.Relabelled);
    }

    private static FieldResult FromNull(Field* to)
    {
        if (IsUnion(to->type) && to->n_children == 0)
        {
            return FieldResult.Checked("a union without members has no rows");
        }
        return to->type != TypeId.Null && !to->IsNullable
            ? FieldResult.Checked("there must be no nulls")
            : new FieldResult(CastOutcome.Converted);
    }

    private static bool IsUnion(TypeId type) => type is TypeId.DenseUnion or TypeId.SparseUnion;

    private static FieldResult Numbers(Field* from, Field* to)
    {
        if (from->type == to->type)
        {
            return new FieldResult(CastOutcome.Same);
        }
        return NumberRanges.Holds(to->type, from->type)
            ? new FieldResult(CastOutcome.Converted)
            : FieldResult.Checked("numbers must fit");
    }

    private static FieldResult Decimals(Field* from, Field* to)
    {
        if (CastSteps.IsInteger(to->type))
        {
            return FieldResult.Checked("must be whole numbers that fit");
        }
        int digits = CastSteps.IsInteger(from->type) ? NumberRanges.DecimalDigits(from->type) : from->precision;
        bool fits = to->scale >= from->scale && to->precision - (long)to->scale >= digits - (long)from->scale;
        return fits ? new FieldResult(CastOutcome.Converted) : FieldResult.Checked("digits must fit");
    }

    private static FieldResult Times(Field* from, Field* to)
    {
        TimeRatio ratio = TimeRatio.Of(from, to);
        return ratio.AlwaysFits(from, to) ? new FieldResult(CastOutcome.Converted)
            : FieldResult.Checked(ratio.UnitsOfDay > 0 ? "must be times of day"
                : ratio.Multiple > 1 ? "must be whole days"
                : ratio.Divides ? "must be whole in the new unit" : "must fit");
    }

    private static FieldResult Bytes(Field* from, Field* to)
    {
        if (to->type == TypeId.FixedSizeBinary)
        {
            return FieldResult.Checked($"all values must have {to->fixed_size} bytes");
        }
        if (CastSteps.IsText(to->type) && !CastSteps.IsText(from->type))
        {
            return FieldResult.Checked("must be UTF-8");
        }
        BufferKind before = Layouts.Of(from->type).B1;
        BufferKind after = Layouts.Of(to->type).B1;
        bool shorter = before == BufferKind.Offsets64 || (before == BufferKind.Views && after == BufferKind.Offsets32);
        return shorter ? FieldResult.Checked("sizes must fit 32 bits") : new FieldResult(CastOutcome.Converted);
    }

    private static FieldResult Lists(Field* from, Field* to)
    {
        if (to->type == TypeId.Map && from->type != TypeId.Map)
        {
            return FieldResult.Checked("keys and entries must not be null");
        }
        ref readonly Layout before = ref Layouts.Of(from->type);
        ref readonly Layout after = ref Layouts.Of(to->type);
        if (to->type == TypeId.FixedSizeList)
        {
            return FieldResult.Checked($"all lists must have {to->fixed_size} items");
        }
        bool wide = before.B1 is BufferKind.Offsets64 or BufferKind.Starts64;
        bool narrow = after.B1 is BufferKind.Offsets32 or BufferKind.Starts32;
        return wide && narrow ? FieldResult.Checked("sizes must fit 32 bits") : new FieldResult(CastOutcome.Converted);
    }

    private static string WhyNot(Field* from, Field* to)
    {
        if (to->IsDictionary && from->IsDictionary)
        {
            return "the dictionary is not known to be ordered";
        }
        return $"{Name(from)} cannot become {Name(to)}";
    }

    private static string Name(Field* field)
    {
        DisplayText text = new(60);
        TypeName.AppendWhole(text, field);
        return text.ToString();
    }
}
