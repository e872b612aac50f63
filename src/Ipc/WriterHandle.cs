using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>
/// Functions of writer handles. A handle points to the blocks that the writer owns; one of them holds its state. A
/// handle takes one call at a time. After an error, which may leave an incomplete message, every call fails with the
/// same error.
/// </summary>
internal static unsafe class WriterHandle
{
    private const string Operation = "ArrowBridgeIpcWriterWrite";

    private struct State
    {
        public CallState call;
        public IpcWriter writer;

        // Of an encoder.
        public bool is_encoder;
        public MessageMemory messages;
    }

    /// <summary>Opens a writer and writes the schema.</summary>
    /// <param name="schema">Borrowed.</param>
    /// <param name="numbers">Dictionary numbers of the fields, if the source tells which fields share a
    /// dictionary.</param>
    /// <param name="source">The reader whose batches are written, if it is an IPC reader.</param>
    public static OwnedBlocks* Open(
        SchemaBlock* schema, in Target target, CIpcWriteOptions* options, ReadOnlySpan<int> numbers = default,
        IpcReader? source = null)
    {
        OwnedBlocks* handle = null;
        Block* owner = target.owner;
        try
        {
            handle = NewOwnedBlocks();
            OwnedBlocks.Set(handle, IpcWriter.TargetSlot, owner);
            owner = null;
            SharedArray.RequireStruct(SchemaBlock.Root(schema));
            SchemaWriter.Require(SchemaBlock.Root(schema));
            Native.ab_retain(&schema->head);
            OwnedBlocks.Set(handle, IpcWriter.SchemaSlot, &schema->head);
            WriteOptions known = WriteOptions.Parse(options, target.path, schema, handle);
            if (known.footer_metadata == null && source != null)
            {
                known.footer_metadata = source.CopyFooterMetadata(out _);
                OwnedBlocks.Set(handle, IpcWriter.FooterMetadataSlot, BlockOf(known.footer_metadata));
            }
            numbers = known.dictionaries_of == null ? numbers : NumbersOf(known.dictionaries_of, schema);
            Open(handle, known, target, numbers);
            return handle;
        }
        catch (Exception exception)
        {
            AddPath(exception, target.path);
            Native.ab_release(owner);
            Native.ab_release((Block*)handle);
            throw;
        }
    }

    /// <summary>Dictionary numbers of the fields of another reader.</summary>
    private static ReadOnlySpan<int> NumbersOf(ReaderBlock* reader, SchemaBlock* schema)
    {
        Reader source = Reader.Of(Reader.Checked(reader));
        if (!SchemaEquality.AreSameType(SchemaBlock.Root(source.Schema), SchemaBlock.Root(schema)))
        {
            Throw.Argument("options",
                "has a reader in dictionaries_of whose column types differ from those that are written");
        }
        return source.DictionaryNumbers;
    }

    private static OwnedBlocks* NewOwnedBlocks()
    {
        OwnedBlocks* handle = (OwnedBlocks*)Allocator.NewZeroed(
            BlockKind.Writer, sizeof(OwnedBlocks) + ((long)IpcWriter.Slots * sizeof(Block*)));
        handle->count = IpcWriter.Slots;
        return handle;
    }

    private static void Open(OwnedBlocks* handle, in WriteOptions options, in Target target, ReadOnlySpan<int> numbers)
    {
        int fd = target.fd;
        if (target.path != null)
        {
            byte* path = Allocator.NewText(Utf8Text.Span(target.path));
            OwnedBlocks.Set(handle, IpcWriter.PathSlot, BlockOf(path));
            Block* file;
            SystemText.Check(Native.ab_create(target.path, &file), "created");
            OwnedBlocks.Set(handle, IpcWriter.TargetSlot, file);
            fd = ((OutputBlock*)file)->fd;
        }
        Block* block = Allocator.NewZeroed(BlockKind.Memory, sizeof(Block) + sizeof(State));
        OwnedBlocks.Set(handle, IpcWriter.StateSlot, block);
        State* state = StateOf(handle);
        state->is_encoder = target.IsMemory;
        state->messages = new MessageMemory(handle, IpcWriter.MessagesSlot);
        MessageMemory* memory = target.IsMemory ? &state->messages : null;
        Output output = new(target.output, fd, target.path != null, handle, IpcWriter.StagingSlot, memory);
        state->writer = new IpcWriter(handle, options, output, target.path == null, numbers);
        state->writer.Begin();
    }

    private static State* StateOf(OwnedBlocks* handle) => (State*)(OwnedBlocks.Get(handle, IpcWriter.StateSlot) + 1);

    private static SchemaBlock* SchemaOf(OwnedBlocks* handle) =>
        (SchemaBlock*)OwnedBlocks.Get(handle, IpcWriter.SchemaSlot);

    /// <summary>Refuses NULL and handles of other kinds.</summary>
    private static OwnedBlocks* Checked(OwnedBlocks* handle, bool isEncoder = false)
    {
        string name = isEncoder ? "encoder" : "writer";
        Handles.Require(handle, name);
        if (handle->head.kind != BlockKind.Writer || (isEncoder && !StateOf(handle)->is_encoder))
        {
            Throw.Argument(name, $"is not a handle of the kind {name}");
        }
        return handle;
    }

    /// <summary>Refuses all but encoders.</summary>
    public static OwnedBlocks* CheckedEncoder(OwnedBlocks* handle) => Checked(handle, true);

