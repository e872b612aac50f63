using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>A cast that will be done as it was settled.</summary>
internal readonly unsafe struct ResolvedCast
{
    private ResolvedCast(SchemaBlock* schema, bool isRelabelling)
    {
        Schema = schema;
        IsRelabelling = isRelabelling;
    }

    /// <summary>Of the result.</summary>
    public SchemaBlock* Schema { get; }

    /// <summary>Whether every buffer stays.</summary>
    public bool IsRelabelling { get; }

    /// <summary>Settles a cast; throws where it is refused. A reference to the result's schema goes to the caller.</summary>
    public static ResolvedCast Resolve(SchemaBlock* from, SchemaBlock* to, int mode)
    {
        List<CastPlan.FieldAnswer> fields = CastPlan.Require(from, to, mode, out SchemaBlock* result);
        return new ResolvedCast(result, fields.TrueForAll(
            static field => field.FieldResult.Outcome is CastOutcome.Same or CastOutcome.Relabelled or CastOutcome.Left));
    }
}
