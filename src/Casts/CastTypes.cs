using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>What a cast goes from and to. The schemas are kept by whoever owns the cast.</summary>
internal readonly unsafe struct CastTypes
{
    private CastTypes(SchemaBlock* result, bool isRelabelling)
    {
        Result = result;
        IsRelabelling = isRelabelling;
    }

    public SchemaBlock* Result { get; }

    /// <summary>Whether every buffer stays.</summary>
    public bool IsRelabelling { get; }

    /// <summary>Settles a cast; throws where it is refused. A reference to the result's schema goes to the caller.</summary>
    public static CastTypes Settle(SchemaBlock* from, SchemaBlock* to, int mode)
    {
        List<CastPlan.FieldVerdict> fields = CastPlan.Require(from, to, mode, out SchemaBlock* result);
        return new CastTypes(result, fields.TrueForAll(
            static field => field.Verdict.Outcome is CastOutcome.Same or CastOutcome.Relabelled or CastOutcome.Left));
    }
}
