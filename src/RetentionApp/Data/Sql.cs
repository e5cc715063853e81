using System.Data.Common;
using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace RetentionApp.Data;

/// <summary>
/// Hand-written statements, prepared once per connection. A statement is an interpolated string whose holes become
/// parameters, never text: <c>sql.Execute($"DELETE FROM lots WHERE shop_id = {shop}")</c>.
/// </summary>
internal sealed class Sql : IAsyncDisposable
{
    private readonly AppDb? db;
    private readonly DbConnection connection;
    private readonly Dictionary<string, DbCommand> commands = new(StringComparer.Ordinal);

    internal Sql(AppDb db)
    {
        (this.db, connection) = (db, db.Database.GetDbConnection());
        // Closing disposes the commands once; used again, they would keep statements of a handle that the pool has given to somebody else.
        connection.StateChange += (_, change) =>
        {
            if (change.CurrentState == System.Data.ConnectionState.Closed) commands.Clear();
        };
    }

    /// <summary>For readers outside a context; the connection must be open.</summary>
    internal Sql(DbConnection connection) => this.connection = connection;

    /// <summary>Every statement run so far, with its parameters' names in place.</summary>
    internal IEnumerable<string> Statements => commands.Values.Select(command => command.CommandText);

    /// <returns>The number of rows the statement touched.</returns>
    internal async ValueTask<int> Execute(FormattableString statement) => await (await Prepare(statement)).ExecuteNonQueryAsync();

    /// <returns>The first row, mapped; the default of <typeparamref name="T"/> when there is none.</returns>
    internal async ValueTask<T?> Single<T>(FormattableString statement, Func<DbDataReader, T> map)
    {
        await using var reader = await (await Prepare(statement)).ExecuteReaderAsync();
        return await reader.ReadAsync() ? map(reader) : default;
    }

    internal async ValueTask<List<T>> Query<T>(FormattableString statement, Func<DbDataReader, T> map)
    {
        var rows = new List<T>();
        await using var reader = await (await Prepare(statement)).ExecuteReaderAsync();
        while (await reader.ReadAsync()) rows.Add(map(reader));
        return rows;
    }

    internal ValueTask<long> Long(FormattableString statement) => Single(statement, row => row.IsDBNull(0) ? 0 : row.GetInt64(0));

    private async ValueTask<DbCommand> Prepare(FormattableString statement)
    {
        if (connection.State != System.Data.ConnectionState.Open)
        {
            if (db is null) throw new InvalidOperationException("The connection of a reader must stay open.");
            // Opened through EF so that its interceptor sets the connection up; EF closes it with the context.
            await db.Database.OpenConnectionAsync();
        }
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
        var names = new object[statement.ArgumentCount];
        for (var i = 0; i < names.Length; i++)
        {
            names[i] = "@p" + i;
            var parameter = command.CreateParameter();
            parameter.ParameterName = "@p" + i;
            command.Parameters.Add(parameter);
        }
        command.CommandText = string.Format(CultureInfo.InvariantCulture, statement.Format, names);
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
    /// <summary>A UTC time; SQLite's provider returns it without a kind, and spends more on guessing its form than the query took.</summary>
    internal static DateTime At(this DbDataReader row, int column) =>
        row is SqliteDataReader && DateTime.TryParseExact(row.GetString(column), "yyyy-MM-dd HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);
    internal static DateTime? AtOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.At(column);
    internal static string? TextOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
    internal static long? LongOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
