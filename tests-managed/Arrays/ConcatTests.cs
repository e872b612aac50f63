using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Arrays;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Arrays;

/// <summary>Concatenates two arrays of each type, in every pair of slices. The result has the rows of the first, then
/// those of the second.</summary>
public unsafe class ConcatTests : LiveCounts
{
    private static readonly byte[] s_valid = [0b01101];

    private static NativeArray Texts(string format = "u") => format is "u" or "z"
        ? new(format, 5, [s_valid, new[] { 0, 1, 4, 4, 9, 10 }, "abcdefghij"u8.ToArray()])
        : new(format, 5, [s_valid, new[] { 0L, 1, 4, 4, 9, 10 }, "abcdefghij"u8.ToArray()]);

    private static NativeArray MoreTexts(string format = "u") => format is "u" or "z"
        ? new(format, 3, [null, new[] { 2, 2, 3, 6 }, "uvwxyz"u8.ToArray()])
        : new(format, 3, [null, new[] { 2L, 2, 3, 6 }, "uvwxyz"u8.ToArray()]);

    private static NativeArray Numbers(params int[] values) => new("i", values.Length, [null, values]);

    /// <summary>Two inline views, and one of 14 bytes at offset 2 of variadic buffer <paramref name="index"/> of
    /// two.</summary>
    private static NativeArray Views(int index, string end) =>
        new("vu", 3, [new byte[] { 0b101 }, new[] { 1, 'a', 0, 0, 2, 'b', 0, 0, 14, 0x65646362, index, 2 },
            Encoding.UTF8.GetBytes($"..bcde{end}"), Encoding.UTF8.GetBytes($"::bcde{end.ToUpperInvariant()}"),
            new[] { 16L, 16 }]);

    private static (NativeArray, NativeArray) Pair(string name) => name switch
    {
        "null" => (new("n", 3, []), new("n", 2, [])),
        "bool" => (new("b", 12, [new byte[] { 0xF7, 0x0B }, new byte[] { 0xA5, 0x05 }]),
            new("b", 3, [null, new byte[] { 5 }])),
        "int32" => (new("i", 5, [s_valid, new[] { 1, 2, 3, 4, 5 }]), Numbers(6, 7, 8)),
        "decimal" => (
            new("d:30,2", 2, [new byte[] { 1 }, new[] { 1L, 0, -1, -1 }]), new("d:30,2", 1, [null, new[] { -2L, -1 }])),
        "fixed" => (new("w:3", 3, [s_valid, "abcdefghi"u8.ToArray()]), new("w:3", 1, [null, "xyz"u8.ToArray()])),
        "fixed0" => (new("w:0", 3, [s_valid, null]), new("w:0", 1, [null, null])),
        "utf8" => (Texts(), MoreTexts()),
        "large" => (Texts("U"), MoreTexts("U")),
        "views" => (Views(1, "first text"), Views(0, "other text")),
        "list" => (
            new("+l", 3, [s_valid, new[] { 1, 2, 4, 5 }], Texts()), new("+l", 1, [null, new[] { 1, 3 }], MoreTexts())),
        "map" => (new("+m", 2, [null, new[] { 0, 2, 3 }], new NativeArray("+s", 3, [null], Numbers(1, 2, 3), Texts())),
            new("+m", 1, [null, new[] { 1, 2 }], new NativeArray("+s", 2, [null], Numbers(4, 5), MoreTexts()))),
        "list view" => (new("+vL", 3, [s_valid, new[] { 4L, 1, 0 }, new[] { 1L, 3, 5 }], Texts()),
            new("+vL", 1, [null, new[] { 1L }, new[] { 2L }], MoreTexts())),
        "fixed list" => (new("+w:2", 2, [new byte[] { 1 }], Texts()), new("+w:2", 1, [null], MoreTexts())),
        "struct" => (new("+s", 5, [s_valid], Texts(), Numbers(1, 2, 3, 4, 5)),
            new("+s", 3, [null], MoreTexts(), Numbers(6, 7, 8))),
        "dense union" => (new(
            "+ud:5,7", 4, [new byte[] { 5, 7, 5, 7 }, new[] { 0, 1, 3, 2 }], Texts(), Numbers(1, 2, 3)),
            new("+ud:5,7", 2, [new byte[] { 7, 5 }, new[] { 1, 2 }], MoreTexts(), Numbers(4, 5))),
        "sparse union" => (new("+us:5,7", 3, [new byte[] { 5, 7, 5 }], Texts(), Numbers(1, 2, 3)),
            new("+us:5,7", 2, [new byte[] { 7, 5 }], MoreTexts(), Numbers(4, 5))),
        "runs" => (new("+r", 9, [], Numbers(2, 3, 7, 8, 12), Texts()), new("+r", 5, [], Numbers(1, 3, 5), MoreTexts())),
        _ => (new NativeArray("c", 4, [s_valid, new sbyte[] { 4, 99, 3, 0 }]).WithDictionary(Texts()),
            new NativeArray("c", 3, [null, new sbyte[] { 2, 0, 1 }]).WithDictionary(MoreTexts())),
    };

