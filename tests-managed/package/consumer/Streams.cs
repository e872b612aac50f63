using ArrowBridge;

internal static unsafe class Streams
{
    // Positions of members in the structs of the C interfaces, counted in pointers.
    private const int StreamSize = 5;
    private const int GetNext = 1;
    private const int StreamRelease = 3;
    private const int ArraySize = 10;
    private const int ArrayRelease = 8;

    /// <summary>Exports a reader, and reads one batch and releases the stream as a C program does.</summary>
    public static void ReadOneAndRelease(RecordBatchReader reader)
    {
        nint* stream = stackalloc nint[StreamSize];
        nint* batch = stackalloc nint[ArraySize];
        using (reader)
        {
            reader.Export((nint)stream);
        }
        if (((delegate* unmanaged[Cdecl]<nint*, nint*, int>)stream[GetNext])(stream, batch) != 0)
        {
            throw new InvalidOperationException("get_next failed");
        }
        ((delegate* unmanaged[Cdecl]<nint*, void>)batch[ArrayRelease])(batch);
        ((delegate* unmanaged[Cdecl]<nint*, void>)stream[StreamRelease])(stream);
    }
}
