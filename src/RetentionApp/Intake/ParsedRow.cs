using System.Data.Common;
using System.Text.Json;
using System.Threading.Channels;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Intake;

/// <summary>A row of a bulk result: what it says, or why it cannot be read.</summary>
internal sealed record ParsedRow<T>(T? Value, string? Broken) where T : class;

/// <summary>Rows of one part that are committed together; none at all: the part ends here.</summary>
internal sealed record Portion<T>(int Part, ParsedRow<T>[] Rows) where T : class;

internal static class ParsedRow
{
    private const int PerCommit = 400;

    /// <summary>Writes the rows of every part from <paramref name="first"/> on, in portions of one commit each, and ends the channel.</summary>
    internal static async Task ReadAll<T>(BulkFile file, int first, long shopId, Func<long, BulkObject, T> parse, ChannelWriter<Portion<T>> writer, CancellationToken cancellation)
        where T : class
    {
        try
        {
            for (var part = first; part < file.Parts; part++)
            {
                foreach (var chunk in file.Read(part).Chunk(PerCommit)) await writer.WriteAsync(new Portion<T>(part, Array.ConvertAll(chunk, item => Read(shopId, item, parse))), cancellation);
                await writer.WriteAsync(new Portion<T>(part, []), cancellation);
            }
        }
        finally
        {
            writer.TryComplete();
        }
    }

    internal static CustomerHeard Customer(long shopId, BulkObject item)
    {
        using var node = JsonDocument.Parse(item.Line);
        return AdminNodes.ReadCustomer(node.RootElement);
    }

    internal static OrderHeard Order(long shopId, BulkObject item)
    {
        var lines = item.Children.ConvertAll(line => JsonDocument.Parse(line));
        try
        {
            using var node = JsonDocument.Parse(item.Line);
            var heard = AdminNodes.ReadOrder(shopId, node.RootElement, lines.Select(line => line.RootElement));
            return heard with { IsHistory = true, FactsWritten = JsonSerializer.Serialize(heard.Facts, FactsJson.Default.OrderFacts) };
        }
        finally
        {
            foreach (var line in lines) line.Dispose();
        }
    }

    /// <summary>True when the row is to blame, not the app or the database around it.</summary>
    internal static bool IsFault(Exception failure) => IsUnreadable(failure) || IsUnstorable(failure);

    private static ParsedRow<T> Read<T>(long shopId, BulkObject item, Func<long, BulkObject, T> parse)
        where T : class
    {
        try
        {
            return new ParsedRow<T>(parse(shopId, item), null);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            return new ParsedRow<T>(null, failure.Message);
        }
    }

    private static bool IsUnreadable(Exception failure) => failure is JsonException or FormatException or InvalidOperationException or ArgumentException or OverflowException;

    /// <summary>SQLSTATE class 22: the row holds what the database cannot, a character 0 in a name for example.</summary>
    private static bool IsUnstorable(Exception failure) => failure is DbException { SqlState: ['2', '2', ..] };
}
