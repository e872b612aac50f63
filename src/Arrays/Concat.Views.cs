using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;

namespace ArrowBridge.Arrays;

// Binary and text views. The variadic buffers of an output are in one block, each aligned to 64 bytes.
internal static unsafe partial class Concat
{
    private const int VariadicFrom = 2;

    /// <summary>
    /// Number of variadic buffers of the output. Data that are appended to a kept first part extend its last variadic
    /// buffer while an int32 can count its bytes, so that many short parts do not become as many buffers.
    /// </summary>
    private static long VariadicCount(ref ConcatTarget target, Part first, Part second) =>
        first.Variadic + (ExtendsLast(ref target, first, second) ? 0 : second.Variadic);

    private static bool ExtendsLast(ref ConcatTarget target, Part first, Part second)
    {
        if (!target.KeepsFirst || first.Variadic == 0)
        {
            return false;
        }
        long size = Size.Align(VariadicLength(first, first.Variadic - 1), Allocator.Alignment);
        return Size.Add(size, VariadicSize(second)) <= int.MaxValue;
    }

    private static void FillViews(ref ConcatTarget target, Field* field, Part first, Part second, CArrowArray* output)
    {
        const int Width = 16;
        byte* views = CopyRows(ref target, first, second, Width);
        Place[] places = PlacesOf(ref target, first, second);
        for (long i = target.KeptRows(first); i < output->length; i++)
        {
            byte* view = views + (i * Width);
            if (IsNull(output, i))
            {
                Allocator.Zero(view, Width);
            }
            else if (i < first.Length)
            {
                MoveView(field, view, first, []);
            }
            else
            {
                MoveView(field, view, second, places);
            }
        }
        output->buffers[1] = views;
        FillVariadic(ref target, first, second, output);
    }

    /// <summary>
    /// Where a variadic buffer of the second part is in the output: its index, and the bytes before it.
    /// </summary>
    private readonly record struct Place(int Index, int Shift);

    private static Place[] PlacesOf(ref ConcatTarget target, Part first, Part second)
    {
        Place[] places = new Place[second.Variadic];
        bool extends = ExtendsLast(ref target, first, second);
        long end = extends ? Size.Align(VariadicLength(first, first.Variadic - 1), Allocator.Alignment) : 0;
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = extends
                ? new Place((int)first.Variadic - 1, (int)end)
                : new Place((int)first.Variadic + i, 0);
            end += Size.Align(VariadicLength(second, i), Allocator.Alignment);
        }
        return places;
    }

    /// <summary>
    /// Changes the buffer index and offset of a view to the place of its data in the output (COL-7, COL-8). Without
    /// places the buffer stays where it is.
    /// </summary>
    private static void MoveView(Field* field, byte* view, Part part, ReadOnlySpan<Place> places)
    {
        const int MostInline = 12;
        int size = *(int*)view;
        if (size < 0)
        {
            Throw.Rule("COL-7", Field.Path(field), $"the size of a view is {size}");
        }
        if (size <= MostInline)
        {
            Allocator.Zero(view + sizeof(int) + size, MostInline - size);
            return;
        }
        int* index = (int*)(view + 8);
        int* offset = (int*)(view + 12);
        if (*index < 0 || *index >= part.Variadic)
        {
            Throw.Rule("COL-8", Field.Path(field),
                $"a view refers to variadic buffer {*index}, but there are {part.Variadic}");
        }
        long available = VariadicLength(part, *index);
        if (*offset < 0 || (long)*offset + size > available)
        {
            Throw.Rule("COL-8", Field.Path(field),
                $"a view of {size} bytes at {*offset} ends past the {available} bytes of its buffer");
        }
        if (places.Length > 0)
        {
            Place place = places[*index];
            *index = place.Index;
            *offset += place.Shift;
        }
    }

    private static void FillVariadic(ref ConcatTarget target, Part first, Part second, CArrowArray* output)
    {
        long count = output->n_buffers - 3;
        long* lengths = (long*)target.UnsharedBuffer(Size.Multiply(count, sizeof(long)));
        long kept = VariadicSize(first);
        byte* bytes = target.Buffer(Size.Add(kept, VariadicSize(second)), kept);
        byte* at = bytes;
        for (long i = 0; i < first.Variadic; i++)
        {
            lengths[i] = VariadicLength(first, i);
            output->buffers[VariadicFrom + i] = at;
            at += target.KeepsFirst
                ? Size.Align(lengths[i], Allocator.Alignment)
                : CopyPadded(first.Buffer(VariadicFrom + (int)i), at, lengths[i]);
        }
        bool extends = ExtendsLast(ref target, first, second);
        for (long i = 0; i < second.Variadic; i++)
        {
            long length = VariadicLength(second, i);
            if (!extends)
            {
                lengths[first.Variadic + i] = length;
                output->buffers[VariadicFrom + first.Variadic + i] = at;
            }
            at += CopyPadded(second.Buffer(VariadicFrom + (int)i), at, length);
        }
        if (extends && second.Variadic > 0)
        {
            lengths[first.Variadic - 1] = at - (byte*)output->buffers[VariadicFrom + first.Variadic - 1];
        }
        output->buffers[VariadicFrom + count] = lengths;
    }

    private static long CopyPadded(byte* source, byte* target, long length)
    {
        long padded = Size.Align(length, Allocator.Alignment);
        Allocator.Copy(source, target, length);
        Allocator.Zero(target + length, padded - length);
        return padded;
    }

    /// <summary>Bytes of all variadic buffers, each padded.</summary>
    private static long VariadicSize(Part part)
    {
        long size = 0;
        for (long i = 0; i < part.Variadic; i++)
        {
            size = Size.Add(size, Size.Align(VariadicLength(part, i), Allocator.Alignment));
        }
        return size;
    }

    private static long VariadicLength(Part part, long index) =>
        ((long*)part.Buffer((int)part.Array->n_buffers - 1))[index];
}
