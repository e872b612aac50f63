using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ArrowBridge.Errors;
using ArrowBridge.Memory;

namespace ArrowBridge.Ipc;

/// <summary>Where a message of a file is, as Block of File.fbs.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct FileBlock
{
    public long offset;
    public int metadata_size;
    public long body_size;
}

/// <summary>
/// The file format: its footer says where the messages are (IPC-5). All dictionaries come before the first batch, wherever they stand in the
/// file (IPC-8), then the batches in the order of the footer.
/// </summary>
internal sealed unsafe class FileSource : MessageSource
{
    private const int FooterLength = sizeof(int);
    private const int Unsaid = -1;

    private readonly byte* _data;
    private readonly Block* _owner;
    private readonly long _end;
    private readonly FlatTable _footer;
    private readonly int _version;
    private readonly byte* _dictionaries;
    private readonly int _dictionaryCount;
    private readonly byte* _batches;
    private readonly int _batchCount;
    private int _nextDictionary;
    private int _nextBatch;

    /// <summary>Finds and checks the footer.</summary>
    public FileSource(byte* data, long size, Block* owner)
    {
        _data = data;
        _owner = owner;
        int tail = FooterLength + Magic.Length;
        if (size < PaddedMagic + tail || !new ReadOnlySpan<byte>(data + size - Magic.Length, Magic.Length).SequenceEqual(Magic))
        {
            Throw.Truncated("IPC-5", "the file begins with ARROW1, but does not end with it: it was cut off, or never finished");
        }
        int length = Unsafe.ReadUnaligned<int>(data + size - tail);
        if (length <= 0 || length > size - tail - PaddedMagic)
        {
            Throw.Rule("IPC-5", null, $"the footer should have {length} bytes in a file of {size}");
        }
        _end = size - tail - length;
        _footer = new FlatTable(data + _end, length);
        // Writers up to 0.14 left the version out of the footer; the messages have it.
        _version = _footer.Has(0) ? Message.CheckVersion(_footer.Short(0)) : Unsaid;
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
    }

    public override bool IsFile => true;

    /// <summary>Record batches in the file.</summary>
    public int Batches => _batchCount;

    /// <summary>The footer, whose custom metadata is field 4.</summary>
    public FlatTable Footer => _footer;

    /// <summary>The schema that the footer repeats.</summary>
    public FlatTable Schema()
    {
        if (!_footer.TryTable(1, out FlatTable schema))
        {
            Throw.Rule("IPC-5", null, "the footer has no schema");
        }
        return schema;
    }

    /// <summary>
    /// The schema that the stream inside the file begins with; it must be of the footer's version (IPC-6), but Arrow C++ says V5 in the footer
    /// when it is asked for V4. The Arrow project's writer in JavaScript leaves the schema out, and begins with what comes next.
    /// </summary>
    public bool TryFirst(Message* message)
    {
        long position = PaddedMagic;
        if (!MemorySource.TryReadAt(_data, ref position, _end, message))
        {
            return false;
        }
        if (_version != Unsaid && message->version > _version)
        {
            Throw.Rule("IPC-6", null,
                $"the footer has metadata version V{_version + 1}, the stream inside the file V{message->version + 1}");
        }
        return message->type is not (MessageType.RecordBatch or MessageType.DictionaryBatch);
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

    /// <summary>The next dictionary batch that was not taken in yet; false when all were.</summary>
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

    /// <summary>Puts the dictionary batch that came last back, since it could not be taken in.</summary>
    public void ReturnDictionary() => _nextDictionary--;

    /// <summary>A record batch, by its number in the footer.</summary>
    public void ReadBatch(long index, Message* message) => Read(BlockAt(_batches, index), message, MessageType.RecordBatch);

    private void Read(FileBlock block, Message* message, MessageType type)
    {
        long position = block.offset;
        if (!MemorySource.TryReadAt(_data, ref position, block.offset + block.metadata_size, message))
        {
            Throw.Rule("IPC-5", null, "the footer points to an end marker");
        }
        if (message->body_size > block.body_size)
        {
            Throw.Rule("IPC-5", null,
                $"a message says that its body has {message->body_size} bytes, the footer {block.body_size}");
        }
        if (message->type != type)
        {
            Throw.Rule("IPC-5", null, $"the footer lists a message as a batch or dictionary that it is not: {message->type}");
        }
        message->body = _data + block.offset + block.metadata_size;
        message->owner = _owner;
    }

    private static FileBlock BlockAt(byte* blocks, long index) => Unsafe.ReadUnaligned<FileBlock>(blocks + (index * sizeof(FileBlock)));

    private void CheckBlock(FileBlock block, string what, int index)
    {
        if (block.offset < PaddedMagic || block.metadata_size <= 0 || block.body_size < 0 || block.offset > _end ||
            block.metadata_size > _end - block.offset || block.body_size > _end - block.offset - block.metadata_size)
        {
            Throw.Rule("IPC-5", null,
                $"the footer places {what} {index} outside the file: offset {block.offset}, metadata {block.metadata_size}, body {block.body_size}");
        }
    }
}
