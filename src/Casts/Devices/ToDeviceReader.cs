using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Casts.Devices;

/// <summary>
/// Yields the arrays of a reader with their buffers on a device. Nothing but a device stream may read from it.
/// </summary>
internal sealed unsafe class ToDeviceReader : AdapterReader
{
    private readonly Block* _copier;
    private readonly long _id;

    private ToDeviceReader(ReaderBlock* source, Block* copier, long id)
        : base(source)
    {
        _copier = copier;
        _id = id;
    }

    /// <summary>Makes a device stream of the arrays of a reader.</summary>
    public static void Export(ReaderBlock* source, int type, long id, CArrowDeviceArrayStream* output)
    {
        Block* copier = Copiers.FindFromHost(type);
        ReaderBlock* reader = null;
        CArrowArrayStream stream = default;
        try
        {
            if (copier != null)
            {
                reader = new ToDeviceReader(source, copier, id).AttachToSource(1);
                ReaderBlock.Refs(reader)[1] = copier;
                copier = null;
            }
            StreamExport.Export(reader == null ? source : reader, &stream);
            int code = StreamsNative.ab_to_device_stream(&stream, type, id, output);
            if (code != 0)
            {
                stream.release(&stream);
                Throw.OutOfMemory(0);
            }
        }
        finally
        {
            Native.ab_release((Block*)reader);
            Native.ab_release(copier);
        }
    }

    public override bool Next(CArrowArray* output)
    {
        Cursor.Next(Source, output);
        if (output->release == null)
        {
            return true;
        }
        ArrayBlock* shared = SharedArray.Adopt(output, Schema, SchemaBlock.Root(Schema), false);
        *output = default;
        try
        {
            CopyToDevice.Copy(new DeviceMemory(_copier, _id), shared, output);
            return true;
        }
        finally
        {
            Native.ab_release(&shared->head);
        }
    }
}
