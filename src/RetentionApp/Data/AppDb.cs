using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace RetentionApp.Data;

/// <summary>
/// The one database context. It names no table: every module maps its own entities beside them and adds its sets by
/// extension. <see cref="Sql"/> is the same connection for hand-written statements on hot paths.
/// </summary>
internal abstract class AppDb(DbContextOptions options, WriteGate gate) : DbContext(options)
{
    internal abstract Dialect Dialect { get; }
    internal WriteGate Gate => gate;

    /// <summary>Prepared hand-written statements on this context's connection and transaction.</summary>
    internal Sql Sql => field ??= new Sql(this);

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.ApplyConfigurationsFromAssembly(typeof(AppDb).Assembly);
        foreach (var entity in model.Model.GetEntityTypes())
        foreach (var property in entity.GetProperties())
            property.SetColumnName(SnakeCase(property.Name));
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder conventions) =>
        conventions.Properties<DateTime>().HaveConversion<UtcConverter>();

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        foreach (var c in name)
        {
            if (char.IsUpper(c) && text.Length > 0) text.Append('_');
            text.Append(char.ToLowerInvariant(c));
        }
        return text.ToString();
    }

    /// <summary>SQLite forgets the kind of a time; every time in this database is UTC.</summary>
    private sealed class UtcConverter() : ValueConverter<DateTime, DateTime>(
        value => value, value => DateTime.SpecifyKind(value, DateTimeKind.Utc));
}

internal sealed class SqliteAppDb(DbContextOptions<SqliteAppDb> options, WriteGate gate) : AppDb(options, gate)
{
    internal override Dialect Dialect => Dialect.Sqlite;
}

internal sealed class PostgresAppDb(DbContextOptions<PostgresAppDb> options, WriteGate gate) : AppDb(options, gate)
{
    internal override Dialect Dialect => Dialect.Postgres;
}
