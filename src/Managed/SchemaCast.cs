using ArrowBridge.Casts;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>What a cast from one schema to another would do: see <see cref="ArrowSchema.CanCast"/>. Immutable.</summary>
/// <param name="Outcome">The worst of all outcomes. Up to <see cref="CastOutcome.Checked"/> all becomes what was asked for; up to <see cref="CastOutcome.Left"/> the
/// cast is not refused.</param>
/// <param name="Fields">The schema as a whole first, then each column, followed by its parts and its dictionary; what is below a field that is impossible, or
/// left as it is, is not in it.</param>
/// <param name="Schema">What is arrived at; null where the cast is refused.</param>
public sealed record SchemaCast(CastOutcome Outcome, IReadOnlyList<FieldCast> Fields, ArrowSchema? Schema)
{
    internal static unsafe SchemaCast Make(ArrowSchema from, ArrowSchema to, CastMode mode)
    {
        using CheckedSchema native = new(from.Root);
        using CheckedSchema wanted = new(to.Root);
        List<CastPlan.FieldAnswer> verdicts = CastPlan.Make(native.Block, wanted.Block, (int)mode, out SchemaBlock* result);
        try
        {
            return new SchemaCast(
                CastPlan.Worst(verdicts).Outcome,
                [.. verdicts.Select(field => new FieldCast(field.Path, field.FieldResult.Outcome, field.FieldResult.Reason, field.Depth))],
                result == null ? null : ArrowSchema.Of(result));
        }
        finally
        {
            Native.ab_release((Block*)result);
        }
    }
}

/// <summary>What a cast would do to one field of the schema that is asked for. Immutable.</summary>
/// <param name="Path">Names from the schema on, such as <c>points.item.x</c>; empty for the schema as a whole.</param>
/// <param name="Outcome">What happens to the field itself; its parts have outcomes of their own.</param>
/// <param name="Reason">What is checked, or why it is impossible, in a few words; else empty.</param>
/// <param name="Depth">0 for the schema as a whole, 1 for a column.</param>
public sealed record FieldCast(string Path, CastOutcome Outcome, string Reason, int Depth);
