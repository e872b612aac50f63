using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Position and sizes of a message in a file (Block of File.fbs).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileBlock
{
    public long offset;
    public int metadata_size;
    public long body_size;
}

/// <summary>
/// Reads the file format, whose footer lists the positions of the messages (IPC-5). All dictionary batches are read
/// before the first record batch, wherever they are in the file (IPC-8); then the record batches in the order of the
/// footer.
/// </summary>
internal sealed unsafe class FileSource : MessageSource
{
    private const int FooterLength = sizeof(int);

    private byte* _data;
    private Block* _owner;
    private MetadataMemory? _copy;
    private long _end;
    private FlatTable _footer;
    private byte* _dictionaries;
    private int _dictionaryCount;
    private byte* _batches;
    private int _batchCount;
    private int _nextDictionary;
    private int _nextBatch;

    /// <summary>Finds and checks the footer.</summary>
    /// <param name="copy">Where to copy the metadata of messages before it is checked; null if the memory does not
    /// change.</param>
    /// <param name="footerCopy">The same for the footer.</param>
    public void Begin(byte* data, long size, Block* owner, MetadataMemory? copy, MetadataMemory? footerCopy)
    {
        _nextDictionary = 0;
        _nextBatch = 0;
        _data = data;
        _owner = owner;
        _copy = copy;
        int tail = FooterLength + Magic.Length;
        if (size < PaddedMagic + tail ||
            !new ReadOnlySpan<byte>(data + size - Magic.Length, Magic.Length).SequenceEqual(Magic))
        {
            Throw.Truncated("IPC-5",
                "the file begins with ARROW1, but does not end with it: it was cut off, or never finished");
        }
        int length = Unsafe.ReadUnaligned<int>(data + size - tail);
        if (length <= 0 || length > size - tail - PaddedMagic)
        {
            Throw.Rule("IPC-5", null, $"the length of the footer is {length} bytes, in a file of {size} bytes");
        }
        _end = size - tail - length;
        byte* footer = footerCopy is { } memory ? memory.Copy(data + _end, length) : data + _end;
        _footer = new FlatTable(footer, length);
        if (_footer.Has(0)) // Arrow up to 0.14 wrote no version into the footer; the messages have it
        {
            Message.CheckVersion(_footer.Short(0));
        }
        _dictionaries = _footer.Vector(2, sizeof(FileBlock), out _dictionaryCount);
        _batches = _footer.Vector(3, sizeof(FileBlock), out _batchCount);
        for (int i = 0; i < _dictionaryCount; i++)
        {
            CheckBlock(BlockAt(_dictionaries, i), "dictionary batch", i);
        }
        for (int i = 0; i < _batchCount; i++)
        {
            CheckBlock(BlockAt(_batches, i), "record batch", i);
        }
        CheckOverlaps();
    }

    public override bool IsFile => true;

    /// <summary>Number of record batches in the file.</summary>
    public int Batches => _batchCount;

    /// <summary>The footer, whose custom metadata is field 4.</summary>
    public FlatTable Footer => _footer;

    /// <summary>The schema in the footer.</summary>
    public FlatTable Schema()
    {
        if (!_footer.TryTable(1, out FlatTable schema))
        {
            Throw.Rule("IPC-5", null, "the footer has no schema");
        }
        return schema;
    }

    /// <summary>
    /// Reads the first message of the stream inside the file and returns whether it is a schema. The footer suffices:
    /// Arrow JavaScript writes no schema message, and others begin at another place. Each message says its own metadata
    /// version, which need not be that of the footer (IPC-6): Arrow.jl and Arrow C++ write different ones.
    /// </summary>
    public bool TryFirst(Message* message)
    {
        long position = PaddedMagic;
        try
        {
            return MemorySource.TryReadAt(_data, ref position, _end, _copy, message) &&
                message->type is not (MessageType.RecordBatch or MessageType.DictionaryBatch);
        }
        catch (ArrowBridgeException exception) when (exception.Code != ErrorCode.OutOfMemory)
        {
            return false;
        }
    }

