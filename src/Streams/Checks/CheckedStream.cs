using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Streams.Checks;

/// <summary>Puts watched streams before streams. The watching itself is C (native/checked_stream.h), since releases are watched too.</summary>
internal static unsafe class CheckedStream
{
    private const int Calls = -1;
    private const int MostSevere = 2;

    private static CheckEnvironment* s_environment;

    /// <summary>What ARROWBRIDGE_CHECK asks for; kept here, so that an import without a checked costs a load and a comparison more.</summary>
    private static CheckEnvironment* Environment => s_environment != null ? s_environment : s_environment = Native.ab_check_environment();

    /// <summary>Moves <paramref name="stream"/> behind <paramref name="output"/>; it is the caller's still if that fails. The callback is released in
    /// every outcome.</summary>
    public static void Create(CArrowArrayStream* stream, CCheckOptions* options, CArrowArrayStream* output)
    {
        Block* owner = null;
        if (options != null)
        {
            owner = CallerMemory.Own(options->release, options->context);
        }
        try
        {
            CCheckOptions known = Read(options);
            if (stream == null)
            {
                Throw.NullArgument("stream");
            }
            if (stream->release == null)
            {
                Throw.Rule("MEM-5", null, "the stream was released before");
            }
            CheckedStreamOptions settings = new()
            {
                level = known.level == 0 ? Validation.Default : known.level,
                fail_on = known.fail_on,
                on_finding = known.on_finding,
                context = known.context,
                owner = owner,
            };
            Begin(stream, settings, output);
        }
        catch
        {
            Native.ab_release(owner);
            throw;
        }
    }

    /// <summary>Releases the callback, unless somebody has taken it over.</summary>
    public static void Discard(CCheckOptions* options, bool taken)
    {
        if (!taken && options != null)
        {
            CallerMemory.End(options->release, options->context);
        }
    }

    private static CCheckOptions Read(CCheckOptions* options)
    {
        CCheckOptions known = CallerOptions.Read(options);
        if (known.level is < Calls or > Validation.Full)
        {
            Throw.Argument("options", $"has a level that is not known: {known.level}");
        }
        if (known.fail_on is < 0 or > MostSevere)
        {
            Throw.Argument("options", $"has a severity that is not known: {known.fail_on}");
        }
        return known;
    }

    /// <summary>As the environment asks, in place; nothing where it does not ask.</summary>
    public static void CreateIfAsked(CArrowArrayStream* stream)
    {
        CheckEnvironment* environment = Environment;
        if (environment->level == Validation.None)
        {
            return;
        }
        CArrowArrayStream watched;
        Begin(stream, new CheckedStreamOptions { level = environment->level, fail_on = environment->fail_on }, &watched);
        *stream = watched;
    }

    private static void Begin(CArrowArrayStream* stream, CheckedStreamOptions settings, CArrowArrayStream* output)
    {
        settings.check_schema = &Findings.CheckSchema;
        settings.check_array = &Findings.CheckArray;
        if (Native.ab_check_stream(stream, &settings, output) != 0)
        {
            Throw.OutOfMemory(sizeof(CArrowArrayStream));
        }
    }

    /// <summary>A reader over a reader, which is watched as a stream.</summary>
    public static ReaderBlock* CreateReader(ReaderBlock* source, CCheckOptions* options)
    {
        CArrowArrayStream stream;
        CArrowArrayStream watched = default;
        try
        {
            StreamExport.Export(Reader.Checked(source), &stream);
        }
        catch
        {
            Discard(options, false);
            throw;
        }
        try
        {
            Create(&stream, options, &watched);
        }
        catch
        {
            Handles.Discard(&stream);
            throw;
        }
        return ForeignReader.ImportUnchecked(&watched, Reader.Of(source).IsBatches);
    }

    /// <summary>Imports an array by itself, and looks at its contents as the environment asks.</summary>
    public static ArrayBlock* Import(CArrowArray* array, SchemaBlock* schema, bool isBatch)
    {
        ArrayBlock* imported = SharedArray.Import(array, schema, isBatch);
        CheckEnvironment* environment = Environment;
        if (environment->level <= Validation.Minimal)
        {
            return imported; // the structure was checked in any case
        }
        try
        {
            Validation.Check(imported, environment->level);
        }
        catch (BridgeException exception) when (!Findings.IsFinding(exception) || environment->fail_on == 0)
        {
            Findings.Print(exception, "import");
        }
        catch (BridgeException exception)
        {
            Findings.Print(exception, "import");
            Native.ab_release(&imported->head);
            throw;
        }
        return imported;
    }
}
