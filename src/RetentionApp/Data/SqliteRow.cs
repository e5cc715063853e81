using System.Collections;
using System.Data.Common;
using System.Globalization;
using System.Text;
using SQLitePCL;

namespace RetentionApp.Data;

/// <summary>The row that a statement stands on, as the mappers of <see cref="Sql"/> read it. It has columns, no names and no way to move on.</summary>
internal sealed class SqliteRow(sqlite3_stmt statement) : DbDataReader
{
    public override bool IsDBNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;
    public override long GetInt64(int column) => IsDBNull(column) ? throw Null(column) : raw.sqlite3_column_int64(statement, column);
    public override int GetInt32(int column) => checked((int)GetInt64(column));
    public override short GetInt16(int column) => checked((short)GetInt64(column));
    public override byte GetByte(int column) => checked((byte)GetInt64(column));
    public override bool GetBoolean(int column) => GetInt64(column) != 0;
    public override double GetDouble(int column) => IsDBNull(column) ? throw Null(column) : raw.sqlite3_column_double(statement, column);
    public override float GetFloat(int column) => (float)GetDouble(column);
    public override decimal GetDecimal(int column) => decimal.Parse(GetString(column), CultureInfo.InvariantCulture);
    public override DateTime GetDateTime(int column) => IsDBNull(column) ? throw Null(column) : SqliteTimes.Read(raw.sqlite3_column_blob(statement, column));

    public override string GetString(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => throw Null(column),
        // The bytes of a text are its UTF-8.
        raw.SQLITE_TEXT => Encoding.UTF8.GetString(raw.sqlite3_column_blob(statement, column)),
        _ => raw.sqlite3_column_text(statement, column).utf8_to_string(),
    };

    public override T GetFieldValue<T>(int column) =>
        typeof(T) == typeof(byte[]) ? (T)(object)raw.sqlite3_column_blob(statement, column).ToArray()
        : typeof(T) == typeof(DateTime) ? (T)(object)GetDateTime(column)
        : typeof(T) == typeof(DateOnly) ? (T)(object)DateOnly.ParseExact(GetString(column).AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture)
        : (T)GetValue(column);

    public override object GetValue(int column) => raw.sqlite3_column_type(statement, column) switch
    {
        raw.SQLITE_NULL => DBNull.Value,
        raw.SQLITE_INTEGER => GetInt64(column),
        raw.SQLITE_FLOAT => GetDouble(column),
        raw.SQLITE_BLOB => raw.sqlite3_column_blob(statement, column).ToArray(),
        _ => GetString(column),
    };

    public override int FieldCount => raw.sqlite3_column_count(statement);
    public override object this[int column] => GetValue(column);
    public override bool HasRows => true;
    public override bool IsClosed => false;
    public override int Depth => 0;
    public override int RecordsAffected => -1;

    public override object this[string name] => throw Unnamed();
    public override int GetOrdinal(string name) => throw Unnamed();
    public override string GetName(int column) => throw Unnamed();
    public override string GetDataTypeName(int column) => throw Unnamed();
    public override Type GetFieldType(int column) => throw Unnamed();
    public override Guid GetGuid(int column) => throw Unnamed();
    public override char GetChar(int column) => throw Unnamed();
    public override long GetBytes(int column, long from, byte[]? buffer, int at, int length) => throw Unnamed();
    public override long GetChars(int column, long from, char[]? buffer, int at, int length) => throw Unnamed();
    public override int GetValues(object[] values) => throw Unnamed();
    public override IEnumerator GetEnumerator() => throw Unnamed();
    public override bool NextResult() => throw Unnamed();
    public override bool Read() => throw Unnamed();

    private static InvalidOperationException Null(int column) => new($"Column {column} is null.");
    private static NotSupportedException Unnamed() => new("A mapper reads the columns of one row by their number.");
}
