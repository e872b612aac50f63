using ArrowBridge.Casts.Statistics;

namespace ArrowBridge;

public partial class ArrowArray
{
    /// <summary>Returns what is known of the rows, in the statistics schema of the Arrow project: a row for the whole,
    /// whose column is null, with the number of rows, and one for each column, children included, depth first, with a
    /// map from names such as <c>ARROW:null_count:exact</c> and <c>ARROW:min_value:exact</c> to values.</summary>
    /// <returns>The statistics. The caller disposes them.</returns>
    /// <exception cref="ArrowBridgeException">The contents are invalid: <see cref="ArrowBridgeException.Field"/> names
    /// the field.</exception>
    /// <exception cref="ObjectDisposedException">The array was disposed.</exception>
    public unsafe RecordBatch GetStatistics()
    {
        using Call call = Enter();
        return new RecordBatch(StatisticsReader.OfArray(Of(call)));
    }
}
