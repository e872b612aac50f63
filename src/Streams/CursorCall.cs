namespace ArrowBridge.Streams;

/// <summary>A call on a reader that is not <see cref="Cursor.Next"/>. It ends when this is disposed.</summary>
internal readonly unsafe ref struct CursorCall
{
    private readonly ReaderBlock* _reader;

    public CursorCall(ReaderBlock* reader)
    {
        Cursor.Enter(reader);
        _reader = reader;
    }

    public void Dispose() => Cursor.Leave(_reader);
}
