using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
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
                await foreach (var line in Lines(stream, cancellation))
                {
                    var output = outputs[PartOf(line, parts)];
                    foreach (var segment in line) output.Write(segment.Span);
                    output.WriteByte((byte)'\n');
                }
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

    /// <summary>The objects of one part with their children, parents in file order. A line that is no JSON object comes back as <see cref="BulkObject.Broken"/>.</summary>
    internal IEnumerable<BulkObject> Read(int part)
    {
        var parents = new Dictionary<string, BulkObject>(StringComparer.Ordinal);
        var order = new List<BulkObject>();
        var orphans = new Dictionary<string, List<JsonElement>>(StringComparer.Ordinal);
        foreach (var line in File.ReadLines(PathOf(part)))
        {
            if (line.Length == 0) continue;
            JsonElement node;
            try
            {
                using var document = JsonDocument.Parse(line);
                node = document.RootElement.Clone();
            }
            catch (JsonException failure)
            {
                order.Add(new BulkObject(default, []) { Broken = failure.Message });
                continue;
            }
            if (node.TryGetProperty("__parentId", out var parentId))
            {
                if (parents.TryGetValue(parentId.GetString()!, out var parent)) parent.Children.Add(node);
                else (orphans.TryGetValue(parentId.GetString()!, out var waiting) ? waiting : orphans[parentId.GetString()!] = []).Add(node);
                continue;
            }
            var root = new BulkObject(node, []);
            parents[node.GetProperty("id").GetString()!] = root;
            order.Add(root);
        }
        foreach (var (id, children) in orphans) if (parents.TryGetValue(id, out var late)) late.Children.AddRange(children);
        return order;
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string PathOf(int part) => Path.Combine(folder, part + ".jsonl");

    private static async IAsyncEnumerable<ReadOnlySequence<byte>> Lines(Stream stream, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: 128 * 1024));
        while (true)
        {
            var result = await reader.ReadAsync(cancellation);
            var buffer = result.Buffer;
            while (buffer.PositionOf((byte)'\n') is { } end)
            {
                if (!buffer.Slice(0, end).IsEmpty) yield return buffer.Slice(0, end);
                buffer = buffer.Slice(buffer.GetPosition(1, end));
            }
            if (result.IsCompleted)
            {
                if (!buffer.IsEmpty) yield return buffer;
                break;
            }
            reader.AdvanceTo(buffer.Start, buffer.End);
        }
        await reader.CompleteAsync();
    }

    /// <summary>By the parent's id where the line has one, else by its own; a line that cannot be read goes to the first part, to be counted there.</summary>
    private static int PartOf(ReadOnlySequence<byte> line, int parts)
    {
        if (parts == 1) return 0;
        ReadOnlySpan<byte> parentMark = "\"__parentId\":"u8;
        var reader = new SequenceReader<byte>(line);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> _, parentMark))
        {
            reader = new SequenceReader<byte>(line);
            if (!reader.TryReadTo(out ReadOnlySequence<byte> _, "\"id\":"u8)) return 0;
        }
        if (!reader.TryAdvanceTo((byte)'"') || !reader.TryReadTo(out ReadOnlySequence<byte> id, (byte)'"')) return 0;
        // Stable across restarts, unlike string.GetHashCode: a resumed run skips the parts that are done.
        var hash = 2166136261u;
        foreach (var segment in id) foreach (var letter in segment.Span) hash = (hash ^ letter) * 16777619u;
        return (int)(hash % (uint)parts);
    }
}

/// <param name="Node">The root object.</param>
/// <param name="Children">Lines that named it as their parent.</param>
internal sealed record BulkObject(JsonElement Node, List<JsonElement> Children)
{
    internal string? Broken { get; init; }
}
