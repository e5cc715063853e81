using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>
/// One at a time per shop, for work that calls Shopify and so must not sit in a transaction: getting and refreshing
/// tokens. Within the process by a semaphore; across processes by a session lock of PostgreSQL on a connection of its own,
/// which dies with the process. A pooler in transaction mode would break it.
/// </summary>
internal sealed class ShopTurns(IServiceScopeFactory scopes)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> turns = new(StringComparer.OrdinalIgnoreCase);

    internal async Task<IAsyncDisposable> Take(string domain, CancellationToken cancellation)
    {
        var turn = turns.GetOrAdd(domain, _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellation);
        try
        {
            return new Held(turn, await LockAcrossProcesses(domain, cancellation));
        }
        catch
        {
            turn.Release();
            throw;
        }
    }

    private async Task<(AsyncServiceScope Scope, int Key)?> LockAcrossProcesses(string domain, CancellationToken cancellation)
    {
        var scope = scopes.CreateAsyncScope();
        try
        {
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            if (!db.Dialect.HasOneWriter)
            {
                var key = BinaryPrimitives.ReadInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(domain.ToLowerInvariant())));
                await db.Database.OpenConnectionAsync(cancellation);
                await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({(int)LockSpace.Token}, {key})", cancellation);
                return (scope, key);
            }
        }
        catch
        {
            await scope.DisposeAsync();
            throw;
        }
        await scope.DisposeAsync();
        return null;
    }

    private sealed class Held(SemaphoreSlim turn, (AsyncServiceScope Scope, int Key)? across) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                if (across is not var (scope, key)) return;
                await using (scope)
                    await scope.ServiceProvider.GetRequiredService<AppDb>().Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({(int)LockSpace.Token}, {key})");
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
