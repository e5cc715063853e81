using System.Security.Cryptography;
using RetentionApp.Data;

namespace RetentionApp.Referrals;

/// <summary>Customers' invitation codes. Nobody is shown theirs before the shop has a referral programme.</summary>
internal sealed class Invitations(AppDb db, TimeProvider clock)
{
    /// <summary>The cart attribute in which an invitation waits for the friend's order, whose note attributes then hold it.</summary>
    internal const string CartAttribute = "referral";
    internal const int Length = 9;
    /// <summary>The shop's setting that says that it has a referral programme.</summary>
    private const string Switch = "referrals";
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";

    /// <summary>The customer's own code, made when first asked for and the same ever after.</summary>
    /// <param name="customerId">Whose account it is, where customers were merged.</param>
    internal async Task<string> CodeOf(long shopId, long customerId)
    {
        while (true)
        {
            if (await Find(db.Sql, shopId, customerId) is { } known) return known;
            // 31⁹ are 26 million million: nobody meets one by trying. Where the code is taken, or a twin was quicker, the next round sees it.
            await db.Write(async () => await db.Sql.Execute($"INSERT INTO invitations (shop_id, code, customer_id, made_at) VALUES ({shopId}, {RandomNumberGenerator.GetString(Letters, Length)}, {customerId}, {clock.GetUtcNow().UtcDateTime}) ON CONFLICT DO NOTHING"));
        }
    }

    /// <summary>Who invites under a code; null: nobody of this shop.</summary>
    internal static ValueTask<long?> Inviter(Sql sql, long shopId, string code) => code.Length != Length ? new((long?)null)
        : sql.Single($"SELECT customer_id FROM invitations WHERE shop_id = {shopId} AND code = {code.ToLowerInvariant()}", row => (long?)row.GetInt64(0));

    /// <summary>Whether the shop has a referral programme, so that members may be shown their invitation.</summary>
    internal static async ValueTask<bool> AreShown(Sql sql, long shopId) => await sql.Long($"SELECT COUNT(*) FROM shop_settings WHERE shop_id = {shopId} AND name = {Switch} AND value = 'on'") > 0;

    /// <summary>The survivor keeps their own code; the other's brings friends to the survivor from now on.</summary>
    internal async Task Merge(long shopId, long from, long into)
    {
        var hasOwn = await Find(db.Sql, shopId, into) is not null;
        await db.Sql.Execute($"""
            UPDATE invitations SET customer_id = {into}, taken_over_at = CASE WHEN {hasOwn} THEN COALESCE(taken_over_at, {clock.GetUtcNow().UtcDateTime}) ELSE taken_over_at END
            WHERE shop_id = {shopId} AND customer_id = {from}
            """);
    }

    internal async Task Erase(long shopId, long customerId) => await db.Sql.Execute($"DELETE FROM invitations WHERE shop_id = {shopId} AND customer_id = {customerId}");

    private static ValueTask<string?> Find(Sql sql, long shopId, long customerId) =>
        sql.Single($"SELECT code FROM invitations WHERE shop_id = {shopId} AND customer_id = {customerId} AND taken_over_at IS NULL", row => row.GetString(0));
}
