using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace RetentionApp.Data;

/// <summary>Where the data lives. <c>Database__Provider</c> is <c>Sqlite</c> (default) or <c>Postgres</c>.</summary>
internal sealed record DatabaseOptions(string Provider, string ConnectionString)
{
    internal bool IsPostgres => Provider == "Postgres";

    /// <summary>Reads and checks <c>Database__Provider</c> and <c>Database__ConnectionString</c>.</summary>
    internal static DatabaseOptions Read(IConfiguration settings)
    {
        var provider = settings["Database:Provider"] is { Length: > 0 } named ? named : "Sqlite";
        if (provider is not ("Sqlite" or "Postgres")) throw new SettingException("Database__Provider", $"is \"{provider}\"; it should be Sqlite or Postgres.");
        var text = settings["Database:ConnectionString"];
        if (string.IsNullOrWhiteSpace(text)) text = provider == "Sqlite" ? "Data Source=data/retention.db" : throw new SettingException("Database__ConnectionString", "is missing; for Postgres it should hold e.g. Host=localhost;Database=retention;Username=retention;Password=…");
        try
        {
            DbConnectionStringBuilder check = provider == "Sqlite" ? new SqliteConnectionStringBuilder(text) : new NpgsqlConnectionStringBuilder(text);
            return new DatabaseOptions(provider, check.ConnectionString);
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            throw new SettingException("Database__ConnectionString", $"cannot be read for {provider}: {wrong.Message}");
        }
    }

    internal static SettingException Unusable(Exception failure) => new("Database__ConnectionString", $"must lead to a database that can be opened: {failure.Message.ReplaceLineEndings(" ")}");
}

/// <summary>Opens connections outside a context. Whoever opens one closes it.</summary>
internal sealed record ConnectionSource(Dialect Dialect, Func<Task<DbConnection>> Open)
{
    /// <exception cref="SettingException">Nothing answers there, or it lets nobody in.</exception>
    internal async Task NeedAnswer()
    {
        try
        {
            await using var connection = await Open();
        }
        catch (DbException failure)
        {
            throw DatabaseOptions.Unusable(failure);
        }
    }
}

internal static class DataModule
{
    internal static void AddData(this IServiceCollection services, DatabaseOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(new WriteGate(oneWriter: !options.IsPostgres));
        services.AddSingleton<ReadPool>();
        services.AddSingleton<Migrator>();
        if (options.IsPostgres) services.AddPostgres(options);
        else services.AddSqlite(options);
    }

    private static void AddSqlite(this IServiceCollection services, DatabaseOptions options)
    {
        var connection = new SqliteConnectionStringBuilder(options.ConnectionString) { DefaultTimeout = 30 };
        if (Path.GetDirectoryName(connection.DataSource) is { Length: > 0 } folder && connection.Mode != SqliteOpenMode.Memory) MakeFolder(folder);
        services.AddDbContext<AppDb, SqliteAppDb>(db => db.UseSqlite(connection.ToString()).AddInterceptors(SqliteSetup.Instance));
        services.AddSingleton(_ => new ConnectionSource(Dialect.Sqlite, async () =>
        {
            var opened = new SqliteConnection(connection.ToString());
            await opened.OpenAsync();
            SqliteSetup.Apply(opened);
            return opened;
        }));
    }

    private static void MakeFolder(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw DatabaseOptions.Unusable(failure);
        }
    }

    private static void AddPostgres(this IServiceCollection services, DatabaseOptions options)
    {
        var connection = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MaxAutoPrepare = 200, AutoPrepareMinUsages = 2 };
        services.AddSingleton(_ => NpgsqlDataSource.Create(connection));
        services.AddDbContext<AppDb, PostgresAppDb>((provider, db) => db.UseNpgsql(provider.GetRequiredService<NpgsqlDataSource>()));
        services.AddSingleton(provider => new ConnectionSource(Dialect.Postgres, async () => await provider.GetRequiredService<NpgsqlDataSource>().OpenConnectionAsync()));
    }

    /// <summary>Settings that SQLite keeps per connection: an answered webhook must survive a power cut, so commits are synchronous.</summary>
    private sealed class SqliteSetup : DbConnectionInterceptor
    {
        internal static readonly SqliteSetup Instance = new();

        internal static void Apply(DbConnection connection)
        {
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA busy_timeout = 30000; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -16000; PRAGMA mmap_size = 134217728; PRAGMA wal_autocheckpoint = 2000; PRAGMA temp_store = MEMORY;";
            command.ExecuteNonQuery();
        }

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData data) => Apply(connection);

        public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData data, CancellationToken cancellation = default)
        {
            Apply(connection);
            return Task.CompletedTask;
        }
    }
}
