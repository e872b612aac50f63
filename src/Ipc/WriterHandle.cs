using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Streams;

namespace ArrowBridge.Ipc;

/// <summary>Where a writer writes to: one of a path, a callback or a descriptor.</summary>
/// <param name="owner">Keeps the callback's context; NULL if nothing does. Taken over by <see cref="WriterHandle.Open"/>, even if it fails.</param>
internal readonly unsafe struct Target(byte* path, COutput* output, int fd, Block* owner = null)
{
    public readonly byte* path = path;
    public readonly COutput* output = output;
    public readonly int fd = fd;
    public readonly Block* owner = owner;
}

/// <summary>
/// What a writer's handle points to: the group of all that it keeps, with its state in one of the blocks. One call at a time; after an error
/// that may have left half a message behind, every call fails the same way.
/// </summary>
internal static unsafe class WriterHandle
{
    private const int Live = 0;
    private const int Finished = 1;
    private const int Failed = 2;

    private const string Operation = "ArrowBridgeIpcWriterWrite";

    private struct State
    {
        public int busy;
        public int status;
        public int code;
        public IpcWriter writer;
    }

    /// <summary>Writes the schema.</summary>
    /// <param name="schema">Borrowed.</param>
    /// <param name="numbers">Of dictionaries, where the source says which fields share one.</param>
    /// <param name="source">What is written, where it is IPC itself.</param>
    public static OwnedBlocks* Open(
        SchemaBlock* schema, in Target target, CIpcWriteOptions* options, ReadOnlySpan<int> numbers = default, IpcReader? source = null)
    {
        OwnedBlocks* group = null;
        Block* owner = target.owner;
        try
        {
            group = NewOwnedBlocks();
            OwnedBlocks.Set(group, IpcWriter.TargetSlot, owner);
            owner = null;
            SharedArray.RequireStruct(SchemaBlock.Root(schema));
            SchemaWriter.Require(SchemaBlock.Root(schema));
            Native.ab_retain(&schema->head);
            OwnedBlocks.Set(group, IpcWriter.SchemaSlot, &schema->head);
            WriteOptions known = WriteOptions.Parse(options, target.path, schema, group);
            if (known.footer_metadata == null && source != null)
            {
                known.footer_metadata = source.CopyFooterMetadata(out _);
                OwnedBlocks.Set(group, IpcWriter.FooterMetadataSlot, BlockOf(known.footer_metadata));
            }
            Open(group, known, target, known.dictionaries_of == null ? numbers : NumbersOf(known.dictionaries_of, schema));
            return group;
        }
        catch (Exception exception)
        {
            AddPath(exception, target.path);
            Native.ab_release(owner);
            Native.ab_release((Block*)group);
            throw;
        }
    }

    /// <summary>Which fields share a dictionary where another reader reads.</summary>
    private static ReadOnlySpan<int> NumbersOf(ReaderBlock* reader, SchemaBlock* schema)
    {
        Reader source = Reader.Of(Reader.Checked(reader));
        if (!SchemaEquality.AreSameType(SchemaBlock.Root(source.Schema), SchemaBlock.Root(schema)))
        {
            Throw.Argument("options", "names a reader in dictionaries_of whose columns are of other types than those written");
        }
        return source.DictionaryNumbers;
    }

    private static OwnedBlocks* NewOwnedBlocks()
    {
        OwnedBlocks* group = (OwnedBlocks*)Allocator.NewZeroed(
            BlockKind.Writer, sizeof(OwnedBlocks) + ((long)IpcWriter.Places * sizeof(Block*)));
        group->count = IpcWriter.Places;
        return group;
    }

    private static void Open(OwnedBlocks* group, in WriteOptions options, in Target target, ReadOnlySpan<int> numbers)
    {
        int fd = target.fd;
        if (target.path != null)
        {
            byte* path = Allocator.NewText(Utf8Text.Span(target.path));
            OwnedBlocks.Set(group, IpcWriter.PathSlot, (Block*)path - 1);
            Block* file;
            int code = Native.ab_create(target.path, &file);
            if (code != 0)
            {
                Throw.System(code, $"cannot be created: {SystemText.Of(code)}");
            }
            OwnedBlocks.Set(group, IpcWriter.TargetSlot, file);
            fd = ((OutputBlock*)file)->fd;
        }
        OwnedBlocks.Set(group, IpcWriter.StateSlot, Allocator.NewZeroed(BlockKind.Memory, sizeof(Block) + sizeof(State)));
        State* state = StateOf(group);
        Output output = new(target.output, fd, group, IpcWriter.StagingSlot);
        state->writer = new IpcWriter(group, options, output, target.path == null, numbers);
        state->writer.Begin();
    }

    private static State* StateOf(OwnedBlocks* group) => (State*)(OwnedBlocks.Get(group, IpcWriter.StateSlot) + 1);

    private static SchemaBlock* SchemaOf(OwnedBlocks* group) => (SchemaBlock*)OwnedBlocks.Get(group, IpcWriter.SchemaSlot);

    /// <summary>Refuses a handle that is not one.</summary>
    private static OwnedBlocks* Checked(OwnedBlocks* group)
    {
        if (group == null)
        {
            Throw.NullArgument("writer");
        }
        if (group->head.kind != BlockKind.Writer)
        {
            Throw.Argument("writer", "is not a writer handle");
        }
        return group;
    }

