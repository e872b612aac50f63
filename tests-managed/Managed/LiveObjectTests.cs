using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

/// <summary>What is alive, while it is recorded. Other tests run at the same time, so only tagged objects
/// count.</summary>
public class LiveObjectTests : LiveCounts
{
    [Fact]
    public void Objects_AreListedUntilTheyAreDisposed()
    {
        Assert.False(ArrowMemory.TrackLiveObjects(true));
        try
        {
            ArrowMemory.TagLiveObjects("live objects – tagged");
            RecordBatch batch = Rows.Batch(0, 4);
            ArrowMemory.TagLiveObjects(null);
            LiveObject found = Assert.Single(Tagged(), item => item.Kind == LiveKind.Array);
            Assert.True(found.Bytes > 0 && found.Age >= TimeSpan.Zero && found.References == 1);
            batch.Dispose();
            Assert.DoesNotContain(Tagged(), item => item.Kind == LiveKind.Array);
        }
        finally
        {
            Assert.True(ArrowMemory.TrackLiveObjects(false));
        }
        Assert.Empty(ArrowMemory.LiveObjects());
    }

    private static IEnumerable<LiveObject> Tagged() =>
        ArrowMemory.LiveObjects().Where(item => item.Tag == "live objects – tagged");
}
