using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>
/// Functions of decoder handles. A handle points to the blocks that the decoder owns: its state and, once the schema
/// has arrived, an <see cref="IpcReader"/> that decodes the messages. After an error every call fails with the same
/// error.
/// </summary>
internal static unsafe class DecoderHandle
{
    private const int StateSlot = 0;
    private const int MetadataSlot = 1;
    private const int BodySlot = 2;
    private const int OptionsSlot = 3;
    private const int ReaderSlot = 4;
    private const int TextSlot = 5;
    private const int Slots = 6;

    private const string Operation = "ArrowBridgeIpcDecoderFeed";

    private struct State
    {
        public CallState call;
        public MessageAssembler messages;
        public ReadOptions options;
        public long batches;
        public long after_end;
    }

    /// <summary>Makes a decoder.</summary>
    /// <param name="schema">The schema of the batches; NULL if it is the first message. Borrowed.</param>
    public static OwnedBlocks* New(SchemaBlock* schema, in ReadOptions options)
    {
        OwnedBlocks* handle = (OwnedBlocks*)Allocator.NewZeroed(
            BlockKind.Decoder, sizeof(OwnedBlocks) + ((long)Slots * sizeof(Block*)));
        handle->count = Slots;
        try
        {
            OwnedBlocks.Set(handle, StateSlot, Allocator.NewZeroed(BlockKind.Memory, sizeof(Block) + sizeof(State)));
            State* state = StateOf(handle);
            state->options = options.Keep(handle, OptionsSlot);
            state->messages = new MessageAssembler(handle, MetadataSlot, BodySlot, options.MaxBytes);
            if (schema != null)
            {
                EncoderHandle.GiveSchema(schema, &state->messages);
                Open(handle, state);
            }
            return handle;
        }
        catch
        {
            Native.ab_release(&handle->head);
            throw;
        }
    }

    private static State* StateOf(OwnedBlocks* handle) => (State*)(OwnedBlocks.Get(handle, StateSlot) + 1);

    private static ReaderBlock* ReaderOf(OwnedBlocks* handle) =>
        (ReaderBlock*)OwnedBlocks.Get(handle, ReaderSlot);

    /// <summary>Opens the reader; the complete message is the schema.</summary>
    private static void Open(OwnedBlocks* handle, State* state)
    {
        OwnedBlocks* owned = OwnedBlocks.New(IpcReader.Slots);
        try
        {
            ReaderBlock* reader = IpcReader.Open(new PushSource(&state->messages), owned, state->options);
            OwnedBlocks.Set(handle, ReaderSlot, &reader->head);
        }
        catch
        {
            Native.ab_release(&owned->head);
            throw;
        }
    }

    private static OwnedBlocks* Checked(OwnedBlocks* handle)
    {
        if (handle == null)
        {
            Throw.NullArgument("decoder");
        }
        if (handle->head.kind != BlockKind.Decoder)
        {
            Throw.Argument("decoder", "is not a decoder handle");
        }
        return handle;
    }

    private static State* Enter(OwnedBlocks* handle, bool refusesFinished)
    {
        State* state = StateOf(Checked(handle));
        state->call.Enter("decoder", Operation, handle, TextSlot, refusesFinished);
        return state;
    }

    /// <summary>Stores the error for every later call.</summary>
    private static void Fail(OwnedBlocks* handle, State* state, CArrowArray* output, Exception exception)
    {
        Handles.Release(output);
        *output = default;
        if (ReaderOf(handle) != null && exception is ArrowBridgeException { IsForeign: false } own)
        {
            own.Batch = state->batches;
        }
        state->call.Fail(exception, Operation, handle, TextSlot);
    }

    /// <summary>Takes bytes up to the end of the next record batch or of the stream.</summary>
    /// <returns>The number of bytes that were taken.</returns>
    public static long Feed(OwnedBlocks* handle, byte* data, long size, CArrowArray* output)
    {
        State* state = Enter(handle, true);
        long left = size;
        try
        {
            ForgetBatch(handle);
            while (output->release == null && state->messages.Receive(ref data, ref left))
            {
                Decode(handle, state, output);
            }
            if (state->messages.HasEnded && left == size)
            {
                state->after_end += size;
                left = 0;
            }
            return size - left;
        }
        catch (Exception exception)
        {
            Fail(handle, state, output, exception);
            throw;
        }
        finally
        {
            state->call.Leave();
        }
    }

