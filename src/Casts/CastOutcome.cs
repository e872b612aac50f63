namespace ArrowBridge;

/// <summary>What a cast does to a field, in ascending order of severity.</summary>
/// <remarks>The numbers are those of casts.h.</remarks>
public enum CastOutcome
{
    /// <summary>The field does not change.</summary>
    Same = 0,

    /// <summary>Buffers stay the same. The name, metadata, nullability or name of the type changes.</summary>
    Relabelled,

    /// <summary>The representation changes. Every value can be converted.</summary>
    Converted,

    /// <summary>
    /// The representation changes, or nulls are no longer allowed. The cast fails at the first value or null that does
    /// not fit.
    /// </summary>
    Checked,

    /// <summary>The cast is impossible, and the field stays as it is.</summary>
    Left,

    /// <summary>The cast is impossible and is refused.</summary>
    Impossible,
}

/// <summary>What happens to fields that cannot be cast to the requested type.</summary>
/// <remarks>The numbers are those of casts.h.</remarks>
public enum CastMode
{
    /// <summary>The cast is refused.</summary>
    Strict = 0,

    /// <summary>These fields stay as they are, with type, name, metadata and nullability.</summary>
    BestEffort,
}
