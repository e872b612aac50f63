using System.Runtime.CompilerServices;
using System.Text;
using ArrowBridge.Abi;

namespace ArrowBridge.Errors;

/// <summary>
/// The C# part of an exported function: its name and its work. The entry points in C (Exports/native) clear outputs
/// before the call and release consumed structs after a failure.
/// </summary>
internal interface ICall
{
    /// <summary>The name of the function, as error messages show it.</summary>
    static abstract string Name { get; }

    /// <summary>Does the work. Outputs are written last, when nothing can fail any more.</summary>
    void Run();
}

/// <summary>The one place where exceptions become error codes and messages: no exception leaves the library.</summary>
internal static unsafe class ExceptionBoundary
{
    /// <summary>
    /// Throws and catches one exception when the library is loaded. The runtime allocates memory for the first
    /// exception, and recurses without end if that fails; so a host that runs out of memory later gets ENOMEM.
    /// </summary>
    [ModuleInitializer]
    internal static void Prepare()
    {
        CError error;
        Call(new FirstCall(), &error);
    }

    private readonly struct FirstCall : ICall
    {
        public static string Name => "ArrowBridge";

        public void Run() => Throw.OutOfMemory(0);
    }

    public static int Call<T>(T call, CError* error)
        where T : struct, ICall
    {
        try
        {
            call.Run();
            return 0;
        }
        catch (Exception exception)
        {
            return Report(exception, T.Name, error);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Report(Exception exception, string operation, CError* error)
    {
        int code = Errno.Of(exception);
        try
        {
            WriteText(error, exception, operation);
        }
        catch (Exception)
        {
            // There is no memory for the message. What the caller gets instead needs none.
            WriteWithoutMemory(error, operation);
        }
        return code;
    }

    private static void WriteText(CError* error, Exception exception, string operation)
    {
        if (error == null)
        {
            return;
        }
        // One character more than fits, so that a longer message is seen to be longer.
        Span<byte> memory = stackalloc byte[CError.Size + sizeof(int)];
        ErrorLine line = new(memory);
        bool isWritten = exception is ArrowBridgeException own && own.TryWrite(ref line, operation);
        Write(error, isWritten ? line.Text : Text(exception, operation));
    }

    /// <summary>Writes a message that says why there is no other. Allocates nothing.</summary>
    private static void WriteWithoutMemory(CError* error, string operation)
    {
        if (error == null)
        {
            return;
        }
        Span<byte> target = new(error->message, CError.Size);
        int size = Encoding.ASCII.GetBytes(operation, target);
        ReadOnlySpan<byte> text = ": failed, and there was no memory for the text of the error"u8;
        text.CopyTo(target[size..]);
        target[size + text.Length] = 0;
    }

    /// <summary>The text a C caller reads.</summary>
    public static byte[] Text(Exception exception, string operation) => exception switch
    {
        ArrowBridgeException own => own.Text(operation),
        OutOfMemoryException => Encoding.UTF8.GetBytes($"{operation}: out of memory"),
        _ => OneLine($"{operation}: {exception.GetType().Name}: {exception.Message}"),
    };

    /// <summary>A text of C# code for a caller in C, which expects one line.</summary>
    public static byte[] OneLine(string text) =>
        Encoding.UTF8.GetBytes(EscapedText.Of(text.ReplaceLineEndings(" ").Trim()));

    /// <summary>The end of a text that was cut.</summary>
    public static ReadOnlySpan<byte> CutMark => "…"u8;

    /// <summary>Copies a text. One that is too long is cut between two characters and ends with the mark.</summary>
    public static void Write(CError* error, ReadOnlySpan<byte> text)
    {
        if (error == null)
        {
            return;
        }
        Span<byte> target = new(error->message, CError.Size);
        int length = text.Length;
        if (length < CError.Size)
        {
            text.CopyTo(target);
        }
        else
        {
            length = EndOfCharacters(text, CError.Size - 1 - CutMark.Length);
            text[..length].CopyTo(target);
            CutMark.CopyTo(target[length..]);
            length += CutMark.Length;
        }
        target[length] = 0;
    }

    /// <summary>The most bytes, up to <paramref name="limit"/>, after which a longer text can be cut.</summary>
    public static int EndOfCharacters(ReadOnlySpan<byte> text, int limit)
    {
        int start = limit;
        while (start > limit - 3 && (text[start] & 0xC0) == 0x80)
        {
            start--;
        }
        return (text[start] & 0xC0) != 0x80 ? start : limit; // else it is not UTF-8, and has no characters to cut at
    }
}
