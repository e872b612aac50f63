using ArrowBridge.Abi;
using ArrowBridge.Memory;
using ArrowBridge.Streams;

namespace ArrowBridge;

/// <summary>Specifies what a checked reader checks. Each level includes the ones before it.</summary>
public enum CheckLevel
{
    /// <summary>Calls and releases only, not schemas and batches.</summary>
    Calls = -1,

    /// <summary>Also the structure of schemas and batches: see <see cref="ValidationLevel.Minimal"/>.</summary>
    Minimal = 1,

    /// <summary>Also offsets, type ids and run ends: see <see cref="ValidationLevel.Default"/>.</summary>
    Default = 2,

    /// <summary>Also every value, releases of children, and that data does not change while the consumer has
    /// it.</summary>
    Full = 3,
}

/// <summary>Options for <see cref="RecordBatchReader.Check"/>.</summary>
public sealed class CheckOptions
{
    /// <summary>Gets the level of the checks.</summary>
    public CheckLevel Level { get; init; } = CheckLevel.Default;

    /// <summary>Gets the severity from which a finding makes the call and all later calls fail with
    /// <see cref="ErrorCode.Invalid"/>; null: never.</summary>
    public Severity? FailOn { get; init; }

    /// <summary>Gets the function that receives the findings, or null: findings are lines on standard error. It is
    /// called once for each rule and field of a stream, on the thread of the call that shows the finding, which may be
    /// a release on any thread, and on several threads at once. It must not use the reader. Its exceptions are
    /// ignored.</summary>
    public Action<Finding>? OnFinding { get; init; }

    /// <summary>Makes the options for C.</summary>
    /// <param name="source">The reader that is checked.</param>
    /// <param name="owner">Keeps <see cref="OnFinding"/>, for a callee that takes it over; may be NULL.</param>
    internal unsafe CCheckOptions ToNative(ReaderBlock* source, out Block* owner)
    {
        CCheckOptions native = new()
        {
            struct_size = sizeof(CCheckOptions),
            level = (int)Level,
            fail_on = (int)(FailOn ?? 0),
        };
        owner = null;
        if (OnFinding is not null)
        {
            ReaderBlock* target = FindingTarget.Create(source, OnFinding);
            owner = &target->head;
            native.on_finding = &FindingTarget.Report;
            native.context = target->handle;
        }
        return native;
    }
}
