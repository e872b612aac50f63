namespace ArrowBridge;

/// <summary>What a cast does to a field, from nothing to the worst.</summary>
/// <remarks>The numbers are those of casts.h.</remarks>
public enum CastOutcome
{
    /// <summary>Nothing.</summary>
    Same = 0,

    /// <summary>The memory stays; name, metadata, nullability or the type's name change.</summary>
    Relabelled,

    /// <summary>Another representation, which exists for every value.</summary>
    Converted,

    /// <summary>Another representation, or no more nulls, if the values permit; if they do not, the cast fails when they come.</summary>
    Checked,

    /// <summary>Impossible, so that the field stays as it is.</summary>
    Left,

    /// <summary>Impossible, so that the cast is refused.</summary>
    Impossible,
}

/// <summary>What happens to fields that cannot become what is asked for.</summary>
/// <remarks>The numbers are those of casts.h.</remarks>
public enum CastMode
{
    /// <summary>The cast is refused.</summary>
    Strict = 0,

    /// <summary>They stay as they are, with type, name, metadata and nullability.</summary>
    BestEffort,
}
