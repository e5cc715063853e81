using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;
using RetentionApp.Data;

namespace RetentionApp.Shops.Keys;

/// <summary>
/// The key ring that seals tokens and OAuth states, in the database, each key itself wrapped. Data Protection's contract is
/// synchronous; keys are read at start and made every few months, on a thread of its own and without a context: nothing
/// else can start before them. Never seal inside a transaction: making a key takes the right to write.
/// </summary>
internal sealed class KeysInDatabase(ConnectionSource source, WriteGate gate, WrappingKeys keys, ILogger<KeysInDatabase> log) : IXmlRepository, IHostedService
{
    public IReadOnlyCollection<XElement> GetAllElements() => Task.Run(async () => (await Stored()).ConvertAll(key => key.Xml)).GetAwaiter().GetResult();

    public void StoreElement(XElement element, string friendlyName) => Task.Run(async () =>
    {
        var text = element.ToString(SaveOptions.DisableFormatting);
        await Write($"INSERT INTO data_protection_keys (name, xml) VALUES ({friendlyName}, {text})");
    }).GetAwaiter().GetResult();

    /// <summary>Wraps everything anew that a former key wrapped, so that the former one may be taken out of the settings at the next start.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var renewed = 0;
        foreach (var (id, xml) in await Stored())
        {
            if (!Rewrap(xml)) continue;
            var text = xml.ToString(SaveOptions.DisableFormatting);
            await Write($"UPDATE data_protection_keys SET xml = {text} WHERE id = {id}");
            renewed++;
        }
        if (renewed > 0) log.LogInformation("Wrapped {Count} keys of the key ring anew with the current key", renewed);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task<List<(long Id, XElement Xml)>> Stored()
    {
        await using var sql = new Sql(await source.Open());
        return await sql.Query($"SELECT id, xml FROM data_protection_keys ORDER BY id", row => (row.GetInt64(0), XElement.Parse(row.GetString(1))));
    }

    private async Task Write(FormattableString statement)
    {
        using var turn = await gate.Enter(CancellationToken.None);
        await using var sql = new Sql(await source.Open());
        await sql.Execute(statement);
    }

    /// <summary>True when a part of the key was wrapped by a former key; it is wrapped anew then.</summary>
    private bool Rewrap(XElement key)
    {
        var changed = false;
        foreach (var wrapped in key.Descendants(KeyWrap.Element))
        {
            var secret = keys.Unwrap(wrapped.Value, out var isCurrent);
            if (isCurrent) continue;
            wrapped.Value = keys.Wrap(secret);
            changed = true;
        }
        return changed;
    }
}
