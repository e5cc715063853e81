using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using SQLitePCL;

namespace RetentionApp.Data;

/// <summary>
/// Hand-written statements, prepared once per connection. A statement is an interpolated string whose holes become
/// parameters, never text: <c>sql.Execute($"DELETE FROM lots WHERE shop_id = {shop}")</c>.
/// </summary>
internal sealed class Sql : IAsyncDisposable
{
    private readonly AppDb? db;
    private readonly DbConnection connection;
    private readonly SqliteConnection? sqlite;
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);
    private readonly Dictionary<object, int> run = new(ReferenceEqualityComparer.Instance);
    private (sqlite3? Handle, SqliteStatements? Prepared) current;

    internal Sql(AppDb db) : this(db.Database.GetDbConnection())
    {
        this.db = db;
        // Closing disposes the commands once; used again, they would keep statements of a connection that the pool has given to somebody else.
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == System.Data.ConnectionState.Closed) commands.Clear();
        };
    }

    /// <summary>For readers outside a context; the connection must be open.</summary>
    internal Sql(DbConnection connection) => (this.connection, sqlite) = (connection, connection as SqliteConnection);

    /// <summary>Every statement run so far, with its parameters' names in place.</summary>
    internal IEnumerable<string> Statements => run.Select(statement => Text((string)statement.Key, statement.Value, "@p", 0));

    /// <returns>The number of rows the statement touched.</returns>
    internal async ValueTask<int> Execute(FormattableString statement)
    {
        await Open(statement);
        return sqlite is null ? await Command(statement).ExecuteNonQueryAsync() : Prepared().Execute(statement);
    }

    /// <returns>The first row, mapped; the default of <typeparamref name="T"/> when there is none.</returns>
    internal async ValueTask<T?> Single<T>(FormattableString statement, Func<DbDataReader, T> map)
    {
        await Open(statement);
        if (sqlite is not null) return Prepared().Single(statement, map);
        await using var reader = await Command(statement).ExecuteReaderAsync();
        return await reader.ReadAsync() ? map(reader) : default;
    }

    internal async ValueTask<List<T>> Query<T>(FormattableString statement, Func<DbDataReader, T> map)
    {
        await Open(statement);
        if (sqlite is not null) return Prepared().Query(statement, map);
        var rows = new List<T>();
        await using var reader = await Command(statement).ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(map(reader));
        return rows;
    }

    internal ValueTask<long> Long(FormattableString statement) => Single(statement, row => row.IsDBNull(0) ? 0 : row.GetInt64(0));

    /// <summary>What follows sees the database as it is now, until <see cref="EndSnapshot"/>. SQLite only; on PostgreSQL each statement sees its own moment.</summary>
    internal void BeginSnapshot()
    {
        if (sqlite is not null) Prepared().Execute($"BEGIN");
    }

    /// <summary>Also after a failure, which may have ended it already.</summary>
    internal void EndSnapshot()
    {
        if (sqlite is not null && raw.sqlite3_get_autocommit(sqlite.Handle!) == 0) Prepared().Execute($"COMMIT");
    }

    /// <summary>The statement with a name for each hole, counted from <paramref name="first"/>.</summary>
    internal static string Text(string format, int holes, string prefix, int first) =>
        string.Format(CultureInfo.InvariantCulture, format, [.. Enumerable.Range(first, holes).Select(object (number) => prefix + number)]);

    private ValueTask Open(FormattableString statement)
    {
        run.TryAdd(statement.Format, statement.ArgumentCount);
        if (connection.State == System.Data.ConnectionState.Open) return ValueTask.CompletedTask;
        if (db is null) throw new InvalidOperationException("The connection of a reader must stay open.");
        // Opened through EF so that its interceptor sets the connection up; EF closes it with the context.
        return new ValueTask(db.Database.OpenConnectionAsync());
    }

    private SqliteStatements Prepared()
    {
        var handle = sqlite!.Handle!;
        if (!ReferenceEquals(current.Handle, handle)) current = (handle, SqliteStatements.Of(handle));
        return current.Prepared!;
    }

    private DbCommand Command(FormattableString statement)
    {
        ref var command = ref CollectionsMarshal.GetValueRefOrAddDefault(commands, statement.Format, out _);
        command ??= Create(statement);
        command.Transaction = db?.Database.CurrentTransaction?.GetDbTransaction();
        for (var i = 0; i < statement.ArgumentCount; i++)
            command.Parameters[i].Value = statement.GetArgument(i) switch
            {
                null => DBNull.Value,
                Enum value => Convert.ToInt32(value),
                var value => value,
            };
        return command;
    }

    private DbCommand Create(FormattableString statement)
    {
        var command = connection.CreateCommand();
        for (var i = 0; i < statement.ArgumentCount; i++)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i;
            command.Parameters.Add(parameter);
        }
        command.CommandText = Text(statement.Format, statement.ArgumentCount, "@p", 0);
        return command;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var command in commands.Values) await command.DisposeAsync();
        commands.Clear();
        if (db is null) await connection.DisposeAsync();
    }
}

internal static class Rows
{
    /// <summary>A UTC time.</summary>
    internal static DateTime At(this DbDataReader row, int column) => DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);
    internal static DateTime? AtOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.At(column);
    internal static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    internal static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
