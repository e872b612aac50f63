using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Managed;

public sealed class IpcMessageTests : LiveCounts
{
    private static byte[] Bytes()
    {
        MemoryStream bytes = new();
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(Rows.Schema, Rows.Batches(2));
        reader.WriteIpc(bytes);
        return bytes.ToArray();
    }

    private static List<RecordBatch> FeedAll(IpcDecoder decoder, ReadOnlySpan<byte> data)
    {
        List<RecordBatch> batches = [];
        while (!data.IsEmpty)
        {
            if (decoder.Feed(data, out int used) is { } batch)
            {
                batches.Add(batch);
            }
            data = data[used..];
        }
        return batches;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(int.MaxValue)]
    public void Decoder_GivesBatchesInPieces(int most)
    {
        byte[] bytes = Bytes();
        using IpcDecoder decoder = new(new IpcReadOptions { Validation = ValidationLevel.Full });
        Assert.Null(decoder.Schema);
        Assert.Equal(4, decoder.BytesWanted);
        List<RecordBatch> batches = [];
        for (int at = 0; at < bytes.Length; at += Math.Min(most, bytes.Length))
        {
            batches.AddRange(FeedAll(decoder, bytes.AsSpan(at, Math.Min(most, bytes.Length - at))));
        }
        decoder.Finish();
        Assert.Equal(Rows.Schema.ToString(), decoder.Schema!.ToString());
        Assert.Equal(0, decoder.BytesWanted);
        Assert.Equal(0, decoder.CountBytesAfterEnd());
        using RecordBatchReader reader = RecordBatchReader.FromEnumerable(decoder.Schema, batches);
        Assert.Equal(Enumerable.Range(0, 8).Select(i => (int?)i), Rows.Numbers(reader));
    }

    [Fact]
    public void Decoder_FailsInTheSameWayAgain()
    {
        using IpcDecoder decoder = new();
        string first = Assert.ThrowsAny<ArrowBridgeException>(() => FeedAll(decoder, "a,b,c\n"u8)).Message;
        Assert.Contains("IPC-1", first);
        Assert.Contains("IPC-1", Assert.ThrowsAny<ArrowBridgeException>(decoder.Finish).Message);
        using IpcDecoder cut = new();
        FeedAll(cut, Bytes().AsSpan(0, 100)).ForEach(batch => batch.Dispose());
        Assert.Contains("IPC-4", Assert.ThrowsAny<ArrowBridgeException>(cut.Finish).Message);
        Assert.Throws<ArgumentNullException>(() => new IpcDecoder((ArrowSchema)null!));
        Assert.Throws<ArgumentNullException>(() => new IpcEncoder(null!));
    }

    [Fact]
    public void Messages_AreTheStreamAndAreDecodedOneByOne()
    {
        using IpcEncoder encoder = new(Rows.Schema);
        using IpcDecoder decoder = new();
        using IpcDecoder withSchema = new(Rows.Schema);
        List<byte> all = [];
        List<IpcMessageKind> kinds = [];
        List<int?> numbers = [];
        void Send()
        {
            while (encoder.Next() is { } message)
            {
                all.AddRange(message.Data.Span);
                kinds.Add(message.Kind);
                bool isEnd = message.Kind == IpcMessageKind.End;
                ReadOnlySpan<byte> metadata = isEnd ? message.Data.Span : message.Metadata.Span;
                using RecordBatch? batch = decoder.FeedMessage(metadata, message.Body.Span);
                Assert.Equal(message.Kind == IpcMessageKind.RecordBatch, batch is not null);
                if (message.Kind == IpcMessageKind.RecordBatch)
                {
                    using RecordBatch? again = withSchema.FeedMessage(metadata, message.Body.Span);
                    numbers.Add((int)again!.Length);
                }
            }
        }
        foreach (RecordBatch batch in Rows.Batches(2))
        {
            using (batch)
            {
                encoder.Write(batch);
            }
            Send();
        }
        encoder.Finish();
        Send();
        Assert.Equal(
            [IpcMessageKind.Schema, IpcMessageKind.RecordBatch, IpcMessageKind.RecordBatch, IpcMessageKind.End], kinds);
        Assert.Equal(Bytes(), all);
        Assert.Equal([4, 4], numbers);
        using RecordBatch late = Rows.Batch(0, 1);
        Assert.Contains("finished", Assert.ThrowsAny<ArrowBridgeException>(() => encoder.Write(late)).Message);
    }

    [Fact]
    public void Metadata_IsThatOfTheBatchJustGiven()
    {
        using IpcEncoder encoder = new(Rows.Schema);
        using IpcDecoder decoder = new(Rows.Schema);
        using RecordBatch batch = Rows.Batch(0, 3);
        encoder.Next();
        encoder.Write(batch, new ArrowMetadata("key", "value"));
        Assert.Empty(decoder.GetBatchMetadata());
        using RecordBatch? decoded = decoder.Feed(encoder.Next()!.Data.Span, out int _);
        Assert.Equal(3, decoded!.Length);
        Assert.Equal([new KeyValuePair<string, string>("key", "value")], decoder.GetBatchMetadata());
    }

    [Fact]
    public void Encoder_RefusesTheFileFormat() => Assert.Contains("file format", Assert.ThrowsAny<ArrowBridgeException>(
        () => new IpcEncoder(Rows.Schema, new IpcWriteOptions { Format = IpcFormat.File })).Message);
}
