using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <summary>Deeds that show in what Shopify tells of a customer: an account, consent to e-mail, a complete profile.</summary>
internal sealed class HeardDeeds(AppDb db, Programmes programmes, Deeds deeds)
{
    /// <summary>
    /// The deeds in this news. Asked before the news is stored, because what was known until then tells what is new; a shop
    /// without such rules is asked for nothing.
    /// </summary>
    internal async Task<IReadOnlyList<HeardDeed>> Find(long shopId, CustomerHeard heard)
    {
        if (await Rules(shopId) is not { Count: > 0 } rules) return [];
        var before = await db.Sql.Single($"SELECT state, has_email_consent FROM customers WHERE shop_id = {shopId} AND id = {heard.Id}", row => new CustomerBefore(row.TextOrNull(0), row.GetBoolean(1), false));
        var hasBirthday = rules.Any(rule => rule.Kind == DeedKind.Profile) && await HasBirthday(shopId, heard.Id);
        return Found(rules, heard, (before ?? new CustomerBefore(null, null, false)) with { HasBirthday = hasBirthday });
    }

    internal async Task Do(long shopId, long customerId, IReadOnlyList<HeardDeed> found)
    {
        foreach (var deed in found) await deeds.Do(shopId, customerId, deed.DeedId, deed.Key, by: DeedCaller.App);
    }

    /// <summary>What a customer's stored facts complete now that their birthday is known.</summary>
    internal async Task BirthdaySet(long shopId, long customerId)
    {
        var rules = (await Rules(shopId)).Where(rule => rule.Kind == DeedKind.Profile).ToList();
        if (rules.Count == 0) return;
        var stored = await db.Sql.Single($"SELECT email, first_name, last_name FROM customers WHERE shop_id = {shopId} AND id = {customerId}",
            row => new CustomerHeard(customerId, row.TextOrNull(0), null, row.TextOrNull(1), row.TextOrNull(2), null, null, "", null, null, null));
        if (stored is not null) await Do(shopId, customerId, Found(rules, stored, new CustomerBefore(null, null, HasBirthday: true)));
    }

    private static List<HeardDeed> Found(IReadOnlyList<DeedRule> rules, CustomerHeard heard, CustomerBefore before) =>
        [.. rules.Select(rule => (rule.Id, Key: DeedRules.Of(rule.Kind).KeyOf(heard, before, rule.Since ?? DateTime.MinValue))).Where(found => found.Key is not null).Select(found => new HeardDeed(found.Id, found.Key!))];

    private async Task<IReadOnlyList<DeedRule>> Rules(long shopId) =>
        (await programmes.Current(shopId)).Settings is { IsActive: true, Deeds: { Count: > 0 } all }
            ? all.Where(rule => rule.IsActive && rule.Kind is DeedKind.SignUp or DeedKind.Newsletter or DeedKind.Profile).ToList() : [];

    private async Task<bool> HasBirthday(long shopId, long customerId) =>
        await db.Sql.Long($"SELECT COUNT(*) FROM birthdays WHERE shop_id = {shopId} AND customer_id = {customerId}") > 0;
}

internal sealed record HeardDeed(string DeedId, string Key);
