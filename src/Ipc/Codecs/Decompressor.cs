using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

/// <summary>Decompresses buffers, each of them one frame. Lives as long as the reader; one call at a time.</summary>
internal abstract unsafe class Decompressor
{
    // Usual maximum ratio of decompressed to compressed size. Beyond it, memory is allocated in steps, as it fills.
    private const long UsualGrowth = 256;

    private const long FirstStep = 1 << 20;

    private readonly CodecFunctions _functions;
    private readonly CodecContext* _context;

    /// <param name="functions">Functions of the codec library.</param>
    /// <param name="context">The codec's context, which the reader must own; released without the runtime.</param>
    protected Decompressor(in CodecFunctions functions, out Block* context)
    {
        _functions = functions;
        CodecFunctions codec = functions;
        _context = CodecNative.ab_codec_context(&codec);
        if (_context == null)
        {
            Throw.OutOfMemory(0);
        }
        context = CallerMemory.Own(IpcNative.DiscardContext, _context);
    }

    protected void* Context => _context->context;

    public ref readonly CodecFunctions Functions => ref _functions;

    /// <param name="context">The codec's context, which the reader must own; released without the runtime.</param>
    public static Decompressor New(Codec codec, out Block* context) =>
        codec == Codec.Lz4Frame ? new Lz4Decompressor(out context) : new ZstdDecompressor(out context);

    /// <summary>Refuses a decompressed size that <paramref name="sourceSize"/> bytes cannot yield.</summary>
    /// <param name="field">Field of the buffer, for the error message.</param>
    public void CheckSize(long sourceSize, long size, Field* field)
    {
        if (size > Bound(sourceSize))
        {
            Refuse(field, sourceSize, size, "they are too few");
        }
    }

    /// <summary>
    /// Decompresses a frame into a new block that grows with the output, so a wrong size costs little memory.
    /// </summary>
    /// <param name="size">Number of bytes that the frame must yield exactly.</param>
    /// <param name="field">Field of the buffer, for the error message.</param>
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

    /// <summary>Whether a frame is decompressed in steps, because its compressed bytes are few for its size.</summary>
    public static bool Grows(long sourceSize, long size) => size > FirstStep && size / UsualGrowth > sourceSize;

    /// <summary>Throws if a frame on the pool failed.</summary>
    public void Check(in Result result)
    {
        string? problem = Problem((FrameStatus)result.status, result.code);
        if (problem != null)
        {
            Refuse((Field*)result.field, result.source_size, result.size, problem);
        }
    }

    /// <summary>Decompresses a frame into existing memory.</summary>
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
            $"{sourceSize} compressed bytes do not yield the {size} bytes in their length prefix: {problem}");

    private string? DecompressGrowing(byte* source, long sourceSize, long size, ref Block* block, ref byte* data)
    {
        long capacity = FirstStep;
        long filled = 0;
        long used = 0;
        _context->is_large = 1; // ZSTD allocates a window of up to 128 MiB
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

    /// <summary>Checks that the frame ends where its output is full; returns what is wrong, or null.</summary>
    private string? End(byte* source, long sourceSize, ref long used)
    {
        byte more;
        long filled = 0;
        string? problem = Continue(source, sourceSize, ref used, &more, sizeof(byte), ref filled);
        return problem ?? (filled > 0 ? TooLong : HasEnded && used == sourceSize ? null : NoEnd);
    }

    private const string TooShort = "they end before";
    private const string TooLong = "they hold more";
    private const string NoEnd = "their frame does not end at the last of them";

    /// <summary>Whether the current frame is complete.</summary>
    protected abstract bool HasEnded { get; }

    /// <summary>Decompresses a frame at once; returns what is wrong, or null.</summary>
    private string? Whole(byte* source, long sourceSize, byte* target, long size)
    {
        Frame frame = new() { source = source, source_size = sourceSize, target = target, size = size };
        nuint code;
        CodecFunctions codec = _functions;
        return Problem(CodecNative.ab_codec_run(&codec, _context, &frame, &code), code);
    }

    private string? Problem(FrameStatus status, nuint code)
    {
        switch (status)
        {
            case FrameStatus.Done:
                return null;
            case FrameStatus.NoMemory:
                Throw.OutOfMemory(0);
                return null;
            default:
                return status switch
                {
                    FrameStatus.TooShort => TooShort,
                    FrameStatus.TooLong => TooLong,
                    FrameStatus.NoEnd => NoEnd,
                    _ => ErrorText(code),
                };
        }
    }

    /// <summary>The codec's message for an error code.</summary>
    protected abstract string ErrorText(nuint code);

    /// <summary>Maximum decompressed size of <paramref name="sourceSize"/> bytes.</summary>
    protected abstract long Bound(long sourceSize);

    /// <summary>Starts a frame that is decompressed in steps.</summary>
    protected abstract void Begin();

    /// <summary>Decompresses until the target is full or the source is used up.</summary>
    protected abstract string? Continue(
        byte* source, long sourceSize, ref long used, byte* target, long capacity, ref long filled);
}
