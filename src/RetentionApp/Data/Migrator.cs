using System.Data.Common;
using System.Reflection;

namespace RetentionApp.Data;

/// <summary>
/// Brings the schema up to date from the numbered scripts beside it: each in one transaction, one instance at a time. On a
/// connection of its own, not a context's: a start makes EF Core's model meanwhile.
/// </summary>
internal sealed class Migrator(ConnectionSource source, ILogger<Migrator> log)
{
    private const string Prefix = "RetentionApp.Data.Migrations.";

    /// <summary>Applies what is missing. Throws when the database was made by a newer version of the app.</summary>
    internal async Task Migrate()
    {
        var scripts = Scripts();
        await using var connection = await source.Open();
        // Stored webhooks are about 2.5 KB: in pages of 4 KB each would leave a third of its page empty. Only a new file takes the page size.
        if (source.Dialect.HasOneWriter) await Run(connection, "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL");
        await InTransaction(connection, () => Run(connection, "CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL)"));
        var version = await Version(connection);
        foreach (var script in scripts.Where(script => script.Version > version)) await Apply(connection, script);
        if (await Version(connection) > scripts[^1].Version)
            throw new InvalidOperationException("The database was made by a newer version of RetentionApp; run that version or restore a backup.");
    }

    /// <summary>True when the database answers and holds every migration.</summary>
    internal async Task<bool> IsUpToDate()
    {
        await using var connection = await source.Open();
        return await Version(connection) == Scripts()[^1].Version;
    }

    private async Task Apply(DbConnection connection, Script script)
    {
        var applied = false;
        await InTransaction(connection, async () =>
        {
            // Another instance may have come first.
            if (await Version(connection) >= script.Version) return;
            await Run(connection, source.Dialect.Translate(script.Text));
            await Run(connection, $"INSERT INTO schema_versions (version, name) VALUES ({script.Version}, '{script.Name}')");
            applied = true;
        });
        if (applied) log.LogInformation("Migrated the database to {Version} {Name}", script.Version, script.Name);
    }

    private async Task InTransaction(DbConnection connection, Func<Task> work)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        if (!source.Dialect.HasOneWriter) await Run(connection, $"SELECT pg_advisory_xact_lock({(int)LockSpace.Migrations}, 1)");
        await work();
        await transaction.CommitAsync();
    }

    /// <summary>Scripts and their names are part of the program; nothing else may come in here.</summary>
    private static async Task Run(DbConnection connection, string script)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = script;
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<int> Version(DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(MAX(version), 0) FROM schema_versions";
        return Convert.ToInt32(await command.ExecuteScalarAsync());
    }

    private static List<Script> Scripts()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".sql", StringComparison.Ordinal))
            .Select(name => Read(assembly, name)).OrderBy(script => script.Version).ToList();
    }

    private static Script Read(Assembly assembly, string resource)
    {
        // RetentionApp.Data.Migrations.0001_Initial.sql
        var file = resource[Prefix.Length..^4];
        using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
        return new Script(int.Parse(file[..4]), file[5..], reader.ReadToEnd());
    }

    private sealed record Script(int Version, string Name, string Text);
}
