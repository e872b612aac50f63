namespace ArrowBridge;

/// <summary>Represents a native object that is alive: see <see cref="ArrowMemory.LiveObjects"/>.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Function">The function of the C API that made it. It is empty if C# code made it.</param>
/// <param name="Tag">The tag that the thread had set when it was made. It is empty if there was none.</param>
/// <param name="Bytes">The size of its own memory, without what it refers to.</param>
/// <param name="Age">The time since it was made.</param>
/// <param name="References">The number of objects and exported structs that hold it.</param>
/// <param name="Address">The handle of a schema, array, reader or writer in C; otherwise only an identity.</param>
public sealed record LiveObject(
    LiveKind Kind, string Function, string Tag, long Bytes, TimeSpan Age, int References, nint Address);

/// <summary>What a native object is.</summary>
public enum LiveKind
{
    /// <summary>Memory of buffers, texts and tables that other objects share.</summary>
    Memory = 0,

    /// <summary>A schema.</summary>
    Schema = 1,

    /// <summary>An array or a record batch.</summary>
    Array = 2,

    /// <summary>A reader.</summary>
    Reader = 3,

    /// <summary>An IPC writer or encoder.</summary>
    Writer = 4,

    /// <summary>An exported schema.</summary>
    ExportedSchema = 5,

    /// <summary>An exported array.</summary>
    ExportedArray = 6,

    /// <summary>An exported stream.</summary>
    ExportedStream = 7,

    /// <summary>A mapped file.</summary>
    Mapping = 8,

    /// <summary>Memory or an object that is released by a callback.</summary>
    Callback = 9,

    /// <summary>An IPC decoder.</summary>
    Decoder = 10,

    /// <summary>Anything else that one of the above needs.</summary>
    Other = 11,
}
