using System.Text;
using ArrowBridge.Abi;
using ArrowBridge.Errors;
using ArrowBridge.Memory;
using ArrowBridge.Schemas;
using ArrowBridge.Tests.Memory;

namespace ArrowBridge.Tests.Schemas;

public unsafe class FieldTests : LiveCounts
{
    private static NativeSchema Nested() => new("+s", "root",
        new NativeSchema("i", "id"),
        new NativeSchema(
            "+l", "points", new NativeSchema("+s", "item", new NativeSchema("g", "x"), new NativeSchema("g", ""))),
        new NativeSchema("c", "kind").WithDictionary(new NativeSchema("u", null)));

    [Fact]
    public void Paths_AreNamesFromTheRoot()
    {
        using NativeSchema schema = Nested();
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        Field* root = SchemaBlock.Root(block);
        Field* item = root->children[1].children;
        Assert.Null(Field.Path(root));
        Assert.Equal("id", Field.Path(root->children));
        Assert.Equal("points.item", Field.Path(item));
        Assert.Equal("points.item.x", Field.Path(item->children));
        Assert.Equal("points.item.[1]", Field.Path(item->children + 1));
        Assert.Equal("kind.(dictionary)", Field.Path(root->children[2].dictionary));
        Native.ab_release(&block->head);
    }

    [Fact]
    public void Fields_StandInOneArrayAndKnowTheirColumn()
    {
        using NativeSchema schema = Nested();
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        Field* root = SchemaBlock.Root(block);
        Assert.Equal(8, block->n_fields);
        for (int i = 0; i < block->n_fields; i++)
        {
            Assert.Equal(i, root[i].index);
        }
        Field* item = root->children[1].children;
        Assert.Equal((-1, 0, 1, 1, 2, 2), (root->column, root->children[0].column, root->children[1].column,
            item->children[1].column, root->children[2].column, root->children[2].dictionary->column));
        Native.ab_release(&block->head);
    }

    [Theory]
    [InlineData("i", 2, 32, 3, true)]
    [InlineData("w:5", 2, 40, 0, true)]
    [InlineData("w:0", 2, 0, 0, false)]
    [InlineData("d:5,2", 2, 128, 7, true)]
    [InlineData("tiD", 2, 64, 3, true)]
    [InlineData("u", 3, 8, 3, true)]
    [InlineData("U", 3, 8, 7, true)]
    [InlineData("vu", 3, 128, 3, false)]
    [InlineData("n", 0, 0, 0, false)]
    public void Derived_FollowFromTheType(string format, int buffers, long width, int mask, bool isFlat)
    {
        using NativeSchema schema = new(format);
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        Field* field = SchemaBlock.Root(block);
        Assert.Equal((buffers, width, mask, isFlat),
            (field->n_buffers, field->bit_width, field->alignment_mask, field->is_flat));
        Native.ab_release(&block->head);
    }

    [Fact]
    public void Import_ReleasesTheStructOnce()
    {
        using NativeSchema schema = Nested();
        int before = NativeSchema.Released;
        SchemaBlock* block = SchemaImport.Import(schema.Value);
        Assert.Equal(1, NativeSchema.Released - before);
        Assert.True(schema.Value->release == null);
        Native.ab_release(&block->head);
    }

    [Fact]
    public void Import_OfAWrongStruct_ReleasesItOnceToo()
    {
        using NativeSchema schema = new("+s", "", new NativeSchema("+l", "list"));
        int before = NativeSchema.Released;
        ArrowBridgeException exception = Assert.Throws<ArrowBridgeException>(
            () => (nint)SchemaImport.Import(schema.Value));
        Assert.Equal(("SCH-15", "list"), (exception.Rule, exception.Field));
        Assert.Equal(1, NativeSchema.Released - before);
    }

    [Fact]
    public void Export_GivesBackWhatWasImported()
    {
        using NativeSchema schema = Nested().WithMetadata(("a", "1"), ("a", "2"));
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        CArrowSchema exported;
        SchemaExport.Export(block, SchemaBlock.Root(block), &exported);
        Native.ab_release(&block->head);
        Assert.Equal(Describe(schema.Value), Describe(&exported));
        exported.release(&exported);
        Assert.True(exported.release == null);
    }

    [Fact]
    public void Export_OfOneField_HasThatFieldOnly()
    {
        using NativeSchema schema = Nested();
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        CArrowSchema exported;
        SchemaExport.Export(block, SchemaBlock.Root(block)->children + 1, &exported);
        Native.ab_release(&block->head);
        Assert.Equal(Describe(schema.Value->children[1]), Describe(&exported));
        exported.release(&exported);
    }

    [Fact]
    public void Decimal128_IsWrittenWithoutItsWidth_FMT_21()
    {
        using NativeSchema schema = new("d:19,10,128");
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        Assert.Equal("d:19,10", Encoding.UTF8.GetString(Utf8Text.Span(SchemaBlock.Root(block)->format)));
        Native.ab_release(&block->head);
    }

    [Fact]
    public void Timezone_IsFoundAfterTheColon_FMT_34()
    {
        using NativeSchema schema = new("tsn:+05:30");
        SchemaBlock* block = SchemaImport.Copy(schema.Value);
        Assert.Equal("+05:30", Encoding.UTF8.GetString(Utf8Text.Span(SchemaBlock.Root(block)->timezone)));
        Native.ab_release(&block->head);
    }

    private static string Describe(CArrowSchema* schema)
    {
        StringBuilder text = new();
        text.Append(Utf8Text.Display(Utf8Text.Span(schema->format))).Append(' ');
        text.Append(schema->name == null ? "(none)" : Utf8Text.Display(Utf8Text.Span(schema->name)));
        text.Append(' ').Append(schema->flags);
        Metadata.Pairs pairs = new(schema->metadata);
        while (pairs.Next())
        {
            text.Append(' ').Append(Utf8Text.Display(pairs.Key)).Append('=').Append(Utf8Text.Display(pairs.Value));
        }
        text.Append(" {");
        for (int i = 0; i < schema->n_children; i++)
        {
            text.Append(Describe(schema->children[i]));
        }
        return text.Append(schema->dictionary == null ? "" : "|" + Describe(schema->dictionary)).Append('}').ToString();
    }
}
