using System.Text;

namespace ArrowBridge.Ipc;

/// <summary>Recognizes common other formats by their first bytes, for error messages.</summary>
internal static class FormatDetection
{
    /// <summary>
    /// Names the format that the bytes look like; null if they may be an Arrow stream, with or without a continuation
    /// marker.
    /// </summary>
    public static string? Describe(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PAR1"u8))
        {
            return "a Parquet file";
        }
        if (head.StartsWith("FEA1"u8))
        {
            return "a Feather version 1 file, which is not Arrow IPC; pyarrow.feather and R's arrow read it, and " +
                "write version 2, which is";
        }
        if (head.StartsWith("ORC"u8))
        {
            return "an ORC file";
        }
        if (head.StartsWith("Obj\u0001"u8))
        {
            return "an Avro file";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]))
        {
            return "gzip-compressed data; decompress it first";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x28, 0xB5, 0x2F, 0xFD]))
        {
            return "a ZSTD-compressed file; decompress it first";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0x04, 0x22, 0x4D, 0x18]))
        {
            return "an LZ4-compressed file; decompress it first";
        }
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "a zip archive";
        }
        if (head.StartsWith("BZh"u8))
        {
            return "bzip2-compressed data; decompress it first";
        }
        if (head.StartsWith((ReadOnlySpan<byte>)[0xFD, (byte)'7', (byte)'z', (byte)'X']))
        {
            return "xz-compressed data; decompress it first";
        }
        // The protocols 2 to 5 of pickle. As a length without continuation marker, over two megabytes.
        if (head is [0x80, >= 2 and <= 5, >= 0x20, ..])
        {
            return "a Python pickle";
        }
        return DescribeText(head);
    }

    private static string? DescribeText(ReadOnlySpan<byte> head)
    {
        if (head.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            head = head[3..];
        }
        if (head.StartsWith("version https://git-lfs"u8))
        {
            return "a pointer of Git LFS, not the file that it stands for; get that with 'git lfs pull'";
        }
        if (head.StartsWith("/annex/objects/"u8) || head.StartsWith("../.git/annex/"u8))
        {
            return "a pointer of git-annex, not the file that it stands for; get that with 'git annex get'";
        }
        ReadOnlySpan<byte> start = head.TrimStart(" \t\r\n"u8);
        if (StartsWithTag(start, "<!doctype html"u8) || StartsWithTag(start, "<html"u8))
        {
            return "an HTML page, such as one that a server sent instead of the file";
        }
        if (start.StartsWith("<?xml"u8))
        {
            return "XML text";
        }
        if (head.Length > 0 && head[0] is (byte)'{' or (byte)'[' && IsText(head[1..]))
        {
            return "JSON text";
        }
        // Read as a message length without continuation marker, four printable characters mean more than half a
        // gigabyte of metadata.
        return head.Length > 0 && IsText(head) ? "text, such as CSV" : null;
    }

    private static bool StartsWithTag(ReadOnlySpan<byte> text, ReadOnlySpan<byte> tag) =>
        text.Length >= tag.Length && Ascii.EqualsIgnoreCase(text[..tag.Length], tag);

    private static bool IsText(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes[..Math.Min(bytes.Length, 4)])
        {
            if (value is (< 0x20 or 0x7F) and not ((byte)'\t' or (byte)'\n' or (byte)'\r'))
            {
                return false;
            }
        }
        return bytes.Length == 0 || bytes[0] < 0xF5;
    }
}
