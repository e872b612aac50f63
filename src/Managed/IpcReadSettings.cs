using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Ipc;

namespace ArrowBridge;

/// <summary>How IPC is read.</summary>
public sealed class IpcReadSettings
{
    /// <summary>How closely each batch is looked at before it is handed out; the structure always is.</summary>
    public ValidationLevel Validation { get; init; } = ValidationLevel.Minimal;

    /// <summary>Whether a file is read into memory instead of being mapped, as it should be where others may write to it meanwhile.</summary>
    public bool NoMap { get; init; }

    /// <summary>Bytes that may be allocated for one batch or dictionary; 0 for no limit.</summary>
    public long MaxBytes { get; init; }

    internal IpcOptions Options
    {
        get
        {
            if (Validation is < ValidationLevel.None or > ValidationLevel.Full)
            {
                Throw.Argument("settings", $"has a level of validation that is not known: {(int)Validation}");
            }
            if (MaxBytes < 0)
            {
                Throw.Argument("settings", $"has {nameof(MaxBytes)} of {MaxBytes}");
            }
            return new IpcOptions
            {
                Level = Math.Max((int)Validation, Arrays.Validation.Minimal),
                NoMap = NoMap,
                MaxBytes = MaxBytes == 0 ? long.MaxValue : MaxBytes,
            };
        }
    }
}
