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
        var connection = new NpgsqlConnectionStringBuilder(Server) { Database = "test_" + Guid.NewGuid().ToString("N"), MaxPoolSize = 20 };
        await OnServer($"CREATE DATABASE {connection.Database}");
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
            await OnServer($"DROP DATABASE {new NpgsqlConnectionStringBuilder(Options.ConnectionString).Database} WITH (FORCE)");
            return;
        }
        SqliteConnection.ClearAllPools();
        var file = new SqliteConnectionStringBuilder(Options.ConnectionString).DataSource;
        foreach (var part in new[] { file, file + "-wal", file + "-shm" }) File.Delete(part);
    }

    private static string Server => Environment.GetEnvironmentVariable("TEST_POSTGRES") ?? throw new InvalidOperationException("TEST_POSTGRES must hold a connection string.");

    private static async Task OnServer(string statement)
    {
        await using var server = new NpgsqlConnection(Server);
        await server.OpenAsync();
        await using var command = new NpgsqlCommand(statement, server);
        await command.ExecuteNonQueryAsync();
    }
}
