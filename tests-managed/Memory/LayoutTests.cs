using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using ArrowBridge.Abi;
using ArrowBridge.Ipc;
using ArrowBridge.Memory;
using ArrowBridge.Streams;
using ArrowBridge.Streams.Checks;
using ArrowBridge.Tests.Architecture;

namespace ArrowBridge.Tests.Memory;

/// <summary>The C# mirrors have the layouts of the C structs: the compiled sizes and offsets, and the declared field
/// names.</summary>
public unsafe class LayoutTests
{
    private const string Native = "src/Memory/native/native.h";
    private const string Codecs = "src/Ipc/native/codecs.h";
    private const string Body = "src/Ipc/native/body.h";
    private const string CheckedStream = "src/Streams/native/checked_stream.h";
    private const string ExportedC = "src/Memory/native/exported.c";
    private const string Exported = "src/Memory/native/exported.inc";
    private const string Streams = "src/Streams/native/streams.h";
    private const string Readers = "src/Streams/native/readers.c";
    private const string Abi = "include/arrowbridge/abi.h";
    private const string Bridge = "include/arrowbridge/bridge.h";
    private const string Core = "include/arrowbridge/core.h";
    private const string Casts = "include/arrowbridge/casts.h";
    private const string Checked = "include/arrowbridge/checked.h";
    private const string Dictionaries = "include/arrowbridge/dictionaries.h";
    private const string ArrayHeader = "include/arrowbridge/array.h";
    private const string ReaderHeader = "include/arrowbridge/reader.h";
    private const string IpcRead = "include/arrowbridge/ipc_read.h";
    private const string IpcWrite = "include/arrowbridge/ipc_write.h";
    private const string IpcFollow = "include/arrowbridge/ipc_follow.h";
    private const string IpcEncode = "include/arrowbridge/ipc_encode.h";
    private const string TextHeader = "include/arrowbridge/text.h";
    private const string Device = "include/arrowbridge/device.h";
    private const string Build = "include/arrowbridge/build.h";

    private static long Offset<T>(string field) => (long)Marshal.OffsetOf<T>(field);

    [Fact]
    public void SizesAndOffsets_AreThoseOfC()
    {
        // In the order of ab_layout() in exported.c and ab_streams_layout() in readers.c.
        Compare(ArrowBridge.Memory.Native.ab_layout(),
        [
            sizeof(Block), sizeof(Reference), sizeof(ArrayBlock), Offset<ArrayBlock>("array"),
            Offset<ArrayBlock>("reference"), Offset<ArrayBlock>("memory"), Offset<ArrayBlock>("shareable"),
            sizeof(MappingBlock), sizeof(OwnerBlock), sizeof(BatchesBlock), sizeof(OwnedBlocks),
            sizeof(OutputBlock), Offset<OutputBlock>("fd"), sizeof(ExportedBlock), sizeof(ExportedArray),
            sizeof(ExportedSchema),
            Enum.GetValues<BlockKind>().Length, CError.Size, sizeof(TrackedBlock), Offset<TrackedBlock>("tag"),
        ]);
        Compare(StreamsNative.ab_streams_layout(),
        [
            sizeof(ReaderBlock), Offset<ReaderBlock>("text"), sizeof(ReaderBlock), sizeof(StreamBlock),
            Offset<StreamBlock>("text"), sizeof(LinkBlock), sizeof(ReadAheadOptions),
        ]);
    }

    private static void Compare(long* layout, long[] expected) =>
        Assert.Equal(expected, new ReadOnlySpan<long>(layout, expected.Length).ToArray());

    [Theory]
    [InlineData(ExportedC, 20)]
    [InlineData(Readers, 7)]
    public void SizesAndOffsets_AreAllCompared(string file, int count)
    {
        string list = Regex.Match(
            SourceTree.Read(file), @"layout\[\] = \{(.*?)\};", RegexOptions.Singleline).Groups[1].Value;
        Assert.Equal(count, Regex.Count(list, @"sizeof\(|offsetof\(|AB_KINDS|AB_TEXT_SIZE"));
    }

    [Fact]
    public void PublicStructs_HaveTheSizesOfTheSpecification()
    {
        Assert.Equal((72, 80, 40), (sizeof(CArrowSchema), sizeof(CArrowArray), sizeof(CArrowArrayStream)));
        Assert.Equal((128, 48), (sizeof(CArrowDeviceArray), sizeof(CArrowDeviceArrayStream)));
    }

