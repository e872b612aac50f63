namespace ArrowBridge.Casts.Statistics;

/// <summary>What is known of one column. Only rows that valid rows of the column's ancestors refer to count.</summary>
internal unsafe struct ColumnStatistics
{
    /// <summary>Bytes of the widest number: a decimal of 256 bits.</summary>
    public const int WidestNumber = 32;

    public long rows;
    public long nulls;

    /// <summary>Whether there is a least and a greatest value.</summary>
    public bool has_order;

    /// <summary>Whether there are values without an order, NaN, which are left out.</summary>
    public bool is_partial;

    /// <summary>Of strings and binary values.</summary>
    public long max_width;
    public Int128 total_width;

    // Numbers are in these bytes; strings and binary values in blocks, and these are their sizes.
    public fixed byte min[WidestNumber];
    public fixed byte max[WidestNumber];
    public long min_size;
    public long max_size;

    public void AddWidth(long width)
    {
        max_width = Math.Max(max_width, width);
        total_width += width;
    }
}
