using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace RetentionApp.Data;

/// <summary>
/// The statements prepared on one SQLite handle. They live as long as the handle, which the provider's pool passes from one
/// connection to the next, and are bound and stepped without the provider's commands, which cost more than most of them.
/// </summary>
internal sealed class SqliteStatements
{
    private static readonly ConditionalWeakTable<sqlite3, SqliteStatements> all = new();
    private readonly sqlite3 handle;
    // By reference: the text of a statement is a literal in the code, one object however often it is run.
    private readonly Dictionary<object, sqlite3_stmt> prepared = new(ReferenceEqualityComparer.Instance);

    private SqliteStatements(sqlite3 handle) => this.handle = handle;

    internal static SqliteStatements Of(sqlite3 handle) => all.GetValue(handle, one => new SqliteStatements(one));

    /// <returns>The number of rows the statement touched.</returns>
    internal int Execute(FormattableString statement)
    {
        var prepared = Bind(statement);
        try
        {
            while (Step(prepared)) { }
            return raw.sqlite3_changes(handle);
        }
        finally
        {
            // A statement that is not reset would hold its locks, whoever has the handle next.
            raw.sqlite3_reset(prepared);
        }
    }

    internal T? Single<T>(FormattableString statement, Func<System.Data.Common.DbDataReader, T> map)
    {
        var prepared = Bind(statement);
        try
        {
            if (!Step(prepared)) return default;
            var first = map(new SqliteRow(prepared));
            // A statement that writes has done its work only at its end.
            while (raw.sqlite3_stmt_readonly(prepared) == 0 && Step(prepared)) { }
            return first;
        }
        finally
        {
            raw.sqlite3_reset(prepared);
        }
    }

    internal List<T> Query<T>(FormattableString statement, Func<System.Data.Common.DbDataReader, T> map)
    {
        var prepared = Bind(statement);
        try
        {
            var (rows, row) = (new List<T>(), new SqliteRow(prepared));
            while (Step(prepared)) rows.Add(map(row));
            return rows;
        }
        finally
        {
            raw.sqlite3_reset(prepared);
        }
    }

    private bool Step(sqlite3_stmt statement) => raw.sqlite3_step(statement) switch
    {
        raw.SQLITE_ROW => true,
        raw.SQLITE_DONE => false,
        _ => throw Failure(),
    };

    private sqlite3_stmt Bind(FormattableString statement)
    {
        if (!prepared.TryGetValue(statement.Format, out var found)) prepared[statement.Format] = found = Prepare(statement);
        for (var i = 0; i < statement.ArgumentCount; i++) Check(Bind(found, i + 1, statement.GetArgument(i)));
        return found;
    }

    private sqlite3_stmt Prepare(FormattableString statement)
    {
        Check(raw.sqlite3_prepare_v3(handle, Sql.Text(statement.Format, statement.ArgumentCount, "?", 1), raw.SQLITE_PREPARE_PERSISTENT, out var made));
        return made;
    }

    /// <summary>Values as the provider writes them, so that both ways read each other's rows.</summary>
    private static int Bind(sqlite3_stmt statement, int index, object? value)
    {
        Span<byte> text = stackalloc byte[SqliteTimes.Longest];
        switch (value)
        {
            case null or DBNull: return raw.sqlite3_bind_null(statement, index);
            case string s: return raw.sqlite3_bind_text(statement, index, s);
            case long n: return raw.sqlite3_bind_int64(statement, index, n);
            case int n: return raw.sqlite3_bind_int64(statement, index, n);
            case bool b: return raw.sqlite3_bind_int64(statement, index, b ? 1 : 0);
            case DateTime at: return raw.sqlite3_bind_text(statement, index, text[..SqliteTimes.Write(at, text)]);
            case byte[] bytes: return raw.sqlite3_bind_blob(statement, index, bytes);
            case Enum choice: return raw.sqlite3_bind_int64(statement, index, Convert.ToInt32(choice));
            case double real: return raw.sqlite3_bind_double(statement, index, real);
            case DateOnly day: return raw.sqlite3_bind_text(statement, index, day.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
            default: throw new NotSupportedException($"A parameter of type {value.GetType().Name} cannot be bound.");
        }
    }

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK) throw Failure();
    }

    private SqliteException Failure()
    {
        var code = raw.sqlite3_extended_errcode(handle);
        return new SqliteException($"SQLite Error {code & 0xFF}: '{raw.sqlite3_errmsg(handle).utf8_to_string()}'.", code & 0xFF, code);
    }
}
