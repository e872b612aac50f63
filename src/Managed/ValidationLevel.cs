namespace ArrowBridge;

/// <summary>How closely an array is looked at.</summary>
public enum ValidationLevel
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Its structure: lengths, counts and buffers of each field. A cost per field, not per row.</summary>
    Minimal,

    /// <summary>Its offsets, type ids and run ends, too.</summary>
    Default,

    /// <summary>Every value, too: UTF-8, dictionary indices, views, null counts.</summary>
    Full,
}
