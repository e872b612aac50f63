using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Casts;

/// <summary>A cast whose plan has been accepted.</summary>
internal readonly unsafe struct ResolvedCast
{
    private ResolvedCast(SchemaBlock* schema, bool isRelabelling)
    {
        Schema = schema;
        IsRelabelling = isRelabelling;
    }

    /// <summary>Schema of the result.</summary>
    public SchemaBlock* Schema { get; }

    /// <summary>Whether every buffer stays the same.</summary>
    public bool IsRelabelling { get; }

    /// <summary>Plans a cast. Throws if it is refused. The caller gets a reference to the result's schema.</summary>
    public static ResolvedCast Resolve(SchemaBlock* from, SchemaBlock* to, int mode)
    {
        List<CastPlan.FieldAnswer> fields = CastPlan.Require(from, to, mode, out SchemaBlock* result);
        return new ResolvedCast(result, fields.TrueForAll(
            static field =>
                field.FieldResult.Outcome is CastOutcome.Same or CastOutcome.Relabelled or CastOutcome.Left));
    }
}
