using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace RetentionApp.Data;

/// <summary>
/// The right to write. SQLite lets one connection write and makes the others spin; taking turns here, first come first
/// served, keeps ingest and worker from ruining each other. On PostgreSQL it is always open.
/// </summary>
internal sealed class WriteGate(bool oneWriter)
{
    private readonly SemaphoreSlim turn = new(1, 1);
    private int waiting;

    /// <summary>Whether somebody waits for the turn. Who has much to write should commit soon, then.</summary>
    internal bool IsAwaited => Volatile.Read(ref waiting) > 0;

    internal async ValueTask<IDisposable?> Enter(CancellationToken cancellation)
    {
        if (!oneWriter) return null;
        Interlocked.Increment(ref waiting);
        try
        {
            await turn.WaitAsync(cancellation);
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }
        return new Turn(turn);
    }

    private sealed class Turn(SemaphoreSlim turn) : IDisposable
    {
        public void Dispose() => turn.Release();
    }
}

internal static class Writing
{
    /// <summary>
    /// Runs <paramref name="work"/> in one transaction and commits it; inside another <c>Write</c> it joins that one.
    /// Nothing outside the database may happen in here. PostgreSQL ends one of two transactions that wait for each other: it is
    /// run again from the start, so <paramref name="work"/> must bear that.
    /// </summary>
    internal static async Task<T> Write<T>(this AppDb db, Func<Task<T>> work, CancellationToken cancellation = default)
    {
        if (db.Database.CurrentTransaction is not null) return await work();

        using var turn = await db.Gate.Enter(cancellation);
        for (var attempt = 1; ; attempt++)
        {
            await using var transaction = await db.Database.BeginTransactionAsync(cancellation);
            try
            {
                var result = await work();
                await transaction.CommitAsync(cancellation);
                return result;
            }
            catch (Exception failure)
            {
                // What the context tracked belongs to the rolled-back transaction.
                db.ChangeTracker.Clear();
                if (!IsDeadlock(failure) || attempt == MostAttempts) throw;
            }
        }
    }

    private const int MostAttempts = 4;

    /// <summary>True when the database ended this transaction so that another could go on.</summary>
    internal static bool IsDeadlock(Exception failure) => (failure as DbException ?? failure.InnerException as DbException)?.SqlState == "40P01";

    internal static Task Write(this AppDb db, Func<Task> work, CancellationToken cancellation = default) =>
        db.Write(async () => { await work(); return true; }, cancellation);

    internal static bool IsWriting(this AppDb db) => db.Database.CurrentTransaction is not null;

    /// <summary>Serialises writers of one thing on PostgreSQL until the transaction ends; SQLite's writers take turns anyway.</summary>
    internal static async Task Lock(this AppDb db, LockSpace space, long key)
    {
        if (!db.IsWriting()) throw new InvalidOperationException("A lock is held by a transaction; call Write first.");
        if (!db.Dialect.HasOneWriter) await db.Sql.Execute($"SELECT pg_advisory_xact_lock({(int)space}, {(int)(key ^ (key >> 32))})");
    }

    /// <summary>As <see cref="Lock"/>, but false at once when another transaction holds it.</summary>
    internal static async Task<bool> TryLock(this AppDb db, LockSpace space, long key)
    {
        if (!db.IsWriting()) throw new InvalidOperationException("A lock is held by a transaction; call Write first.");
        return db.Dialect.HasOneWriter
            || await db.Sql.Single($"SELECT pg_try_advisory_xact_lock({(int)space}, {(int)(key ^ (key >> 32))})", row => row.GetBoolean(0));
    }
}

/// <summary>What an advisory lock protects; the key beside it is the row's id.</summary>
internal enum LockSpace { Migrations = 1, ShopDeliveries = 2, Account = 3, Token = 4, Job = 5, Install = 6, Order = 7, Programme = 8, Bonuses = 11 }