    public static void Write(OwnedBlocks* group, ArrayBlock* batch, byte* metadata)
    {
        Checked(group);
        SharedArray.Checked(batch, "batch");
        Field* root = SchemaBlock.Root(SchemaOf(group));
        Field* field = SharedArray.FieldOf(batch);
        if (field != root)
        {
            SharedArray.RequireStruct(field);
            if (!SchemaEquality.AreSameType(field, root))
            {
                Throw.Argument("batch", "is of another type than the writer's schema");
            }
        }
        Metadata.EncodedSize(metadata, static () => null);
        Enter(group);
        try
        {
            if (SharedArray.NullCount(field, &batch->array) > 0)
            {
                WriteExported(group, batch, metadata);
            }
            else
            {
                StateOf(group)->writer.Write(&batch->array, batch, metadata);
            }
        }
        catch (Exception exception)
        {
            Fail(group, exception);
            throw;
        }
        finally
        {
            Leave(group);
        }
    }

    /// <summary>A batch with nulls of its own goes out in the form that everybody takes.</summary>
    private static void WriteExported(OwnedBlocks* group, ArrayBlock* batch, byte* metadata)
    {
        CArrowArray exported;
        ArrayExport.ExportBatch(batch, &exported);
        ArrayBlock* plain = Adopt(&exported, SharedArray.SchemaOf(batch), SharedArray.FieldOf(batch));
        try
        {
            StateOf(group)->writer.Write(&plain->array, plain, metadata);
        }
        finally
        {
            Native.ab_release(&plain->head);
        }
    }

    /// <summary>Takes over a struct, which is released on failure.</summary>
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

    /// <summary>Ends the data, and puts a file in its place.</summary>
    public static void Finish(OwnedBlocks* group)
    {
        Enter(Checked(group));
        try
        {
            StateOf(group)->writer.End();
            Block* target = OwnedBlocks.Get(group, IpcWriter.TargetSlot);
            if (target != null && target->kind == BlockKind.Output)
            {
                Commit(target);
            }
            StateOf(group)->status = Finished;
        }
        catch (Exception exception)
        {
            Fail(group, exception);
            throw;
        }
        finally
        {
            Leave(group);
        }
    }

    private static void Commit(Block* file)
    {
        int code = Native.ab_commit(file);
        if (code != 0)
        {
            Throw.System(code, $"cannot be put in its place: {SystemText.Of(code)}");
        }
    }

    /// <summary>Writes all that a reader still has.</summary>
    public static void WriteAll(ReaderBlock* reader, in Target target, CIpcWriteOptions* options)
    {
        SchemaBlock* schema = (SchemaBlock*)reader->schema;
        Reader managed = Reader.Of(reader);
        OwnedBlocks* group = Open(schema, target, options, managed.DictionaryNumbers, managed as IpcReader);
        try
        {
            while (WriteNext(reader, managed as IpcReader, schema, group))
            {
            }
            Finish(group);
        }
        finally
        {
            Native.ab_release(&group->head);
        }
    }

    private static bool WriteNext(ReaderBlock* reader, IpcReader? source, SchemaBlock* schema, OwnedBlocks* group)
    {
        CArrowArray array;
        Cursor.Next(reader, &array);
        if (array.release == null)
        {
            return false;
        }
        if (OwnedBlocks.Get(group, IpcWriter.DictionariesSlot) != null)
        {
            ArrayBlock* batch = Adopt(&array, schema, SchemaBlock.Root(schema));
            WriteOne(group, &batch->array, batch, source);
            return true;
        }
        WriteOne(group, &array, null, source);
        return true;
    }

    private static void WriteOne(OwnedBlocks* group, CArrowArray* array, ArrayBlock* block, IpcReader? source)
    {
        byte* metadata = null;
        try
        {
            if (source != null)
            {
                metadata = source.CopyBatchMetadata(out _);
            }
            StateOf(group)->writer.Write(array, block, metadata);
        }
        catch (Exception exception)
        {
            AddPath(exception, PathOf(group));
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

    private static Block* BlockOf(byte* metadata) => metadata == null ? null : (Block*)metadata - 1;

    private static void Enter(OwnedBlocks* group)
    {
        State* state = StateOf(group);
        if (Interlocked.Exchange(ref state->busy, 1) != 0)
        {
            Throw.Busy("writer");
        }
        if (state->status != Live)
        {
            Leave(group);
            Refuse(group, state);
        }
    }

    private static void Leave(OwnedBlocks* group) => Volatile.Write(ref StateOf(group)->busy, 0);

    private static void Refuse(OwnedBlocks* group, State* state)
    {
        if (state->status == Finished)
        {
            Throw.Argument("writer", "was finished before");
        }
        Block* text = OwnedBlocks.Get(group, IpcWriter.TextSlot);
        Throw.Foreign(state->code, text == null ? null : Utf8Text.Span((byte*)(text + 1)).ToArray(), Operation);
    }

    /// <summary>Keeps number and text for every later call.</summary>
    private static void Fail(OwnedBlocks* group, Exception exception)
    {
        AddPath(exception, PathOf(group));
        State* state = StateOf(group);
        state->code = Errno.Of(exception);
        state->status = Failed;
        try
        {
            OwnedBlocks.Set(group, IpcWriter.TextSlot, (Block*)Allocator.NewText(ExceptionBoundary.Text(exception, Operation)) - 1);
        }
        catch (BridgeException)
        {
            // No memory for the text; the number is kept all the same.
        }
    }

    private static byte* PathOf(OwnedBlocks* group)
    {
        Block* path = OwnedBlocks.Get(group, IpcWriter.PathSlot);
        return path == null ? null : (byte*)(path + 1);
    }

    private static void AddPath(Exception exception, byte* path)
    {
        if (path != null && exception is BridgeException { IsForeign: false } own)
        {
            own.File = Utf8Text.Display(Utf8Text.Span(path));
        }
    }
}
