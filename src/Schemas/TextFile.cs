using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Schemas;

/// <summary>Files that appear under their name when they are complete.</summary>
internal static unsafe class TextFile
{
    /// <summary>
    /// Writes to a temporary file in the same folder and renames it when it is complete. A failure leaves an existing
    /// file unchanged.
    /// </summary>
    /// <param name="write">Receives the descriptor of the temporary file.</param>
    /// <param name="last">What the file cannot be if renaming fails.</param>
    public static void Write(byte* path, Action<int> write, string last)
    {
        Block* file = null;
        try
        {
            SystemText.Check(Native.ab_create(path, &file), "created");
            write(((OutputBlock*)file)->fd);
            SystemText.Check(Native.ab_commit(file), last);
        }
        catch (ArrowBridgeException exception) when (!exception.IsForeign)
        {
            exception.File = Utf8Text.Display(Utf8Text.Span(path));
            throw;
        }
        finally
        {
            Native.ab_release(file);
        }
    }
}
