using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Buffers: where they are in the body, and copies of those that cannot be used in place.
internal unsafe ref partial struct BatchDecoder
{
    private const long SharedSize = 2048;
    private const long MaxShared = SharedSize / 2;

    // How often, on average, each byte of a body may be decompressed, copied, or referred to by a buffer of views.
    private const int MaxUses = 4;

    /// <summary>A buffer as stored in the body, without its length prefix.</summary>
    private struct Piece
    {
        public byte* data;
        public long stored;

        /// <summary>Its length after decompression; negative if the buffer is invalid.</summary>
        public long size;
        public bool is_compressed;
    }

    private static long Values(Field* field, long length) => Size.Bits(Product(field, length, field->bit_width));

    /// <summary>
    /// The size that an array needs: <paramref name="count"/> * <paramref name="width"/> + <paramref name="more"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Product(Field* field, long count, long width, long more = 0)
    {
        if (((count | width) >> 31) == 0)
        {
            return (count * width) + more; // cannot overflow; Math.BigMul is a call
        }
        long high = Math.BigMul(count, width, out long low);
        if (high != 0 || low < 0 || low > long.MaxValue - more)
        {
            Throw.Overflow("ARR-9", Field.Path(field), $"the buffer size for an array of length {count}");
        }
        return low + more;
    }

    /// <summary>The validity bitmap; NULL if it is omitted, which is allowed only with a null count of 0.</summary>
    private byte* Validity(Field* field, int column, FieldNode node)
    {
        bool absent = node.null_count == 0 && NextLength() == 0;
        byte* bitmap = Take(field, column, absent ? 0 : Size.Bits(node.length), 0);
        return absent ? null : bitmap;
    }

    /// <summary>
    /// The length + 1 offsets. An array of length 0 may omit its single offset (X9), and if it does not, it may be any
    /// number: nothing follows it.
    /// </summary>
    private byte* Offsets(Field* field, int column, long length)
    {
        int width = field->alignment_mask + 1;
        if (length == 0)
        {
            Take(field, column, 0, 0);
            return (byte*)_zeroOffset;
        }
        return Take(field, column, Product(field, length, width, width), width - 1);
    }

    /// <summary>
    /// The buffer that offsets point into. The last offset is its size, so that offset is checked here.
    /// </summary>
    private byte* Bytes(Field* field, int column, CArrowArray* array)
    {
        void* offsets = array->buffers[1];
        if (_pool != null)
        {
            WaitForLast();
        }
        bool is32 = field->alignment_mask == sizeof(int) - 1;
        long last = is32 ? ((int*)offsets)[array->length] : ((long*)offsets)[array->length];
        if (last < 0)
        {
            Throw.Rule("COL-5", Field.Path(field), $"the last offset is negative: {last}");
        }
        return Take(field, column, last, 0);
    }

    private void FillVariadic(Field* field, int column, CArrowArray* output)
    {
        long count = Unsafe.ReadUnaligned<long>(_variadic++);
        _variadicBuffers += count;
        // The field's own three entries are the last ones taken, so this extends them: one entry per buffer, one per
        // length.
        _builder.Buffers(2 * count);
        void** table = output->buffers;
        long* lengths = (long*)(table + 3 + count);
        for (long i = 0; i < count; i++)
        {
            lengths[i] = NextLength();
            long stored = Unsafe.ReadUnaligned<long>(&_buffer->length);
            table[2 + i] = Take(field, column, 0, 0);
            Use(field, stored);
        }
        table[2 + count] = count == 0 ? _zeroOffset : lengths;
        output->n_buffers = 3 + count;
    }

    /// <summary>Takes the next buffer of the body. All buffers are taken here.</summary>
    /// <param name="column">The column that owns the buffer if it is a copy.</param>
    /// <param name="needed">Minimum length in bytes.</param>
    /// <param name="mask">Bits of the address that must be zero: the alignment minus 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(Field* field, int column, long needed, int mask)
    {
        if (!_inPlace)
        {
            return TakeConverted(field, column, needed, mask);
        }
        BodyBuffer buffer = Unsafe.ReadUnaligned<BodyBuffer>(_buffer++);
        if ((ulong)buffer.offset > (ulong)_bodySize || (ulong)buffer.length > (ulong)(_bodySize - buffer.offset) ||
            buffer.length < needed)
        {
            BadBuffer(field, buffer, needed);
        }
        byte* data = _body + buffer.offset;
        return ((nint)data & mask) == 0 ? data : Copy(field, column, data, buffer.length);
    }

    /// <summary>
    /// The length of the buffer that <see cref="Take"/> takes next; negative if <see cref="Take"/> refuses the buffer.
    /// </summary>
    private readonly long NextLength() =>
        _decompressor == null ? Unsafe.ReadUnaligned<long>(&_buffer->length) : Next().size;

    private readonly Piece Next()
    {
        BodyBuffer buffer = Unsafe.ReadUnaligned<BodyBuffer>(_buffer);
        Piece piece = new() { data = _body + buffer.offset, stored = buffer.length, size = buffer.length };
        if (!IsInside(buffer))
        {
            piece.size = -1;
        }
        else if (_decompressor != null && buffer.length > 0)
        {
            ReadPrefix(ref piece);
        }
        return piece;
    }

    private readonly bool IsInside(BodyBuffer buffer) =>
        (ulong)buffer.offset <= (ulong)_bodySize && (ulong)buffer.length <= (ulong)(_bodySize - buffer.offset);

    private static void ReadPrefix(ref Piece piece)
    {
        if (piece.stored < BodyCompression.Prefix)
        {
            piece.size = -1;
            return;
        }
        ReadOnlySpan<byte> prefix = new(piece.data, BodyCompression.Prefix);
        long announced = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        piece.data += BodyCompression.Prefix;
        piece.stored -= BodyCompression.Prefix;
        piece.size = announced == BodyCompression.Stored ? piece.stored : announced < 0 ? -1 : announced;
        piece.is_compressed = announced > 0;
    }

    /// <summary>Takes a buffer that may be compressed, in the other byte order, or both.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* TakeConverted(Field* field, int column, long needed, int mask)
    {
        Piece piece = Next();
        if (piece.size < needed)
        {
            BadPiece(field, Unsafe.ReadUnaligned<BodyBuffer>(_buffer), piece, needed);
        }
        _buffer++;
        _frame = -1;
        bool swaps = _reader.IsSwapped && mask != 0;
        byte* data = piece.data;
        if (piece.is_compressed)
        {
            _decompressor!.CheckSize(piece.stored, piece.size, field);
            Use(field, piece.stored);
            Charge(field, piece.size);
            bool onPool = _pool != null && !swaps && piece.size >= CodecPool.MinSize &&
                !Decompressor.Grows(piece.stored, piece.size);
            data = piece.size <= MaxShared ? DecompressSmall(field, column, piece)
                : onPool ? DecompressOnPool(field, column, piece) : Decompress(field, column, piece);
        }
        else if (swaps || ((nint)data & mask) != 0)
        {
            data = Copy(field, column, data, piece.size);
        }
        if (swaps)
        {
            ByteOrder.Swap(field, data, piece.size, mask + 1);
        }
        return data;
    }

    private byte* Decompress(Field* field, int column, in Piece piece)
    {
        if (Decompressor.Grows(piece.stored, piece.size))
        {
            Block* block = _decompressor!.DecompressGrowing(
                piece.data, piece.stored, piece.size, field, out byte* grown);
            _builder.Own(column, block);
            return grown;
        }
        byte* data = New(column, piece.size);
        _decompressor!.DecompressTo(data, piece.data, piece.stored, piece.size, field);
        return data;
    }

    /// <summary>Allocates memory that a column owns.</summary>
    private byte* New(int column, long size)
    {
        Block* block = Allocator.NewBuffer(size, out byte* data);
        _builder.Own(column, block);
        return data;
    }

    /// <summary>
    /// Starts decompression on the pool. The bytes are valid after <see cref="WaitForLast"/> or
    /// <see cref="FinishFrames"/>.
    /// </summary>
    private byte* DecompressOnPool(Field* field, int column, in Piece piece)
    {
        byte* data = New(column, piece.size);
        Frame frame = new() { source = piece.data, source_size = piece.stored, target = data, size = piece.size };
        _frame = _pool!.Add(_decompressor!, frame, field);
        return data;
    }

    /// <summary>Waits until the last taken buffer is decompressed.</summary>
    private void WaitForLast()
    {
        if (_frame >= 0)
        {
            _pool!.Wait(_decompressor!, _frame);
            _frame = -1;
        }
    }

    private readonly void FinishFrames() => _pool?.Finish(_decompressor!);

    /// <summary>
    /// Frees everything after a failure. If a buffer could not be decompressed, that error is thrown instead of the
    /// current one: the buffer is in front of what failed meanwhile.
    /// </summary>
    private readonly void Abandon()
    {
        try
        {
            FinishFrames();
        }
        finally
        {
            _builder.Abandon();
        }
    }

    /// <summary>
    /// Decompresses a small buffer. The small buffers of a column share a block, which makes small batches much faster.
    /// </summary>
    private byte* DecompressSmall(Field* field, int column, in Piece piece)
    {
        long padded = Size.Align(piece.size, Allocator.Alignment);
        if (column != _sharedColumn || padded > _sharedLeft)
        {
            _shared = New(column, SharedSize);
            _sharedLeft = SharedSize;
            _sharedColumn = column;
        }
        byte* data = _shared;
        _shared += padded;
        _sharedLeft -= padded;
        _decompressor!.DecompressTo(data, piece.data, piece.stored, piece.size, field);
        Allocator.Zero(data + piece.size, padded - piece.size);
        return data;
    }

    /// <summary>Counts body bytes that are used, against <see cref="MaxUses"/> times the body.</summary>
    private void Use(Field* field, long size)
    {
        _usesLeft -= size;
        if (_usesLeft < 0)
        {
            Throw.Rule("SEC-6", Field.Path(field),
                $"buffers overlap: together they use more than {MaxUses} times the bytes of the body");
        }
    }

    /// <summary>Counts bytes that are allocated, against the limit of the reader.</summary>
    private void Charge(Field* field, long size)
    {
        _bytesLeft -= size;
        if (_bytesLeft < 0)
        {
            Throw.Limit(Field.Path(field), _reader.MaxBytes);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* Copy(Field* field, int column, byte* data, long size)
    {
        Use(field, size);
        Charge(field, size);
        byte* copy = New(column, size);
        Allocator.Copy(data, copy, size);
        Native.ab_count_copy(size);
        return copy;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void BadBuffer(Field* field, BodyBuffer buffer, long needed)
    {
        if (!IsInside(buffer))
        {
            Throw.Rule("SEC-5", Field.Path(field),
                $"a buffer of {buffer.length} bytes at {buffer.offset} lies outside the body of {_bodySize} bytes");
        }
        Short(field, buffer.length, needed);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private readonly void BadPiece(Field* field, BodyBuffer buffer, Piece piece, long needed)
    {
        if (piece.size >= 0)
        {
            Short(field, piece.size, needed);
        }
        if (!IsInside(buffer))
        {
            BadBuffer(field, buffer, needed);
        }
        Throw.Rule("IPC-11", Field.Path(field), buffer.length < BodyCompression.Prefix
            ? $"a compressed buffer has {buffer.length} bytes, fewer than its length prefix ({BodyCompression.Prefix})"
            : "a compressed buffer announces a negative length");
    }

    private static void Short(Field* field, long size, long needed) =>
        Throw.Rule("SEC-5", Field.Path(field), $"a buffer has {size} bytes, but the array needs {needed}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BadNode(Field* field, FieldNode node, long minLength)
    {
        if (node.length < minLength || node.length < 0)
        {
            Throw.Rule("IPC-9", Field.Path(field),
                $"the array has length {node.length}, but its parent needs at least {minLength}");
        }
        Throw.Rule("ARR-4", Field.Path(field), $"the null count is {node.null_count}, but the length is {node.length}");
    }
}
