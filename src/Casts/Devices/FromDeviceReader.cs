using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Devices;

/// <summary>Yields the arrays of a device stream in main memory.</summary>
internal sealed unsafe class FromDeviceReader : Reader
{
    private readonly Block* _copier;

    private FromDeviceReader(SchemaBlock* schema, bool isBatches, Block* copier)
        : base(schema, isBatches)
    {
        _copier = copier;
    }

    /// <summary>Moves the stream in and reads its schema. On failure the caller still owns it, unless it is marked
    /// released.</summary>
    public static ReaderBlock* Import(CArrowDeviceArrayStream* stream, bool isBatches)
    {
        Handles.Require(stream, "stream");
        if (stream->release == null)
        {
            Throw.Rule("DST-6", null, "the stream was released before");
        }
        if (stream->get_schema == null || stream->get_next == null)
        {
            Throw.Rule("DST-4", null, "a callback of the stream is NULL");
        }
        Block* copier = Copiers.FindToHost(stream->device_type);
        CArrowArrayStream source = default;
        try
        {
            int code = StreamsNative.ab_from_device_stream(stream, &source);
            if (code != 0)
            {
                Throw.OutOfMemory(0);
            }
            SchemaBlock* schema = ForeignReader.ReadSchema(&source, isBatches);
            FromDeviceReader reader = new(schema, isBatches, copier) { CopiesMisaligned = true };
            ReaderBlock* block = reader.Attach(1);
            block->source = source;
            ReaderBlock.Refs(block)[0] = copier;
            return block;
        }
        catch
        {
            if (source.release != null)
            {
                source.release(&source);
            }
            Native.ab_release(copier);
            throw;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        CArrowDeviceArray array;
        int code = StreamsNative.ab_from_device_next(&Block->source, &array);
        if (code != 0)
        {
            Throw.Foreign(code, ForeignReader.LastError(&Block->source), "get_next of the device stream");
        }
        if (array.array.release == null)
        {
            return true;
        }
        try
        {
            return DeviceArrays.ToHost(_copier, SchemaBlock.Root(Schema), &array, output) && !IsBatches;
        }
        finally
        {
            Handles.Release(&array.array);
        }
    }
}
