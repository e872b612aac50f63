using ArrowBridge.Casts;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge;

/// <summary>Describes what a cast from one schema to another would do: see <see cref="ArrowSchema.CanCast"/>.
/// Immutable.</summary>
/// <param name="Outcome">The worst outcome of all fields. Up to <see cref="CastOutcome.Checked"/>, every field is cast
/// to the requested type. Up to <see cref="CastOutcome.Left"/>, the cast is possible.</param>
/// <param name="Fields">The schema as a whole first, then each column, followed by its children and its dictionary.
/// Children of a field that is impossible to cast, or that is left unchanged, are not included.</param>
/// <param name="Schema">The schema of the result, or null if the cast is impossible.</param>
public sealed record SchemaCast(CastOutcome Outcome, IReadOnlyList<FieldCast> Fields, ArrowSchema? Schema)
{
    internal static unsafe SchemaCast Make(ArrowSchema from, ArrowSchema to, CastMode mode)
    {
        using CheckedSchema native = new(from.Root);
        using CheckedSchema wanted = new(to.Root);
        List<CastPlan.FieldAnswer> results = CastPlan.Make(
            native.Block, wanted.Block, (int)mode, out SchemaBlock* result);
        try
        {
            return new SchemaCast(
                CastPlan.Worst(results).Outcome,
                [.. results.Select(field => new FieldCast(
                    field.Path, field.FieldResult.Outcome, field.FieldResult.Reason, field.Depth))],
                result == null ? null : ArrowSchema.Of(result));
        }
        finally
        {
            Native.ab_release((Block*)result);
        }
    }
}

/// <summary>Describes what a cast would do to one field of the requested schema. Immutable.</summary>
/// <param name="Path">The names from the column to the field, for example <c>points.item.x</c>. It is empty for the
/// schema as a whole.</param>
/// <param name="Outcome">What happens to the field itself. Its children have their own outcomes.</param>
/// <param name="Reason">What is checked, or why the cast is impossible, in a few words; otherwise, empty.</param>
/// <param name="Depth">0 for the schema as a whole, 1 for a column.</param>
public sealed record FieldCast(string Path, CastOutcome Outcome, string Reason, int Depth);
