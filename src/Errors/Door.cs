using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using ArrowBridge.Abi;

namespace ArrowBridge.Errors;

/// <summary>One call through the boundary: the name a caller knows it by, and the work.</summary>
internal interface ICall
{
    static abstract string Name { get; }

    /// <summary>Clears outputs, before anything can fail. They are never read.</summary>
    void Clear();

    void Run();

    /// <summary>Releases inputs that are consumed in every outcome; called after a failure.</summary>
    void Discard()
    {
    }
}

/// <summary>The one door between C and C#: no exception leaves, and nothing runs in a forked child.</summary>
internal static unsafe class Door
{
    [DllImport("arrowbridge_native")]
    private static extern byte* ab_fork_mark();

    // Zero in a forked child: the page behind it is wiped there.
    private static byte* s_forkMark;

    // Runs with the first call into the library, so a child forked before that is not taken for one forked after it.
    [ModuleInitializer]
    internal static void Arm()
    {
        s_forkMark = ab_fork_mark();
        s_notSupported = Errno.Of(ErrorCode.NotSupported);
    }

    private static int s_notSupported;

    public static int Call<T>(T call, CError* error)
        where T : struct, ICall
    {
        try
        {
            call.Clear();
            if (*s_forkMark == 0)
            {
                return RefuseForked(call, error);
            }
            call.Run();
            return 0;
        }
        catch (Exception exception)
        {
            call.Discard();
            return Report(exception, T.Name, error);
        }
    }

    /// <summary>Nothing is allocated and thrown here: the runtime cannot collect garbage in a forked child.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int RefuseForked<T>(T call, CError* error)
        where T : struct, ICall
    {
        call.Discard();
        if (error != null)
        {
            Span<byte> message = new(error->message, CError.Size - 1);
            int name = Encoding.UTF8.GetBytes(T.Name, message);
            ReadOnlySpan<byte> reason =
                ": not supported in a forked child of a process that already used the library; releasing works\0"u8;
            reason.CopyTo(message[name..]);
        }
        return s_notSupported;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Report(Exception exception, string operation, CError* error)
    {
        Write(error, Text(exception, operation));
        return Errno.Of(exception);
    }

    /// <summary>The text a C caller reads.</summary>
    public static byte[] Text(Exception exception, string operation) => exception switch
    {
        BridgeException own => own.Text(operation),
        ArrowBridgeException authored => Encoding.UTF8.GetBytes(authored.Message),
        OutOfMemoryException => Encoding.UTF8.GetBytes($"{operation}: out of memory"),
        _ => Encoding.UTF8.GetBytes($"{operation}: {exception.GetType().Name}: {exception.Message}"),
    };

    /// <summary>Copies a text, cut before the first character that does not fit whole.</summary>
    public static void Write(CError* error, ReadOnlySpan<byte> text)
    {
        if (error == null)
        {
            return;
        }
        int length = Math.Min(text.Length, CError.Size - 1);
        if (length < text.Length)
        {
            int start = length;
            while (start > length - 3 && (text[start] & 0xC0) == 0x80)
            {
                start--;
            }
            if ((text[start] & 0xC0) != 0x80)
            {
                length = start; // else it is not UTF-8, and has no characters to cut at
            }
        }
        text[..length].CopyTo(new Span<byte>(error->message, length));
        error->message[length] = 0;
    }
}
