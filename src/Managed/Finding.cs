using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>The severity of a finding.</summary>
public enum Severity
{
    /// <summary>A recommendation is not followed, or the specification leaves something open that makes consumers
    /// fail.</summary>
    Warning = 1,

    /// <summary>A rule is broken.</summary>
    Error = 2,
}

/// <summary>The side that caused a finding.</summary>
public enum Side
{
    /// <summary>Producer or consumer: which of them is unknown.</summary>
    Either,

    /// <summary>The producer.</summary>
    Producer,

    /// <summary>The consumer.</summary>
    Consumer,
}

/// <summary>A broken rule and where it was broken. Immutable.</summary>
/// <param name="Rule">The id of the rule, such as <c>COL-5</c>; docs/rules.md lists them.</param>
/// <param name="Severity">How severe it is.</param>
/// <param name="Side">The side that broke the rule.</param>
/// <param name="Operation">The call that shows it, such as <c>get_next</c> or <c>release of a batch</c>.</param>
/// <param name="Field">The names from the root, such as <c>points.item.x</c>; for releases positions, such as
/// <c>[1].[0]</c>. Empty if the finding does not concern one field.</param>
/// <param name="Batch">The index of the batch, from 0; -1 if the finding does not concern one batch.</param>
/// <param name="Row">The row of the field's array, from 0; -1 if the finding does not concern one row.</param>
/// <param name="Message">What is wrong.</param>
public sealed record Finding(
    string Rule, Severity Severity, Side Side, string Operation, string Field, long Batch, long Row, string Message);

/// <summary>
/// The function that receives the findings of a checked stream. The stream owns it as a block, and its last release may
/// happen anywhere. So it is a reader that yields nothing: the release queue frees its managed half.
/// </summary>
internal sealed unsafe class FindingTarget : Reader
{
    private readonly Action<Finding> _onFinding;

    private FindingTarget(SchemaBlock* schema, Action<Finding> onFinding)
        : base(schema, true)
    {
        _onFinding = onFinding;
    }

    public static ReaderBlock* Create(ReaderBlock* source, Action<Finding> onFinding)
    {
        ReleaseThread.Start();
        Native.ab_retain(source->schema);
        return new FindingTarget((SchemaBlock*)source->schema, onFinding).Attach(0);
    }

    public override bool Next(CArrowArray* output) => true;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    public static void Report(void* context, CFinding* finding)
    {
        try
        {
            FindingTarget target = (FindingTarget)GCHandle.FromIntPtr((nint)context).Target!;
            target._onFinding(new Finding(
                Text(finding->rule), (Severity)finding->severity, (Side)finding->side, Text(finding->operation),
                Text(finding->field), finding->batch, finding->row, Text(finding->message)));
        }
        catch (Exception)
        {
            // An exception must not leave the callbacks of C, nor disturb the stream.
        }
    }

    private static string Text(byte* text) => Utf8Text.Display(Utf8Text.Span(text));
}