    public override bool Next(Message* message)
    {
        if (NextDictionary(message))
        {
            return true;
        }
        if (_nextBatch == _batchCount)
        {
            return false;
        }
        ReadBatch(_nextBatch++, message);
        return true;
    }

    /// <summary>Reads the next dictionary batch; false if there are no more.</summary>
    public bool NextDictionary(Message* message)
    {
        if (_nextDictionary == _dictionaryCount)
        {
            return false;
        }
        Read(BlockAt(_dictionaries, _nextDictionary), message, MessageType.DictionaryBatch);
        _nextDictionary++;
        return true;
    }

    /// <summary>Makes the last dictionary batch the next one again, after it could not be decoded.</summary>
    public void ReturnDictionary() => _nextDictionary--;

    /// <summary>Reads the record batch with this index in the footer.</summary>
    public void ReadBatch(long index, Message* message) =>
        Read(BlockAt(_batches, index), message, MessageType.RecordBatch);

    private void Read(FileBlock block, Message* message, MessageType type)
    {
        long position = block.offset;
        if (!MemorySource.TryReadAt(_data, ref position, block.offset + block.metadata_size, _copy, message))
        {
            Throw.Rule("IPC-5", null, "the footer lists an end-of-stream marker as a message");
        }
        if (message->body_size > block.body_size)
        {
            Throw.Rule("IPC-5", null,
                $"the body of a message has {message->body_size} bytes, but {block.body_size} according to the footer");
        }
        if (message->type != type)
        {
            Throw.Rule("IPC-5", null, $"the footer lists a message as a {type}, but it is a {message->type}");
        }
        message->body = _data + block.offset + block.metadata_size;
        message->owner = _owner;
    }

    private static FileBlock BlockAt(byte* blocks, long index) =>
        Unsafe.ReadUnaligned<FileBlock>(blocks + (index * sizeof(FileBlock)));

    /// <summary>
    /// Refuses blocks that overlap: a small footer could otherwise have the same bytes read any number of times. The
    /// lists are usually in the order of the file; only if they are not, they are sorted.
    /// </summary>
    private void CheckOverlaps()
    {
        if (AreInOrder())
        {
            return;
        }
        (long Start, long End)[] all = new (long, long)[(long)_dictionaryCount + _batchCount];
        for (int i = 0; i < all.Length; i++)
        {
            FileBlock block = i < _dictionaryCount
                ? BlockAt(_dictionaries, i) : BlockAt(_batches, i - _dictionaryCount);
            all[i] = (block.offset, EndOf(block));
        }
        Array.Sort(all);
        for (int i = 1; i < all.Length; i++)
        {
            if (all[i].Start < all[i - 1].End)
            {
                Throw.Rule("IPC-5", null, "messages overlap according to the footer: " +
                    $"one is at bytes {all[i - 1].Start} to {all[i - 1].End}, another begins at {all[i].Start}");
            }
        }
    }

    /// <summary>
    /// Walks both lists together: whether every block begins at the end of the one before it, or later.
    /// </summary>
    private bool AreInOrder()
    {
        long end = 0;
        int dictionary = 0;
        int batch = 0;
        while (dictionary < _dictionaryCount || batch < _batchCount)
        {
            bool takesDictionary = batch == _batchCount || (dictionary < _dictionaryCount &&
                BlockAt(_dictionaries, dictionary).offset < BlockAt(_batches, batch).offset);
            FileBlock block = takesDictionary ? BlockAt(_dictionaries, dictionary++) : BlockAt(_batches, batch++);
            if (block.offset < end)
            {
                return false;
            }
            end = EndOf(block);
        }
        return true;
    }

    private static long EndOf(FileBlock block) => block.offset + block.metadata_size + block.body_size;

    private void CheckBlock(FileBlock block, string what, int index)
    {
        if (block.offset < PaddedMagic || block.metadata_size <= 0 || block.body_size < 0 || block.offset > _end ||
            block.metadata_size > _end - block.offset || block.body_size > _end - block.offset - block.metadata_size)
        {
            Throw.Rule("IPC-5", null,
                $"{what} {index} is outside the file according to the footer: offset {block.offset}, " +
                $"metadata size {block.metadata_size}, body size {block.body_size}");
        }
    }
}