    public static TheoryData<string, string, Type> Mirrors => new()
    {
        { Native, "Block", typeof(Block) },
        { Native, "Reference", typeof(Reference) },
        { Native, "Array", typeof(ArrayBlock) },
        { Native, "Mapping", typeof(MappingBlock) },
        { Native, "Owner", typeof(OwnerBlock) },
        { Native, "Batches", typeof(BatchesBlock) },
        { Native, "OwnedBlocks", typeof(OwnedBlocks) },
        { Native, "OutputFile", typeof(OutputBlock) },
        { Native, "TrackedBlock", typeof(TrackedBlock) },
        { Streams, "Reader", typeof(ReaderBlock) },
        { Streams, "Stream", typeof(StreamBlock) },
        { Streams, "Link", typeof(LinkBlock) },
        { Streams, "ReadAheadOptions", typeof(ReadAheadOptions) },
        { Native, "Callbacks", typeof(Callbacks) },
        { Codecs, "IpcCallbacks", typeof(IpcCallbacks) },
        { Codecs, "CodecFunctions", typeof(CodecFunctions) },
        { Codecs, "CodecContext", typeof(CodecContext) },
        { Codecs, "Frame", typeof(Frame) },
        { Codecs, "Result", typeof(Result) },
        { Body, "BodyPart", typeof(BodyPart) },
        { CheckedStream, "CheckedStreamOptions", typeof(CheckedStreamOptions) },
        { CheckedStream, "BufferChecksum", typeof(BufferChecksum) },
        { CheckedStream, "BufferChecksumList", typeof(BufferChecksumList) },
        { CheckedStream, "CheckEnvironment", typeof(CheckEnvironment) },
        { ExportedC, "ExportedBlock", typeof(ExportedBlock) },
        { Exported, "EXPORTED", typeof(ExportedArray) },
        { Exported, "EXPORTED", typeof(ExportedSchema) },
        { Abi, "ArrowSchema", typeof(CArrowSchema) },
        { Abi, "ArrowArray", typeof(CArrowArray) },
        { Abi, "ArrowArrayStream", typeof(CArrowArrayStream) },
        { Abi, "ArrowDeviceArray", typeof(CArrowDeviceArray) },
        { Abi, "ArrowDeviceArrayStream", typeof(CArrowDeviceArrayStream) },
        { Core, "ArrowBridgeError", typeof(CError) },
        { ReaderHeader, "ArrowBridgeReaderCallbacks", typeof(CReaderCallbacks) },
        { IpcRead, "ArrowBridgeInput", typeof(CInput) },
        { ArrayHeader, "ArrowBridgePrintOptions", typeof(CPrintOptions) },
        { IpcRead, "ArrowBridgeIpcReadOptions", typeof(CIpcReadOptions) },
        { IpcWrite, "ArrowBridgeOutput", typeof(COutput) },
        { IpcWrite, "ArrowBridgeIpcWriteOptions", typeof(CIpcWriteOptions) },
        { IpcFollow, "ArrowBridgeIpcFollowOptions", typeof(CIpcFollowOptions) },
        { IpcEncode, "ArrowBridgeIpcMessage", typeof(CIpcMessage) },
        { TextHeader, "ArrowBridgeTextWriteOptions", typeof(CTextWriteOptions) },
        { Casts, "ArrowBridgeFieldCast", typeof(CFieldCast) },
        { Checked, "ArrowBridgeFinding", typeof(CFinding) },
        { Checked, "ArrowBridgeCheckOptions", typeof(CCheckOptions) },
        { Dictionaries, "ArrowBridgeUnifyOptions", typeof(CUnifyOptions) },
        { Bridge, "ArrowBridgeLiveCounts", typeof(CLiveCounts) },
        { Device, "ArrowBridgeDeviceCopier", typeof(CDeviceCopier) },
        { Build, "ArrowBridgeBuffer", typeof(CBuffer) },
        { Build, "ArrowBridgeArrayPart", typeof(CArrayPart) },
    };

    [Theory]
    [MemberData(nameof(Mirrors))]
    public void Mirror_HasTheFieldsInOrder(string file, string name, Type mirror) =>
        Assert.Equal(FieldsInC(file, name), mirror
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .OrderBy(field => field.MetadataToken)
            .Select(field => field.Name.TrimEnd('_')));

    [Fact]
    public void Kinds_AreInTheSameOrder()
    {
        string body = Regex.Match(
            SourceTree.Read(Native), @"enum \{\s*(AB_MEMORY.*?)\};", RegexOptions.Singleline).Groups[1].Value;
        IEnumerable<string> kinds = Regex.Matches(SourceTree.WithoutComments(body), @"AB_(\w+)").Select(
            match => match.Groups[1].Value);
        Assert.Equal(
            Enum.GetNames<BlockKind>().Select(
                kind => Regex.Replace(kind, "(?<=[a-z])(?=[A-Z])", "_").ToUpperInvariant()).Append("KINDS"),
            kinds);
    }

    /// <summary>The names of a struct's fields, without a flexible array member at the end.</summary>
    private static IEnumerable<string> FieldsInC(string file, string name)
    {
        string text = SourceTree.WithoutComments(SourceTree.Read(file));
        Match body = Regex.Match(
            text, $@"struct {name} \{{(.*?)^\}}", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(body.Success, $"{file} does not define struct {name}");
        return body.Groups[1].Value.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Where(field => !field.EndsWith("[]", StringComparison.Ordinal))
            .Select(field => Regex.Match(field, @"\(\*(\w+)\)|(\w+)(?:\[\w+\])?$", RegexOptions.Singleline))
            .Select(match => match.Groups[1].Success ? match.Groups[1].Value : match.Groups[2].Value);
    }
}
