using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Ipc;

// Buffers: where they are in the body, and what becomes of those that cannot be used in place.
internal unsafe ref partial struct BatchDecoder
{
    private const long SharedSize = 2048;
    private const long MostShared = SharedSize / 2;

    // How often the bytes of a body may be decompressed or copied, or be those of a view.
    private const int MostUses = 4;

    /// <summary>A buffer as it lies in the body, its prefix taken off.</summary>
    private struct Piece
    {
        public byte* data;
        public long stored;

        /// <summary>Its length when it is decompressed; below 0 where it is not sound.</summary>
        public long size;
        public bool is_compressed;
    }

    private static long Values(Field* field, long length) => Size.Bits(Product(field, length, field->bit_width));

    /// <summary>A size that an array needs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Product(Field* field, long count, long width, long more = 0)
    {
        if (((count | width) >> 31) == 0)
        {
            return (count * width) + more; // what cannot overflow; the other way takes a call
        }
        long high = Math.BigMul(count, width, out long low);
        if (high != 0 || low < 0 || low > long.MaxValue - more)
        {
            Throw.Overflow("ARR-9", Field.Path(field), $"what an array of length {count} needs");
        }
        return low + more;
    }

    /// <summary>The bitmap; NULL where it is left out, which takes a null count of 0.</summary>
    private byte* Validity(Field* field, int column, FieldNode numbers)
    {
        bool absent = numbers.null_count == 0 && NextLength() == 0;
        byte* bitmap = Take(field, column, absent ? 0 : Size.Bits(numbers.length), 0);
        return absent ? null : bitmap;
    }

    /// <summary>length + 1 offsets; an array of no length may come without (X9).</summary>
    private byte* Offsets(Field* field, int column, long length)
    {
        int width = field->alignment_mask + 1;
        if (length == 0 && NextLength() < width)
        {
            Take(field, column, 0, 0);
            return (byte*)_zero;
        }
        return Take(field, column, Product(field, length, width, width), width - 1);
    }

    /// <summary>What offsets point into; its size is known only here, so that the last offset must be checked here.</summary>
    private byte* Bytes(Field* field, int column, CArrowArray* array)
    {
        void* offsets = array->buffers[1];
        if (_pool != null)
        {
            WaitForLast();
        }
        long last = field->alignment_mask == sizeof(int) - 1 ? ((int*)offsets)[array->length] : ((long*)offsets)[array->length];
        if (last < 0)
        {
            Throw.Rule("COL-5", Field.Path(field), $"the last offset is {last}");
        }
        return Take(field, column, last, 0);
    }

    private void FillVariadic(Field* field, int column, CArrowArray* output)
    {
        long count = Unsafe.ReadUnaligned<long>(_variadic++);
        _variadicBuffers += count;
        // Fields come in pre-order, so the entries that follow this field's own three are free: one per buffer, one per length.
        _tree.Buffers(2 * count);
        void** table = output->buffers;
        long* lengths = (long*)(table + 3 + count);
        for (long i = 0; i < count; i++)
        {
            lengths[i] = NextLength();
            long stored = Unsafe.ReadUnaligned<long>(&_buffer->length);
            table[2 + i] = Take(field, column, 0, 0);
            Use(field, stored);
        }
        table[2 + count] = count == 0 ? _zero : lengths;
        output->n_buffers = 3 + count;
    }

    /// <summary>The next buffer of the body: the one place where a buffer is taken from it.</summary>
    /// <param name="column">Whose life a copy belongs to.</param>
    /// <param name="needed">The least length.</param>
    /// <param name="mask">Bits of the address that must be zero.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* Take(Field* field, int column, long needed, int mask)
    {
        if (!_shareable)
        {
            return TakeOther(field, column, needed, mask);
        }
        BodyBuffer buffer = Unsafe.ReadUnaligned<BodyBuffer>(_buffer++);
        if ((ulong)buffer.offset > (ulong)_bodySize || (ulong)buffer.length > (ulong)(_bodySize - buffer.offset) || buffer.length < needed)
        {
            BadBuffer(field, buffer, needed);
        }
        byte* data = _body + buffer.offset;
        return ((nint)data & mask) == 0 ? data : Copy(field, column, data, buffer.length);
    }

    /// <summary>The length that <see cref="Take"/> will find; below 0 where it will refuse the buffer.</summary>
    private readonly long NextLength() => _decompressor == null ? Unsafe.ReadUnaligned<long>(&_buffer->length) : Next().size;

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
        long announced = BinaryPrimitives.ReadInt64LittleEndian(new ReadOnlySpan<byte>(piece.data, BodyCompression.Prefix));
        piece.data += BodyCompression.Prefix;
        piece.stored -= BodyCompression.Prefix;
        piece.size = announced == BodyCompression.Stored ? piece.stored : announced < 0 ? -1 : announced;
        piece.is_compressed = announced > 0;
    }

    /// <summary>A buffer that may be compressed, of the other byte order, or both.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private byte* TakeOther(Field* field, int column, long needed, int mask)
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
            data = piece.size <= MostShared ? DecompressSmall(field, column, piece)
                : _pool != null && !swaps && DecompressionPool.Takes(piece.size) && !Decompressor.Grows(piece.stored, piece.size)
                    ? DecompressOnPool(field, column, piece)
                    : Decompress(field, column, piece);
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
            _tree.Own(column, _decompressor!.DecompressGrowing(piece.data, piece.stored, piece.size, field, out byte* grown));
            return grown;
        }
        byte* data = New(column, piece.size);
        _decompressor!.DecompressTo(data, piece.data, piece.stored, piece.size, field);
        return data;
    }

    /// <summary>Memory that a column keeps.</summary>
    private byte* New(int column, long size)
    {
        Block* block = _freeList == null ? Allocator.NewBuffer(size, out byte* data) : _freeList.NewBuffer(size, out data);
        _tree.Own(column, block);
        return data;
    }

    /// <summary>Only begun: the bytes are there after <see cref="WaitForLast"/> or <see cref="FinishFrames"/>.</summary>
    private byte* DecompressOnPool(Field* field, int column, in Piece piece)
    {
        byte* data = New(column, piece.size);
        Frame frame = new() { source = piece.data, source_size = piece.stored, target = data, size = piece.size };
        _frame = _pool!.Add(_decompressor!, frame, field);
        return data;
    }

    /// <summary>Returns when the buffer that was taken last can be read.</summary>
    private void WaitForLast()
    {
        if (_frame >= 0)
        {
            _pool!.Wait(_decompressor!, _frame);
            _frame = -1;
        }
    }

    private readonly void FinishFrames() => _pool?.Finish(_decompressor!);

    /// <summary>Undoes everything. A buffer that could not be decompressed comes before what was found behind it meanwhile: that is thrown instead.</summary>
    private readonly void GiveUp()
    {
        try
        {
            FinishFrames();
        }
        finally
        {
            _tree.Abandon();
        }
    }

    /// <summary>Small buffers of a column share a block, which small batches are much faster with.</summary>
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

    private void Use(Field* field, long size)
    {
        _uses -= size;
        if (_uses < 0)
        {
            Throw.Rule("SEC-6", Field.Path(field), $"buffers name the same bytes of the body more than {MostUses} times over");
        }
    }

    private void Charge(Field* field, long size)
    {
        _left -= size;
        if (_left < 0)
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
        if (buffer.offset < 0 || buffer.length < 0 || buffer.offset > _bodySize || buffer.length > _bodySize - buffer.offset)
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
            ? $"a compressed buffer has {buffer.length} bytes, not even the {BodyCompression.Prefix} of its length"
            : "a compressed buffer announces a negative length");
    }

    private static void Short(Field* field, long size, long needed) =>
        Throw.Rule("SEC-5", Field.Path(field), $"a buffer has {size} bytes, the array needs {needed}");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void BadNode(Field* field, FieldNode numbers, long least)
    {
        if (numbers.length < least || numbers.length < 0)
        {
            Throw.Rule("IPC-9", Field.Path(field), $"the length is {numbers.length}, but the parent needs {least}");
        }
        Throw.Rule("ARR-4", Field.Path(field), $"the null count is {numbers.null_count}, with a length of {numbers.length}");
    }
}
