namespace ArrowBridge;

/// <summary>Specifies how thoroughly an array is validated. Each level includes the ones before it.</summary>
public enum ValidationLevel
{
    /// <summary>No validation.</summary>
    None,

    /// <summary>The structure: the lengths, counts and buffers of each field. The cost depends on the number of fields,
    /// not on the number of rows.</summary>
    Minimal,

    /// <summary>The structure, and offsets, type ids and run ends.</summary>
    Default,

    /// <summary>All of the above, and every value: UTF-8, dictionary indices, views and null counts.</summary>
    Full,
}
