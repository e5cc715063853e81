using System.Buffers;
using System.Buffers.Text;
using RetentionApp.Shopify;

namespace RetentionApp.Intake;

/// <summary>
/// A bulk result on disk, cut into parts by the id of the root object, so that a parent and its children, which may stand
/// anywhere in the file, end up in one part. Each part fits into memory, whatever the size of the file.
/// </summary>
internal sealed class BulkFile : IDisposable
{
    private const long PartBytes = 24 * 1024 * 1024;
    private readonly string folder;
    private byte[] buffer = [];

    private BulkFile(string folder, int parts) => (this.folder, Parts) = (folder, parts);

    internal int Parts { get; }

    /// <summary>Reads the stream to its end. <paramref name="expectedBytes"/> (0 when unknown) only decides the number of parts.</summary>
    internal static async Task<BulkFile> Receive(Stream stream, long expectedBytes, CancellationToken cancellation)
    {
        var parts = (int)Math.Clamp(expectedBytes / PartBytes + 1, 1, 256);
        var folder = Directory.CreateTempSubdirectory("retention-bulk-").FullName;
        var file = new BulkFile(folder, parts);
        try
        {
            var outputs = Enumerable.Range(0, parts).Select(part => new FileStream(file.PathOf(part), FileMode.Create, FileAccess.Write, FileShare.None, 64 * 1024)).ToArray();
            try
            {
                await Distribute(stream, outputs, cancellation);
            }
            finally
            {
                foreach (var output in outputs) await output.DisposeAsync();
            }
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>
    /// The objects of one part with their children, in file order of the parents. Only where they stand is kept; parsing is
    /// the caller's, and done before the next part is read into the same memory.
    /// </summary>
    internal IEnumerable<BulkObject> Read(int part)
    {
        var bytes = Load(part);
        var order = new List<BulkObject>();
        var parents = new Dictionary<long, BulkObject>();
        var children = new List<(long Parent, ReadOnlyMemory<byte> Line)>();
        while (!bytes.IsEmpty)
        {
            var end = bytes.Span.IndexOf((byte)'\n');
            var line = bytes[..end];
            bytes = bytes[(end + 1)..];
            if (ParentId(line.Span) is { IsEmpty: false } parent)
            {
                children.Add((Number(parent), line));
                continue;
            }
            var root = new BulkObject(line, []);
            order.Add(root);
            parents[Number(OwnId(line.Span))] = root;
        }
        foreach (var (parent, line) in children) if (parents.TryGetValue(parent, out var root)) root.Children.Add(line);
        return order;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private ReadOnlyMemory<byte> Load(int part)
    {
        using var file = File.OpenRead(PathOf(part));
        var length = (int)file.Length;
        if (buffer.Length < length) buffer = new byte[length + length / 8];
        file.ReadExactly(buffer, 0, length);
        return buffer.AsMemory(0, length);
    }

    private string PathOf(int part) => Path.Combine(folder, part + ".jsonl");

    private static async Task Distribute(Stream stream, FileStream[] outputs, CancellationToken cancellation)
    {
        var block = ArrayPool<byte>.Shared.Rent(256 * 1024);
        try
        {
            var held = 0;
            int read;
            while ((read = await stream.ReadAsync(block.AsMemory(held), cancellation)) > 0)
            {
                var rest = Put(block.AsSpan(0, held + read), outputs);
                rest.CopyTo(block);
                held = rest.Length;
                if (held == block.Length) block = Grow(block);
            }
            PutLine(block.AsSpan(0, held), outputs);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    /// <summary>Writes every whole line to its part. Returns what is left of the last one.</summary>
    private static ReadOnlySpan<byte> Put(ReadOnlySpan<byte> lines, FileStream[] outputs)
    {
        for (int end; (end = lines.IndexOf((byte)'\n')) >= 0; lines = lines[(end + 1)..]) PutLine(lines[..end], outputs);
        return lines;
    }

    private static void PutLine(ReadOnlySpan<byte> line, FileStream[] outputs)
    {
        line = line.TrimEnd((byte)'\r');
        if (line.IsEmpty) return;
        var output = outputs[PartOf(line, outputs.Length)];
        output.Write(line);
        output.WriteByte((byte)'\n');
    }

    private static byte[] Grow(byte[] block)
    {
        var larger = ArrayPool<byte>.Shared.Rent(block.Length * 2);
        block.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(block);
        return larger;
    }

    /// <summary>By the parent's id where the line has one, else by its own; a line that names neither goes to the first part, to be counted there.</summary>
    private static int PartOf(ReadOnlySpan<byte> line, int parts)
    {
        if (parts == 1) return 0;
        var id = ParentId(line);
        if (id.IsEmpty) id = OwnId(line);
        // Stable across restarts, unlike string.GetHashCode: a resumed run skips the parts that are done.
        var hash = 2166136261u;
        foreach (var letter in id) hash = (hash ^ letter) * 16777619u;
        return (int)(hash % (uint)parts);
    }

    // Shopify writes it last; a shopper's text cannot hold the mark, because quotes inside texts are escaped.
    private static ReadOnlySpan<byte> ParentId(ReadOnlySpan<byte> line) => Value(line, line.LastIndexOf("\"__parentId\":\""u8), "\"__parentId\":\""u8.Length);

    private static ReadOnlySpan<byte> OwnId(ReadOnlySpan<byte> line) => Value(line, line.IndexOf("\"id\":\""u8), "\"id\":\""u8.Length);

    /// <summary>All roots of a file are of one type, so the number alone tells them apart; 0 for what is no id, which no child names.</summary>
    private static long Number(ReadOnlySpan<byte> gid) => Utf8Parser.TryParse(gid[(gid.LastIndexOf((byte)'/') + 1)..], out long number, out _) ? number : 0;

    private static ReadOnlySpan<byte> Value(ReadOnlySpan<byte> line, int mark, int length)
    {
        if (mark < 0) return [];
        var rest = line[(mark + length)..];
        var end = rest.IndexOf((byte)'"');
        return end < 0 ? [] : rest[..end];
    }
}

/// <param name="Line">The root object's line, UTF-8 JSON.</param>
/// <param name="Children">Lines that named it as their parent.</param>
internal sealed record BulkObject(ReadOnlyMemory<byte> Line, List<ReadOnlyMemory<byte>> Children);
