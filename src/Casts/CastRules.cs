using ArrowBridge.Abi;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>What a step means for the field: whether buffers stay, whether values may not fit.</summary>
internal static unsafe class CastRules
{
    /// <summary>The verdict on a field itself; its children, its dictionary and what is decoded have their own.</summary>
    public static Verdict Judge(CastStep step, Field* from, Field* to)
    {
        if (CastSteps.KeepsBuffers(step, from, to))
        {
            return new Verdict(SchemaEquality.HaveSameFormat(from, to) ? CastOutcome.Same : CastOutcome.Relabelled).And(Labels(from, to));
        }
        Verdict verdict = step switch
        {
            CastStep.None => Verdict.Impossible(WhyNot(from, to)),
            CastStep.Same => new Verdict(CastOutcome.Same),
            CastStep.Indices => Numbers(from, to),
            CastStep.Encode => Verdict.Checked("indices must not overflow"),
            CastStep.EncodeRuns => to->children->type == TypeId.Int64
                ? new Verdict(CastOutcome.Converted)
                : Verdict.Checked("run ends must not overflow"),
            CastStep.Decode => IsUnion(to->type)
                ? Verdict.Checked("there must be no null indices, which a union cannot carry")
                : new Verdict(CastOutcome.Converted),
            CastStep.FromNull => FromNull(to),
            CastStep.DecodeRuns => new Verdict(CastOutcome.Converted),
            CastStep.Runs => new Verdict(CastOutcome.Same),
            CastStep.Numbers => Numbers(from, to),
            CastStep.Decimals => Decimals(from, to),
            CastStep.Times => Times(from, to),
            CastStep.Bytes => Bytes(from, to),
            _ => Lists(from, to),
        };
        return verdict.IsPossible ? verdict.And(Labels(from, to)) : verdict;
    }

    /// <summary>Names, metadata and flags.</summary>
    private static Verdict Labels(Field* from, Field* to)
    {
        if (CastSteps.NullsAreNew(from, to))
        {
            return Verdict.Checked("there must be no nulls");
        }
        const long Labelled = ArrowFlag.Nullable | ArrowFlag.DictionaryOrdered | ArrowFlag.MapKeysSorted;
        bool same = from->Name.SequenceEqual(to->Name) && ((from->flags ^ to->flags) & Labelled) == 0 && MetadataEquality.Equal(from, to);
        return new Verdict(same ? CastOutcome.Same : CastOutcome.Relabelled);
    }

    private static Verdict FromNull(Field* to)
    {
        if (IsUnion(to->type) && to->n_children == 0)
        {
            return Verdict.Checked("a union without members has no rows");
        }
        return Layouts.Of(to->type).HasValidity && !to->IsNullable ? Verdict.Checked("there must be no nulls") : new Verdict(CastOutcome.Converted);
    }

    private static bool IsUnion(TypeId type) => type is TypeId.DenseUnion or TypeId.SparseUnion;

    private static Verdict Numbers(Field* from, Field* to)
    {
        if (from->type == to->type)
        {
            return new Verdict(CastOutcome.Same);
        }
        return NumberRanges.Holds(to->type, from->type) ? new Verdict(CastOutcome.Converted) : Verdict.Checked("numbers must fit");
    }

    private static Verdict Decimals(Field* from, Field* to)
    {
        bool fits = to->scale >= from->scale && to->precision - (long)to->scale >= from->precision - (long)from->scale;
        return fits ? new Verdict(CastOutcome.Converted) : Verdict.Checked("digits must fit");
    }

    private static Verdict Times(Field* from, Field* to)
    {
        TimeRatio ratio = TimeRatio.Of(from, to);
        return ratio.AlwaysFits(from, to) ? new Verdict(CastOutcome.Converted)
            : Verdict.Checked(ratio.Divides ? "must be whole in the new unit" : "must fit");
    }

    private static Verdict Bytes(Field* from, Field* to)
    {
        if (to->type == TypeId.FixedSizeBinary)
        {
            return Verdict.Checked($"all values must have {to->fixed_size} bytes");
        }
        if (CastSteps.IsText(to->type) && !CastSteps.IsText(from->type))
        {
            return Verdict.Checked("must be UTF-8");
        }
        BufferKind before = Layouts.Of(from->type).B1;
        BufferKind after = Layouts.Of(to->type).B1;
        bool shorter = before == BufferKind.Offsets64 || (before == BufferKind.Views && after == BufferKind.Offsets32);
        return shorter ? Verdict.Checked("sizes must fit 32 bits") : new Verdict(CastOutcome.Converted);
    }

    private static Verdict Lists(Field* from, Field* to)
    {
        if (to->type == TypeId.Map && from->type != TypeId.Map)
        {
            return Verdict.Checked("keys and entries must not be null");
        }
        ref readonly Layout before = ref Layouts.Of(from->type);
        ref readonly Layout after = ref Layouts.Of(to->type);
        if (to->type == TypeId.FixedSizeList)
        {
            return Verdict.Checked($"all lists must have {to->fixed_size} items");
        }
        bool wide = before.B1 is BufferKind.Offsets64 or BufferKind.Starts64;
        bool narrow = after.B1 is BufferKind.Offsets32 or BufferKind.Starts32;
        return wide && narrow ? Verdict.Checked("sizes must fit 32 bits") : new Verdict(CastOutcome.Converted);
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
