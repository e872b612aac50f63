using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams;

/// <summary>A reader over callbacks written in C.</summary>
internal sealed unsafe class CallbackReader : Reader
{
    private readonly CReaderCallbacks _callbacks;

    private CallbackReader(SchemaBlock* schema, CReaderCallbacks callbacks)
        : base(schema, true)
    {
        _callbacks = callbacks;
    }

    /// <summary>Makes a reader. Takes over the schema only on success.</summary>
    /// <param name="owner">Keeps the context of the callbacks; taken over, even on failure.</param>
    public static ReaderBlock* Create(CArrowSchema* schema, in CReaderCallbacks callbacks, Block* owner)
    {
        SchemaBlock* own = null;
        try
        {
            if (callbacks.next == null)
            {
                Throw.Argument("callbacks", "has no function 'next'");
            }
            own = SchemaImport.Import(schema);
            SharedArray.RequireStruct(SchemaBlock.Root(own));
            Reader reader = new CallbackReader(own, callbacks);
            own = null;
            ReaderBlock* block = reader.Attach(1);
            ReaderBlock.Refs(block)[0] = owner;
            return block;
        }
        catch
        {
            Native.ab_release((Block*)own);
            Native.ab_release(owner);
            throw;
        }
    }

    public override bool Next(CArrowArray* output)
    {
        CError error;
        error.message[0] = 0;
        int code = _callbacks.next(_callbacks.context, output, &error);
        if (code != 0)
        {
            *output = default; // not valid, whatever it holds (STR-9)
            Throw.Foreign(code, ForeignText(&error), "the reader's callback");
        }
        return false;
    }

    /// <summary>The message a callback wrote, or null. An unterminated message ends with the struct.</summary>
    public static byte[]? ForeignText(CError* error)
    {
        ReadOnlySpan<byte> text = new(error->message, CError.Size);
        int end = text.IndexOf((byte)0);
        return end == 0 ? null : text[..(end < 0 ? CError.Size : end)].ToArray();
    }
}
