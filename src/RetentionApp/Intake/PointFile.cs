using System.Globalization;
using System.Text;
using CsvHelper;
using CsvHelper.Configuration;
using RetentionApp.Data;

namespace RetentionApp.Intake;

/// <param name="Line">Where it stands in the file, counted from 1.</param>
internal sealed record FileRow(long Line, IReadOnlyList<string> Cells);

/// <summary>The file cannot be read as a table at all; the message is for the log, <see cref="Line"/> for the merchant.</summary>
internal sealed class UnreadableFile(long line, Exception cause) : Exception($"Line {line} cannot be read: {cause.Message}", cause)
{
    internal long Line => line;
}

/// <summary>Reads an uploaded file row by row, part by part: however long it is, little of it is in memory.</summary>
internal static class PointFile
{
    /// <summary>The longest cell; beyond it a quote was opened and never closed.</summary>
    private const int LongestCell = 20_000;

    internal const string Utf8 = "utf-8", Utf16 = "utf-16", Utf16Big = "utf-16BE", Cyrillic = "windows-1251", Western = "windows-1252";
    internal static readonly IReadOnlyList<string> Encodings = [Utf8, Cyrillic, Western, Utf16, Utf16Big];
    internal static readonly IReadOnlyList<string> Delimiters = [",", ";", "\t", "|"];

    static PointFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    internal static Encoding Named(string encoding) => Encoding.GetEncoding(encoding);

    /// <summary>Every row of the file, the heading first. Throws <see cref="UnreadableFile"/> where it stops being a table.</summary>
    internal static async IAsyncEnumerable<FileRow> Rows(Stream stream, string encoding, string delimiter)
    {
        using var reader = new StreamReader(stream, Named(encoding), detectEncodingFromByteOrderMarks: true, 32 * 1024);
        using var parser = new CsvParser(reader, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = delimiter, BadDataFound = null, MaxFieldSize = LongestCell, IgnoreBlankLines = true, DetectDelimiter = false, ProcessFieldBufferSize = 1024, CacheFields = false,
        });
        for (var end = 0L; ;)
        {
            FileRow row;
            try
            {
                if (!await parser.ReadAsync()) yield break;
                row = new FileRow(end = parser.RawRow, parser.Record!);
            }
            catch (Exception failure) when (failure is CsvHelperException)
            {
                throw new UnreadableFile(end + 1, failure);
            }
            if (row.Cells.Any(cell => !string.IsNullOrWhiteSpace(cell))) yield return row;
        }
    }

    internal static IAsyncEnumerable<FileRow> Rows(AppDb db, PointImport import) => Rows(new PartStream(db, import.ShopId, import.Id), import.Encoding, import.Delimiter);

    /// <summary>The delimiter that the heading holds most of, outside quotes.</summary>
    internal static string Delimiter(string heading)
    {
        var counts = new int[Delimiters.Count];
        var isQuoted = false;
        foreach (var letter in heading)
        {
            if (letter == '"') isQuoted = !isQuoted;
            else if (!isQuoted && letter is '\r' or '\n') break;
            else if (!isQuoted && Delimiters.ToList().FindIndex(one => one[0] == letter) is >= 0 and var known) counts[known]++;
        }
        return Delimiters[Array.IndexOf(counts, counts.Max())];
    }

    /// <summary>The parts of a file in the database, one after the other.</summary>
    private sealed class PartStream(AppDb db, long shopId, long importId) : Stream
    {
        private ReadOnlyMemory<byte> part;
        private int number;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (part.IsEmpty) part = await db.Sql.Single($"SELECT body FROM point_import_parts WHERE shop_id = {shopId} AND import_id = {importId} AND number = {number++}", row => row.GetFieldValue<byte[]>(0));
            var taken = Math.Min(buffer.Length, part.Length);
            part[..taken].CopyTo(buffer);
            part = part[taken..];
            return taken;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Parts are read asynchronously.");
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
        public override void Flush() { }
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Looks at the bytes of a file as they come in and says in which encoding they are.</summary>
internal sealed class EncodingProbe
{
    private readonly Decoder utf8 = new UTF8Encoding(false, throwOnInvalidBytes: true).GetDecoder();
    private byte[] head = [];
    private bool isUtf8 = true;
    private long high, inWords;
    private byte last;

    internal void Look(ReadOnlySpan<byte> bytes)
    {
        if (head.Length < 4096) head = [.. head, .. bytes[..Math.Min(bytes.Length, 4096)]];
        try
        {
            if (isUtf8) utf8.GetCharCount(bytes, flush: false);
        }
        catch (DecoderFallbackException)
        {
            isUtf8 = false;
        }
        if (isUtf8) return;
        foreach (var letter in bytes)
        {
            if (letter >= 0xC0)
            {
                high++;
                if (last >= 0xC0) inWords++;
            }
            last = letter;
        }
    }

    /// <summary>True for a workbook, a picture or anything else that is no text.</summary>
    internal bool IsBinary => head.AsSpan().StartsWith("PK"u8) || (ByMark() is null && head.AsSpan().Contains((byte)0));

    /// <summary>In Cyrillic words letter follows letter; in western ones an accent stands alone.</summary>
    internal string Encoding => ByMark() ?? (isUtf8 ? PointFile.Utf8 : inWords * 2 > high ? PointFile.Cyrillic : PointFile.Western);

    /// <summary>The heading and what comes behind it, as text.</summary>
    internal string Head => PointFile.Named(Encoding).GetString(head);

    private string? ByMark() => head switch
    {
        [0xEF, 0xBB, 0xBF, ..] => PointFile.Utf8,
        [0xFF, 0xFE, ..] => PointFile.Utf16,
        [0xFE, 0xFF, ..] => PointFile.Utf16Big,
        _ => null,
    };
}