    /// <summary>Takes one message, whose body stays in the memory of the caller.</summary>
    /// <param name="owner">Owner of the memory; this reference is taken over, on failure too.</param>
    public static void FeedMessage(
        OwnedBlocks* handle, byte* metadata, long metadataSize, byte* body, long bodySize, Block* owner,
        CArrowArray* output)
    {
        State* state;
        try
        {
            state = Enter(handle, true);
        }
        catch
        {
            Native.ab_release(owner);
            throw;
        }
        try
        {
            ForgetBatch(handle);
            state->messages.Give(metadata, metadataSize, body, bodySize, owner);
            if (!state->messages.HasEnded)
            {
                Decode(handle, state, output);
            }
        }
        catch (Exception exception)
        {
            Fail(handle, state, output, exception);
            throw;
        }
        finally
        {
            state->messages.DropBody();
            state->call.Leave();
        }
    }

    /// <summary>The metadata of the last batch is in memory that the next message uses.</summary>
    private static void ForgetBatch(OwnedBlocks* handle)
    {
        ReaderBlock* reader = ReaderOf(handle);
        if (reader != null)
        {
            IpcReader.Of(reader, false).ForgetBatch();
        }
    }

    private static void Decode(OwnedBlocks* handle, State* state, CArrowArray* output)
    {
        ReaderBlock* reader = ReaderOf(handle);
        if (reader == null)
        {
            Open(handle, state);
        }
        else
        {
            Reader.Of(reader).Next(output);
            state->batches += output->release != null ? 1 : 0;
        }
        state->messages.DropBody();
    }

    /// <summary>Fills <paramref name="output"/> with the schema, or leaves it zero if it has not arrived.</summary>
    public static void GetSchema(OwnedBlocks* handle, CArrowSchema* output)
    {
        SchemaBlock* schema = ShareSchema(handle);
        if (schema == null)
        {
            return;
        }
        try
        {
            SchemaExport.Export(schema, SchemaBlock.Root(schema), output);
        }
        finally
        {
            Native.ab_release(&schema->head);
        }
    }

    /// <summary>A reference to the schema; NULL if it has not arrived.</summary>
    public static SchemaBlock* ShareSchema(OwnedBlocks* handle)
    {
        State* state = Enter(handle, false);
        ReaderBlock* reader = ReaderOf(handle);
        Block* schema = reader == null ? null : CallerMemory.Share(reader->schema);
        state->call.Leave();
        return (SchemaBlock*)schema;
    }

    /// <summary>Number of bytes up to the end of the part that is arriving; 0 at end of stream.</summary>
    public static long BytesWanted(OwnedBlocks* handle)
    {
        State* state = Enter(handle, false);
        long wanted = state->messages.Wanted;
        state->call.Leave();
        return wanted;
    }

    /// <summary>Number of bytes that were given after the end of the stream.</summary>
    public static long BytesAfterEnd(OwnedBlocks* handle)
    {
        State* state = Enter(handle, false);
        bool hasEnded = state->messages.HasEnded;
        long count = state->after_end;
        state->call.Leave();
        if (!hasEnded)
        {
            Throw.Argument("decoder", "has not reached the end of the stream; bytes that follow it are counted there");
        }
        return count;
    }

    /// <summary>A copy of the custom metadata of the last batch; NULL if there is none.</summary>
    public static byte* CopyBatchMetadata(OwnedBlocks* handle, out long size)
    {
        size = 0;
        State* state = Enter(handle, false);
        try
        {
            ReaderBlock* reader = ReaderOf(handle);
            return reader == null ? null : IpcReader.Of(reader, false).CopyBatchMetadata(out size);
        }
        finally
        {
            state->call.Leave();
        }
    }

    /// <summary>Ends the stream: no more bytes come.</summary>
    public static void Finish(OwnedBlocks* handle)
    {
        State* state = Enter(handle, true);
        CArrowArray none = default;
        try
        {
            state->messages.End();
            ReaderBlock* reader = ReaderOf(handle);
            if (reader == null)
            {
                if (!state->messages.HasStarted)
                {
                    StreamStart.Check(default); // says that there is nothing
                }
                Throw.Rule("IPC-3", null, "the stream ends before its schema message");
            }
            Reader.Of(reader).Next(&none); // refuses an end between a dictionary and its batch
            state->call.Finish();
        }
        catch (Exception exception)
        {
            Fail(handle, state, &none, exception);
            throw;
        }
        finally
        {
            state->call.Leave();
        }
    }
}
