using System.Globalization;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>What Shopify should hold about a customer, against what it was told before.</summary>
internal sealed record PushWish(IReadOnlyList<string> Tags, Dictionary<string, string> Values, Pushed Before)
{
    internal IEnumerable<KeyValuePair<string, string>> Set => Values.Where(value => !Before.Values.TryGetValue(value.Key, out var known) || known != value.Value);
    internal IEnumerable<string> Delete => Before.Values.Keys.Where(key => !Values.ContainsKey(key));
    internal string[] AddTags => [.. Tags.Except(Before.Tags, StringComparer.OrdinalIgnoreCase)];
    internal string[] RemoveTags => [.. Before.Tags.Except(Tags, StringComparer.OrdinalIgnoreCase)];
    internal bool HasChanges => Set.Any() || Delete.Any() || AddTags.Length > 0 || RemoveTags.Length > 0;
}

internal static class PushValues
{
    internal const string Namespace = "$app:loyalty";
    internal const string TagPrefix = "tier:";

    /// <summary>Our fields: key, Shopify's type, and the name that merchants see.</summary>
    internal static readonly (string Key, string Type, string Name)[] Fields =
    [
        ("balance", "number_integer", "Points available"), ("pending", "number_integer", "Points pending"), ("tier", "single_line_text_field", "Tier"),
        ("tier_name", "single_line_text_field", "Tier name"), ("tier_progress", "json", "Tier progress"),
    ];

    internal static async Task<Dictionary<long, PushWish>> Of(AppDb db, Shop shop, ProgrammeSettings settings, IReadOnlyList<CustomerPush> rows, DateTime now)
    {
        var ids = rows.Select(row => row.CustomerId).ToArray();
        var (shopId, tiers, zone) = (shop.Id, CustomerTiers.Active(settings), Zones.Of(shop));
        var gone = (await db.Set<Customer>().Where(c => c.ShopId == shopId && ids.Contains(c.Id) && (c.DeletedAt != null || c.MergedInto != null)).Select(c => c.Id).ToListAsync()).ToHashSet();
        var accounts = await db.Set<Account>().AsNoTracking().Where(a => a.ShopId == shopId && ids.Contains(a.CustomerId)).ToDictionaryAsync(a => a.CustomerId);
        var wishes = new Dictionary<long, PushWish>();
        foreach (var row in rows)
        {
            if (gone.Contains(row.CustomerId)) continue;
            var account = accounts.GetValueOrDefault(row.CustomerId);
            var balance = account is null ? Balance.None
                : await Balances.AsOf(db.Sql, shopId, new Balance(account.Id, account.Available, account.Pending, account.Lifetime, account.Debt, account.ClosedAt is not null), account.NextChangeAt, now);
            var progress = tiers is null ? null : await TierProgress.Read(db.Sql, shopId, row.CustomerId, tiers, zone, now);
            var before = Pushed.FromJson(row.Pushed) ?? new Pushed([], new Dictionary<string, string>());
            wishes[row.CustomerId] = new PushWish(Tags(progress?.Level), Values(account is not null, balance, progress, tiers, zone), before);
        }
        return wishes;
    }

    private static string[] Tags(TierLevel? level) => level is null ? [] : level.EarlyAccessTag is { Length: > 0 } tag ? [TagPrefix + level.Id, tag] : [TagPrefix + level.Id];

    private static Dictionary<string, string> Values(bool hasAccount, Balance balance, TierProgress? progress, TierSettings? tiers, TimeZoneInfo zone)
    {
        var values = new Dictionary<string, string>();
        if (hasAccount)
        {
            values["balance"] = balance.Available.ToString(CultureInfo.InvariantCulture);
            values["pending"] = balance.Pending.ToString(CultureInfo.InvariantCulture);
        }
        if (progress?.Level is { } level) (values["tier"], values["tier_name"]) = (level.Id, level.Name);
        if (progress is { Next: { } next } && (hasAccount || progress.Level is not null))
            values["tier_progress"] = JsonSerializer.Serialize(new
            {
                next = next.Id, name = next.Name, missing = progress.Missing, basis = tiers!.Basis.ToString().ToLowerInvariant(),
                by = progress.By is { } by ? TimeZoneInfo.ConvertTimeFromUtc(by.AddTicks(-1), zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) : null,
            });
        return values;
    }
}
