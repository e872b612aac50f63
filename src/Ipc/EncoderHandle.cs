using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Functions of encoder handles. An encoder is a writer to memory, which hands its messages out.</summary>
internal static unsafe class EncoderHandle
{
    /// <summary>Makes an encoder, whose first message is the schema.</summary>
    /// <param name="schema">Borrowed.</param>
    public static OwnedBlocks* New(SchemaBlock* schema, CIpcWriteOptions* options)
    {
        CIpcWriteOptions known = CallerOptions.Read(options);
        if (known.format == WriteOptions.FileFormat)
        {
            Throw.Argument("options", "asks for the file format, which is not a sequence of messages");
        }
        return WriterHandle.Open(schema, new Target(null, null, -1), options);
    }

    /// <summary>Gives a decoder its schema, as a writer would write it.</summary>
    public static void GiveSchema(SchemaBlock* schema, MessageAssembler* messages)
    {
        OwnedBlocks* encoder = New(schema, null);
        try
        {
            CIpcMessage message = WriterHandle.NextMessage(encoder);
            messages->Give(message.metadata, message.metadata_size, null, 0, null);
        }
        finally
        {
            Native.ab_release(&encoder->head);
        }
    }
}