    public static void Write(OwnedBlocks* handle, ArrayBlock* batch, byte* metadata)
    {
        Checked(handle);
        SharedArray.Checked(batch, "batch");
        Field* root = SchemaBlock.Root(SchemaOf(handle));
        Field* field = SharedArray.FieldOf(batch);
        if (field != root)
        {
            SharedArray.RequireStruct(field);
            if (!SchemaEquality.AreSameType(field, root))
            {
                Throw.Argument("batch", "is of another type than the writer's schema");
            }
        }
        Metadata.EncodedSize(metadata);
        Enter(handle);
        try
        {
            if (SharedArray.NullCount(field, &batch->array) > 0)
            {
                WriteExported(handle, batch, metadata);
            }
            else
            {
                StateOf(handle)->writer.Write(&batch->array, batch, metadata);
            }
        }
        catch (Exception exception)
        {
            Fail(handle, exception);
            throw;
        }
        finally
        {
            Leave(handle);
        }
    }

    /// <summary>Writes a batch with top-level nulls as it would be exported: every consumer takes that form.</summary>
    private static void WriteExported(OwnedBlocks* handle, ArrayBlock* batch, byte* metadata)
    {
        CArrowArray exported;
        ArrayExport.ExportBatch(batch, &exported);
        ArrayBlock* plain = Adopt(&exported, SharedArray.SchemaOf(batch), SharedArray.FieldOf(batch));
        try
        {
            StateOf(handle)->writer.Write(&plain->array, plain, metadata);
        }
        finally
        {
            Native.ab_release(&plain->head);
        }
    }

    /// <summary>Takes over a struct; releases it on failure.</summary>
    private static ArrayBlock* Adopt(CArrowArray* array, SchemaBlock* schema, Field* field)
    {
        try
        {
            return SharedArray.Adopt(array, schema, field, true);
        }
        catch
        {
            array->release(array);
            throw;
        }
    }

    /// <summary>Writes the end of the data and moves a file to its path.</summary>
    public static void Finish(OwnedBlocks* handle)
    {
        Enter(Checked(handle));
        try
        {
            StateOf(handle)->writer.End();
            Block* target = OwnedBlocks.Get(handle, IpcWriter.TargetSlot);
            if (target != null && target->kind == BlockKind.Output)
            {
                Commit(target);
            }
            StateOf(handle)->call.Finish();
        }
        catch (Exception exception)
        {
            Fail(handle, exception);
            throw;
        }
        finally
        {
            Leave(handle);
        }
    }

    /// <summary>The next message of an encoder; none if all have been taken. Not refused after
    /// <see cref="Finish"/>.</summary>
    public static CIpcMessage NextMessage(OwnedBlocks* handle)
    {
        State* state = StateOf(CheckedEncoder(handle));
        state->call.Enter("encoder", Operation, handle, IpcWriter.TextSlot, false);
        try
        {
            return state->messages.Next();
        }
        finally
        {
            state->call.Leave();
        }
    }

    private static void Commit(Block* file) =>
        SystemText.Check(Native.ab_commit(file), "renamed to its final name");

    /// <summary>Writes all remaining batches of a reader.</summary>
    public static void WriteAll(ReaderBlock* reader, in Target target, CIpcWriteOptions* options)
    {
        SchemaBlock* schema = (SchemaBlock*)reader->schema;
        Reader managed = Reader.Of(reader);
        OwnedBlocks* handle = Open(schema, target, options, managed.DictionaryNumbers, managed as IpcReader);
        try
        {
            while (WriteNext(reader, managed as IpcReader, schema, handle))
            {
            }
            Finish(handle);
        }
        finally
        {
            Native.ab_release(&handle->head);
        }
    }

    private static bool WriteNext(ReaderBlock* reader, IpcReader? source, SchemaBlock* schema, OwnedBlocks* handle)
    {
        CArrowArray array;
        Cursor.Next(reader, &array);
        if (array.release == null)
        {
            return false;
        }
        if (OwnedBlocks.Get(handle, IpcWriter.DictionariesSlot) != null)
        {
            ArrayBlock* batch = Adopt(&array, schema, SchemaBlock.Root(schema));
            WriteOne(handle, &batch->array, batch, source);
            return true;
        }
        WriteOne(handle, &array, null, source);
        return true;
    }

    private static void WriteOne(OwnedBlocks* handle, CArrowArray* array, ArrayBlock* block, IpcReader? source)
    {
        byte* metadata = null;
        try
        {
            if (source != null)
            {
                metadata = source.CopyBatchMetadata(out _);
            }
            StateOf(handle)->writer.Write(array, block, metadata);
        }
        catch (Exception exception)
        {
            AddPath(exception, PathOf(handle));
            throw;
        }
        finally
        {
            Native.ab_release(BlockOf(metadata));
            if (block != null)
            {
                Native.ab_release(&block->head);
            }
            else
            {
                array->release(array);
            }
        }
    }

    private static Block* BlockOf(byte* data) => data == null ? null : (Block*)data - 1;

    private static void Enter(OwnedBlocks* handle)
    {
        State* state = StateOf(handle);
        state->call.Enter(state->is_encoder ? "encoder" : "writer", Operation, handle, IpcWriter.TextSlot);
    }

    private static void Leave(OwnedBlocks* handle) => StateOf(handle)->call.Leave();

    private static void Fail(OwnedBlocks* handle, Exception exception)
    {
        AddPath(exception, PathOf(handle));
        StateOf(handle)->call.Fail(exception, Operation, handle, IpcWriter.TextSlot);
    }

    private static byte* PathOf(OwnedBlocks* handle)
    {
        Block* path = OwnedBlocks.Get(handle, IpcWriter.PathSlot);
        return path == null ? null : (byte*)(path + 1);
    }

    private static void AddPath(Exception exception, byte* path)
    {
        if (path != null && exception is ArrowBridgeException { IsForeign: false } error)
        {
            error.File = Utf8Text.Display(Utf8Text.Span(path));
        }
    }
}
