using RetentionApp.Data;

namespace RetentionApp.Loyalty;

/// <summary>
/// Remembers, in the transaction in which it happened, whose points or tier changed, so that a job can follow: it writes
/// them to Shopify and looks at the tier again. A shop that uses neither pays nothing.
/// </summary>
internal sealed class PushMarks(AppDb db, Programmes programmes, TimeProvider clock)
{
    internal async ValueTask Mark(long shopId, long customerId)
    {
        if (await programmes.FindCurrent(shopId) is not { Settings: var settings }) return;
        if (!settings.PushesCustomers && CustomerTiers.Active(settings) is not { Basis: TierBasis.Points }) return;
        var now = clock.GetUtcNow().UtcDateTime;
        await db.Sql.Execute($"""
            INSERT INTO customer_pushes (shop_id, customer_id, due_at, attempts) VALUES ({shopId}, {customerId}, {now}, 0)
            ON CONFLICT (shop_id, customer_id) DO UPDATE SET due_at = excluded.due_at, attempts = 0
            """);
    }

    /// <summary>Shopify gives the kept customer the tags of both: ours among them are remembered, to be taken off where they no longer fit.</summary>
    internal async Task Merge(long shopId, long fromCustomer, long intoCustomer)
    {
        var gone = await Pushed(shopId, fromCustomer);
        if (gone is { Tags.Count: > 0 })
        {
            var kept = await Pushed(shopId, intoCustomer) ?? new Pushed([], new Dictionary<string, string>());
            var both = kept with { Tags = [.. kept.Tags.Union(gone.Tags, StringComparer.OrdinalIgnoreCase)] };
            await db.Sql.Execute($"""
                INSERT INTO customer_pushes (shop_id, customer_id, pushed, attempts) VALUES ({shopId}, {intoCustomer}, {both.ToJson()}, 0)
                ON CONFLICT (shop_id, customer_id) DO UPDATE SET pushed = excluded.pushed
                """);
        }
        await Forget(shopId, fromCustomer);
        await Mark(shopId, intoCustomer);
    }

    internal async Task Forget(long shopId, long customerId) => await db.Sql.Execute($"DELETE FROM customer_pushes WHERE shop_id = {shopId} AND customer_id = {customerId}");

    private async Task<Pushed?> Pushed(long shopId, long customerId) =>
        await db.Sql.Single($"SELECT pushed FROM customer_pushes WHERE shop_id = {shopId} AND customer_id = {customerId}", row => Loyalty.Pushed.FromJson(row.TextOrNull(0)));
}
