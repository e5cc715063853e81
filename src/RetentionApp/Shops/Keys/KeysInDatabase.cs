using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Shops.Keys;

/// <summary>One key of the ring that seals tokens and OAuth states, itself wrapped.</summary>
internal sealed class DataProtectionKey
{
    public long Id { get; set; }
    public required string Name { get; set; }
    public required string Xml { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<DataProtectionKey>
    {
        public void Configure(EntityTypeBuilder<DataProtectionKey> key) => key.ToTable("data_protection_keys").HasKey(k => k.Id);
    }
}

/// <summary>
/// The key ring in the database. Data Protection's contract is synchronous; keys are read at start and made every few
/// months, on a thread of its own. Never seal inside a transaction: making a key takes the right to write.
/// </summary>
internal sealed class KeysInDatabase(IServiceScopeFactory scopes, WrappingKeys keys, ILogger<KeysInDatabase> log) : IXmlRepository, IHostedService
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var scope = scopes.CreateScope();
        return scope.ServiceProvider.GetRequiredService<AppDb>().Set<DataProtectionKey>().AsNoTracking().Select(k => k.Xml).ToList().ConvertAll(xml => XElement.Parse(xml));
    }

    public void StoreElement(XElement element, string friendlyName) => Task.Run(async () =>
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        await db.Write(async () =>
        {
            db.Add(new DataProtectionKey { Name = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
            await db.SaveChangesAsync();
        });
    }).GetAwaiter().GetResult();

    /// <summary>Wraps everything anew that a former key wrapped, so that the former one may be taken out of the settings at the next start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AppDb>();
        var renewed = await db.Write(async () =>
        {
            var rows = await db.Set<DataProtectionKey>().ToListAsync(cancellationToken);
            var count = rows.Count(Rewrap);
            await db.SaveChangesAsync(cancellationToken);
            return count;
        }, cancellationToken);
        if (renewed > 0) log.LogInformation("Wrapped {Count} keys of the key ring anew with the current key", renewed);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private bool Rewrap(DataProtectionKey row)
    {
        var xml = XElement.Parse(row.Xml);
        var changed = false;
        foreach (var wrapped in xml.Descendants(KeyWrap.Element))
        {
            var secret = keys.Unwrap(wrapped.Value, out var isCurrent);
            if (isCurrent) continue;
            wrapped.Value = keys.Wrap(secret);
            changed = true;
        }
        if (changed) row.Xml = xml.ToString(SaveOptions.DisableFormatting);
        return changed;
    }
}
