using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Decompresses buffers, each one frame. Kept by a reader for its life; one call at a time.</summary>
internal abstract unsafe class Decompressor
{
    // Honest data grows no more than this; beyond, memory is taken as it fills.
    private const long UsualGrowth = 256;

    private const long FirstStep = 1 << 20;

    private readonly CodecFunctions _functions;

    /// <param name="functions">Of the codec's library.</param>
    /// <param name="context">What the reader must keep alive beside; released without the runtime.</param>
    protected Decompressor(in CodecFunctions functions, out Block* context)
    {
        _functions = functions;
        CodecFunctions codec = functions;
        Context = Decompression.ab_decompress_context(&codec);
        if (Context == null)
        {
            Throw.OutOfMemory(0);
        }
        context = CallerMemory.Own((delegate* unmanaged[Cdecl]<void*, void>)functions.discard, Context);
    }

    protected void* Context { get; }

    public ref readonly CodecFunctions Functions => ref _functions;

    /// <param name="context">What the reader must keep alive beside; released without the runtime.</param>
    public static Decompressor New(Codec codec, out Block* context) =>
        codec == Codec.Lz4Frame ? new Lz4Decompressor(out context) : new ZstdDecompressor(out context);

    /// <summary>Refuses a size that so many bytes cannot become.</summary>
    /// <param name="field">Whose buffer it is, for texts of errors.</param>
    public void CheckSize(long sourceSize, long size, Field* field)
    {
        if (size > Bound(sourceSize))
        {
            Refuse(field, sourceSize, size, "they are too few");
        }
    }

    /// <summary>Decompresses a frame into a new block, which costs no memory that the frame's bytes do not justify.</summary>
    /// <param name="size">What the frame must yield, neither more nor less.</param>
    /// <param name="field">Whose buffer it is, for texts of errors.</param>
    public Block* DecompressGrowing(byte* source, long sourceSize, long size, Field* field, out byte* data)
    {
        Block* block = Allocator.NewBuffer(FirstStep, out data);
        string? problem;
        try
        {
            problem = DecompressGrowing(source, sourceSize, size, ref block, ref data);
        }
        catch
        {
            Native.ab_release(block);
            throw;
        }
        if (problem != null)
        {
            Native.ab_release(block);
            Refuse(field, sourceSize, size, problem);
        }
        return block;
    }

    /// <summary>Whether a frame is decompressed in steps: memory for all of it is not justified by its bytes.</summary>
    public static bool Grows(long sourceSize, long size) => size > FirstStep && size / UsualGrowth > sourceSize;

    /// <summary>Refuses what did not become what it should.</summary>
    public void Check(in Result result)
    {
        string? problem = Problem((DecompressStatus)result.status, result.code);
        if (problem != null)
        {
            Refuse((Field*)result.field, result.source_size, result.size, problem);
        }
    }

    /// <summary>Decompresses a frame into memory that is there.</summary>
    public void DecompressTo(byte* target, byte* source, long sourceSize, long size, Field* field)
    {
        string? problem = Whole(source, sourceSize, target, size);
        if (problem != null)
        {
            Refuse(field, sourceSize, size, problem);
        }
    }

    private static void Refuse(Field* field, long sourceSize, long size, string problem) =>
        Throw.Rule("IPC-11", Field.Path(field),
            $"{sourceSize} compressed bytes do not become the {size} bytes that their prefix announces: {problem}");

    private string? DecompressGrowing(byte* source, long sourceSize, long size, ref Block* block, ref byte* data)
    {
        long capacity = FirstStep;
        long filled = 0;
        long used = 0;
        Begin();
        while (true)
        {
            string? problem = Continue(source, sourceSize, ref used, data, capacity, ref filled);
            if (problem != null || filled < capacity || capacity == size)
            {
                return problem ?? (filled < size ? TooShort : End(source, sourceSize, ref used));
            }
            capacity = Math.Min(size, 2 * capacity);
            Block* larger = Allocator.NewBuffer(capacity, out byte* longer);
            Allocator.Copy(data, longer, filled);
            Native.ab_release(block);
            block = larger;
            data = longer;
        }
    }

    /// <summary>Whether the frame ends where its output is full.</summary>
    private string? End(byte* source, long sourceSize, ref long used)
    {
        byte more;
        long filled = 0;
        string? problem = Continue(source, sourceSize, ref used, &more, sizeof(byte), ref filled);
        return problem ?? (filled > 0 ? TooLong : HasEnded && used == sourceSize ? null : NoEnd);
    }

    private const string TooShort = "they end before";
    private const string TooLong = "they hold more";
    private const string NoEnd = "their frame does not end with them";

    /// <summary>Whether the frame that was begun is complete.</summary>
    protected abstract bool HasEnded { get; }

    /// <summary>Decompresses a frame at once; says what is wrong, or null.</summary>
    private string? Whole(byte* source, long sourceSize, byte* target, long size)
    {
        CodecFunctions codec = _functions;
        Frame frame = new() { source = source, source_size = sourceSize, target = target, size = size };
        nuint code;
        return Problem(Decompression.ab_decompress(&codec, Context, &frame, &code), code);
    }

    private string? Problem(DecompressStatus status, nuint code)
    {
        switch (status)
        {
            case DecompressStatus.Done:
                return null;
            case DecompressStatus.NoMemory:
                Throw.OutOfMemory(0);
                return null;
            default:
                return status switch
                {
                    DecompressStatus.TooShort => TooShort,
                    DecompressStatus.TooLong => TooLong,
                    DecompressStatus.NoEnd => NoEnd,
                    _ => ErrorText(code),
                };
        }
    }

    /// <summary>The codec's words for a number of its own.</summary>
    protected abstract string ErrorText(nuint code);

    /// <summary>The most that so many bytes can become.</summary>
    protected abstract long Bound(long sourceSize);

    /// <summary>Makes ready for a frame that is decompressed in steps.</summary>
    protected abstract void Begin();

    /// <summary>Decompresses until the target is full or nothing is left.</summary>
    protected abstract string? Continue(byte* source, long sourceSize, ref long used, byte* target, long capacity, ref long filled);
}
