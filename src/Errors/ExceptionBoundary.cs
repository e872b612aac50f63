using System.Runtime.CompilerServices;
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

/// <summary>
/// The one door between C and C#: no exception leaves. Before it, in C, stand the gates (Exports/native), which let nobody in from a forked child.
/// </summary>
internal static unsafe class ExceptionBoundary
{
    /// <summary>
    /// The first exception makes the runtime allocate, and it recurses without end where that fails: so the first one is thrown while there is
    /// memory, and a host that runs out of it later gets its ENOMEM.
    /// </summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        CError room;
        Call(new FirstCall(), &room);
    }

    private readonly struct FirstCall : ICall
    {
        public static string Name => "ArrowBridge";

        public void Clear()
        {
            // There are no outputs.
        }

        public void Run() => Throw.OutOfMemory(0);
    }

    public static int Call<T>(T call, CError* error)
        where T : struct, ICall
    {
        try
        {
            call.Clear();
            call.Run();
            return 0;
        }
        catch (Exception exception)
        {
            call.Discard();
            return Report(exception, T.Name, error);
        }
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
