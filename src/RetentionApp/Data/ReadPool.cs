using System.Collections.Concurrent;

namespace RetentionApp.Data;

/// <summary>
/// Open connections with their statements already prepared, for the few pages that are read far more often than
/// anything else. Whoever reads through it must not write. On SQLite everything one reader asks is of one moment, and the
/// file is locked once for all of it.
/// </summary>
internal sealed class ReadPool(ConnectionSource source) : IAsyncDisposable
{
    private const int Kept = 16;
    private readonly ConcurrentStack<Sql> idle = new();
    private int count;

    internal async Task<T> Read<T>(Func<Sql, Task<T>> read)
    {
        if (idle.TryPop(out var sql)) Interlocked.Decrement(ref count);
        else sql = new Sql(await source.Open());
        var healthy = false;
        try
        {
            sql.BeginSnapshot();
            var result = await read(sql);
            healthy = true;
            return result;
        }
        finally
        {
            sql.EndSnapshot();
            if (healthy && Interlocked.Increment(ref count) <= Kept) idle.Push(sql);
            else
            {
                if (healthy) Interlocked.Decrement(ref count);
                await sql.DisposeAsync();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        while (idle.TryPop(out var sql)) await sql.DisposeAsync();
    }
}
