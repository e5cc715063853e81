using System.Collections.Concurrent;

namespace RetentionApp.Data;

/// <summary>
/// Open connections with their statements already prepared, for the few pages that are read far more often than
/// anything else. Whoever reads through it must not write.
/// </summary>
internal sealed class ReadPool(ConnectionSource source) : IAsyncDisposable
{
    private const int Kept = 16;
    private readonly ConcurrentBag<Sql> idle = [];

    internal async Task<T> Read<T>(Func<Sql, Task<T>> read)
    {
        if (!idle.TryTake(out var sql)) sql = new Sql(await source.Open());
        var healthy = false;
        try
        {
            var result = await read(sql);
            healthy = true;
            return result;
        }
        finally
        {
            if (healthy && idle.Count < Kept) idle.Add(sql);
            else await sql.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryTake(out var sql)) await sql.DisposeAsync();
    }
}
