using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Npgsql;
using RetentionApp.Data;

namespace RetentionApp.Tests;

/// <summary>An empty database of its own for one test: a SQLite file, or with <c>TEST_DATABASE=Postgres</c> one on the server of <c>TEST_POSTGRES</c>.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    internal required DatabaseOptions Options { get; init; }

    internal static async Task<TestDatabase> Create()
    {
        if (Environment.GetEnvironmentVariable("TEST_DATABASE") != "Postgres")
            return new() { Options = new("Sqlite", $"Data Source={Path.Combine(Path.GetTempPath(), $"retention-{Guid.NewGuid():N}.db")}") };
        // To create a database takes the server longer than most tests; one that a test has left is emptied and used again.
        if (Left.TryTake(out var left)) return new() { Options = new("Postgres", left) };
        var connection = new NpgsqlConnectionStringBuilder(Server) { Database = "test_" + Guid.NewGuid().ToString("N"), MaxPoolSize = 20 };
        await Run(Server, $"CREATE DATABASE {connection.Database}");
        return new() { Options = new("Postgres", connection.ToString()) };
    }

    /// <summary>A connection beside the app's, to look at what it left there.</summary>
    internal async Task<System.Data.Common.DbConnection> Connect()
    {
        System.Data.Common.DbConnection connection = Options.IsPostgres ? new NpgsqlConnection(Options.ConnectionString) : new SqliteConnection(Options.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        if (Options.IsPostgres)
        {
            NpgsqlConnection.ClearPool(new NpgsqlConnection(Options.ConnectionString));
            var alone = new NpgsqlConnectionStringBuilder(Options.ConnectionString) { Pooling = false };
            await Run(alone.ToString(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid(); DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            Left.Add(Options.ConnectionString);
            return;
        }
        SqliteConnection.ClearAllPools();
        var file = new SqliteConnectionStringBuilder(Options.ConnectionString).DataSource;
        foreach (var part in new[] { file, file + "-wal", file + "-shm" }) File.Delete(part);
    }

    private static string Server => Environment.GetEnvironmentVariable("TEST_POSTGRES") ?? throw new InvalidOperationException("TEST_POSTGRES must hold a connection string.");

    private static readonly ConcurrentBag<string> Left = [];

    static TestDatabase() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        while (Left.TryTake(out var left)) Run(Server, $"DROP DATABASE {new NpgsqlConnectionStringBuilder(left).Database} WITH (FORCE)").GetAwaiter().GetResult();
    };

    private static async Task Run(string where, string statements)
    {
        await using var server = new NpgsqlConnection(where);
        await server.OpenAsync();
        await using var command = new NpgsqlCommand(statements, server);
        await command.ExecuteNonQueryAsync();
    }
}
