using System.Reflection;
using Microsoft.EntityFrameworkCore;

namespace RetentionApp.Data;

/// <summary>Brings the schema up to date from the numbered scripts beside it: each in one transaction, one instance at a time.</summary>
internal sealed class Migrator(AppDb db, ILogger<Migrator> log)
{
    private const string Prefix = "RetentionApp.Data.Migrations.";

    /// <summary>Applies what is missing. Throws when the database was made by a newer version of the app.</summary>
    internal async Task Migrate()
    {
        // Stored webhooks are about 2.5 KB: in pages of 4 KB each would leave a third of its page empty. Only a new file takes the page size.
        if (db.Dialect.HasOneWriter) await db.Database.ExecuteSqlRawAsync("PRAGMA page_size = 8192; PRAGMA journal_mode = WAL");
        await db.Write(async () =>
        {
            await db.Lock(LockSpace.Migrations, 1);
            await db.Database.ExecuteSqlRawAsync("CREATE TABLE IF NOT EXISTS schema_versions (version INTEGER PRIMARY KEY, name TEXT NOT NULL)");
        });
        foreach (var script in Scripts()) await Apply(script);
        if (await Version() > Scripts()[^1].Version)
            throw new InvalidOperationException("The database was made by a newer version of RetentionApp; run that version or restore a backup.");
    }

    /// <summary>True when the database answers and holds every migration.</summary>
    internal async Task<bool> IsUpToDate() => await Version() == Scripts()[^1].Version;

    private async Task Apply(Script script)
    {
        var applied = await db.Write(async () =>
        {
            await db.Lock(LockSpace.Migrations, 1);
            if (await db.Sql.Long($"SELECT COUNT(*) FROM schema_versions WHERE version = {script.Version}") > 0) return false;
            await db.Database.ExecuteSqlRawAsync(db.Dialect.Translate(script.Text).Replace("{", "{{").Replace("}", "}}"));
            await db.Sql.Execute($"INSERT INTO schema_versions (version, name) VALUES ({script.Version}, {script.Name})");
            return true;
        });
        if (applied) log.LogInformation("Migrated the database to {Version} {Name}", script.Version, script.Name);
    }

    private async Task<int> Version() => (int)await db.Sql.Long($"SELECT MAX(version) FROM schema_versions");

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