    public static TheoryData<string> Types =>
        [
            "null", "bool", "int32", "decimal", "fixed", "fixed0", "utf8", "large", "views", "list", "map", "list view",
            "fixed list", "struct", "dense union", "sparse union", "runs", "dictionary",
        ];

    private static string[] Rows(Field* field, CArrowArray* array)
    {
        string[] rows = new string[array->length];
        for (int i = 0; i < rows.Length; i++)
        {
            DisplayText text = new(1000);
            ValuePrinter.Append(text, field, array, i, false);
            rows[i] = text.ToString();
        }
        return rows;
    }

    private static void Check(Field* field, CArrowArray* first, CArrowArray* second)
    {
        CArrowArray output;
        Concat.Append(field, first, second, &output);
        Validation.Check(field, &output, Validation.Full);
        Assert.Equal((string[])[.. Rows(field, first), .. Rows(field, second)], Rows(field, &output));
        CheckBuffers(&output);
        output.release(&output);
        Assert.True(output.release == null);
    }

    private static void CheckBuffers(CArrowArray* array)
    {
        Assert.Equal(0, array->offset);
        for (long i = 0; i < array->n_buffers; i++)
        {
            Assert.Equal(0, (nint)array->buffers[i] % Allocator.Alignment);
        }
        for (long i = 0; i < array->n_children; i++)
        {
            CheckBuffers(array->children[i]);
        }
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Append_EveryPairOfSlices(string name)
    {
        (NativeArray first, NativeArray second) = Pair(name);
        using (first)
        using (second)
        {
            SchemaBlock* type = first.Type();
            long rows = first.Value->length;
            long more = second.Value->length;
            for (long offset = 0; offset <= rows; offset++)
            {
                for (long length = 0; length <= rows - offset; length++)
                {
                    for (long skipped = 0; skipped <= more; skipped++)
                    {
                        first.Sliced(offset, length);
                        second.Sliced(skipped, more - skipped);
                        Check(SchemaBlock.Root(type), first.Value, second.Value);
                        Check(SchemaBlock.Root(type), second.Value, first.Value);
                    }
                }
            }
            Native.ab_release(&type->head);
        }
    }

    [Fact]
    public void Append_ZerosNullSlots_SEC_2()
    {
        using NativeArray first = new("i", 3, [new byte[] { 0b101 }, new[] { 1, 0x5EC2E7, 3 }]);
        using NativeArray second = Numbers(4);
        SchemaBlock* type = first.Type();
        CArrowArray output;
        Concat.Append(SchemaBlock.Root(type), first.Value, second.Value, &output);
        Assert.Equal(1, output.null_count);
        Assert.Equal(
            [1, 0, 3, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], new ReadOnlySpan<int>(output.buffers[1], 16).ToArray());
        output.release(&output);
        Native.ab_release(&type->head);
    }

    [Fact]
    public void Append_KeepsOneDictionaryOnce()
    {
        (NativeArray first, NativeArray second) = Pair("dictionary");
        using (first)
        using (second)
        {
            SchemaBlock* type = first.Type();
            CArrowArray copy = *first.Value;
            CArrowArray output;
            Concat.Append(SchemaBlock.Root(type), first.Value, &copy, &output);
            Assert.Equal(5, output.dictionary->length);
            output.release(&output);
            Concat.Append(SchemaBlock.Root(type), first.Value, second.Value, &output);
            Assert.Equal(7, output.dictionary->length); // the two have one value in common
            output.release(&output);
            Native.ab_release(&type->head);
        }
    }

    private static void Refused(string rule, NativeArray first, NativeArray second)
    {
        using (first)
        using (second)
        {
            SchemaBlock* type = first.Type();
            CArrowArray output = new() { length = 7, release = first.Value->release };
            string message = "";
            try
            {
                Concat.Append(SchemaBlock.Root(type), first.Value, second.Value, &output);
            }
            catch (ArrowBridgeException exception)
            {
                message = exception.Message;
            }
            Assert.Contains(rule, message);
            Assert.True(output.release == null);
            Native.ab_release(&type->head);
        }
    }

    private static NativeArray Nulls(long length) => new("n", length, []);

    private static NativeArray Encoded(sbyte index, int values, int first = 0) =>
        new NativeArray("c", 1, [null, new[] { index }]).WithDictionary(
            new NativeArray("i", values, [null, Enumerable.Range(first, values).ToArray()]));

    [Fact]
    public void Append_RefusesWhatDoesNotFit_AndLeavesNothing()
    {
        Refused("more dictionary values than 8 bits", Encoded(99, 100), Encoded(28, 50, 1000));
        Refused("more bytes than 32 bits", new("u", 1, [null, new[] { 0, int.MaxValue }, new byte[1]]), MoreTexts());
        Refused("more items than 32 bits", new("+l", 1, [null, new[] { 0, int.MaxValue }], Nulls(int.MaxValue)),
            new("+l", 1, [null, new[] { 0, 1 }], Nulls(1)));
        Refused("more rows than 16 bits", new(
            "+r", 20_000, [], new NativeArray("s", 1, [null, new short[] { 20_000 }]), Nulls(1)),
            new("+r", 20_000, [], new NativeArray("s", 1, [null, new short[] { 20_000 }]), Nulls(1)));
    }

    [Fact]
    public void Append_RefusesWhatPointsOutside_AndLeavesNothing()
    {
        Refused("COL-5", MoreTexts(), new("u", 2, [null, new[] { 0, 3, 2 }, new byte[3]]));
        Refused("COL-5", new("+l", 1, [null, new[] { 0, 6 }], Texts()), new("+l", 1, [null, new[] { 0, 1 }], Texts()));
        Refused("COL-8", Views(0, "first text"), Views(2, "other text"));
        Refused("COL-9", new("+vl", 1, [null, new[] { 4 }, new[] { 2 }], Texts()),
            new("+vl", 1, [null, new[] { 0 }, new[] { 0 }], Texts()));
        Refused("COL-12", new("+ud:5", 1, [new byte[] { 5 }, new[] { 5 }], Texts()),
            new("+ud:5", 1, [new byte[] { 6 }, new[] { 0 }], Texts()));
        Refused("COL-12", new("+ud:5", 1, [new byte[] { 5 }, new[] { 0 }], Texts()),
            new("+ud:5", 1, [new byte[] { 6 }, new[] { 0 }], Texts()));
        Refused("COL-15", Encoded(0, 1), Encoded(5, 5));
        Refused("COL-15", Encoded(0, 1), Encoded(5, 5, 1000));
        Refused("COL-16", new("+r", 5, [], Numbers(3, 3, 5), Nulls(3)), new("+r", 1, [], Numbers(1), Nulls(1)));
        Refused("COL-16", new("+r", 5, [], Numbers(3, 4), Nulls(3)), new("+r", 1, [], Numbers(1), Nulls(1)));
    }
}
