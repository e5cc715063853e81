using RetentionApp.Data;

namespace RetentionApp.Commerce;

/// <summary>Keeps the shop's customers as last heard; never brings an erased one back.</summary>
internal sealed class Customers(AppDb db)
{
    /// <summary>
    /// Stores what was heard when it is newer, and answers whose it is now: the customer it was merged into, or null
    /// when the customer was erased.
    /// </summary>
    internal async Task<long?> Record(long shopId, CustomerHeard heard)
    {
        var known = await Find(shopId, heard.Id);
        if (known is null)
        {
            // Somebody else stored this customer a moment ago: theirs may be the older news.
            if (!await Insert(shopId, heard)) return await Record(shopId, heard);
        }
        else if (known.DeletedAt is not null) return null;
        else if (known.MergedInto is not null) return await Owner(shopId, heard.Id);
        else if (heard.UpdatedAt > known.UpdatedAt || (heard.UpdatedAt == known.UpdatedAt && known.Tags.Length == 0 && heard.Tags is { Length: > 0 })) await Update(shopId, heard);
        return heard.Id;
    }

    /// <summary>Who answers for this customer id now, after any merges; null when erased. An unknown id answers for itself.</summary>
    internal async Task<long?> Owner(long shopId, long customerId)
    {
        // Merges form short chains; the bound only guards against a cycle that Shopify should never send.
        for (var steps = 0; steps < 20; steps++)
        {
            var known = await Find(shopId, customerId);
            if (known?.DeletedAt is not null) return null;
            if (known?.MergedInto is not { } next) return customerId;
            customerId = next;
        }
        throw new InvalidOperationException($"Customer {customerId} of shop {shopId} was merged in a circle.");
    }

    /// <summary>The same for those who only read; an erased customer answers for itself, and has nothing.</summary>
    internal static async ValueTask<long> Heir(Sql sql, long shopId, long customerId)
    {
        for (var steps = 0; steps < 20; steps++)
        {
            var id = customerId;
            if (await sql.Single($"SELECT merged_into FROM customers WHERE shop_id = {shopId} AND id = {id}", row => row.LongOrNull(0)) is not { } next) break;
            customerId = next;
        }
        return customerId;
    }

    /// <summary>
    /// Leaves a tombstone: the id stays, everything personal goes. False when a newer fact says the customer lives, and for
    /// the alias of a merge, which holds nothing personal and must go on leading late deliveries to the customer kept.
    /// </summary>
    internal async Task<bool> Erase(long shopId, long customerId, DateTime erasedAt)
    {
        var known = await Find(shopId, customerId);
        if (known is { DeletedAt: null } && (known.UpdatedAt > erasedAt || known.MergedInto is not null)) return false;
        await db.Sql.Execute($"""
            INSERT INTO customers (shop_id, id, search_text, tags, has_email_consent, updated_at, deleted_at)
            VALUES ({shopId}, {customerId}, '', '', {false}, {erasedAt}, {erasedAt})
            ON CONFLICT (shop_id, id) DO UPDATE SET email = NULL, phone = NULL, first_name = NULL, last_name = NULL, search_text = '', locale = NULL,
              state = NULL, tags = '', has_email_consent = excluded.has_email_consent, deleted_at = excluded.deleted_at
            """);
        await db.Sql.Execute($"UPDATE orders SET email = NULL WHERE shop_id = {shopId} AND customer_id = {customerId}");
        // An order claimed by address would get it back from the next news, which names no customer.
        await db.Sql.Execute($"""
            UPDATE order_marks SET redacted_at = {erasedAt}
            WHERE shop_id = {shopId} AND claimed_by IS NOT NULL AND order_id IN (SELECT id FROM orders WHERE shop_id = {shopId} AND customer_id = {customerId})
            """);
        return true;
    }

    /// <summary>
    /// The old id stays as an alias, without its personal data, so that late deliveries land right. Shopify deletes who it
    /// merges away, and that may be heard first: the tombstone then becomes the alias.
    /// </summary>
    internal async Task Merge(long shopId, long fromId, long intoId, DateTime at)
    {
        await db.Sql.Execute($"""
            INSERT INTO customers (shop_id, id, search_text, tags, has_email_consent, updated_at, merged_into)
            VALUES ({shopId}, {fromId}, '', '', {false}, {at}, {intoId})
            ON CONFLICT (shop_id, id) DO UPDATE SET email = NULL, phone = NULL, first_name = NULL, last_name = NULL, search_text = '', deleted_at = NULL, merged_into = excluded.merged_into
            """);
        await db.Sql.Execute($"UPDATE orders SET customer_id = {intoId} WHERE shop_id = {shopId} AND customer_id = {fromId}");
    }

    internal async Task<string?> EmailOf(long shopId, long customerId) =>
        await db.Sql.Single($"SELECT email FROM customers WHERE shop_id = {shopId} AND id = {customerId}", row => row.TextOrNull(0));

    internal async Task<List<long>> WithEmail(long shopId, string? email) => string.IsNullOrWhiteSpace(email)
        ? []
        : await db.Sql.Query($"SELECT id FROM customers WHERE shop_id = {shopId} AND email = {email.Trim().ToLowerInvariant()}", row => row.GetInt64(0));

    private async Task<Known?> Find(long shopId, long id) => await db.Sql.Single(
        $"SELECT updated_at, deleted_at, merged_into, tags FROM customers WHERE shop_id = {shopId} AND id = {id}",
        row => new Known(row.At(0), row.AtOrNull(1), row.LongOrNull(2), row.GetString(3)));

    private async Task<bool> Insert(long shopId, CustomerHeard heard) => await db.Sql.Execute($"""
        INSERT INTO customers (shop_id, id, email, phone, first_name, last_name, search_text, locale, state, tags, has_email_consent, created_at, updated_at)
        VALUES ({shopId}, {heard.Id}, {heard.Email}, {heard.Phone}, {heard.FirstName}, {heard.LastName}, {SearchText(heard)}, {heard.Locale}, {heard.State}, {heard.Tags ?? ""},
          {heard.HasEmailConsent ?? false}, {heard.CreatedAt}, {heard.UpdatedAt ?? DateTime.UnixEpoch})
        ON CONFLICT (shop_id, id) DO NOTHING
        """) > 0;

    // Of two messages of one second, the one with tags completes the one without.
    // The conditions are asked again here, where the row is locked: it may have been erased or renewed since it was read.
    private async Task Update(long shopId, CustomerHeard heard) => await db.Sql.Execute($"""
        UPDATE customers SET email = {heard.Email}, phone = {heard.Phone}, first_name = {heard.FirstName}, last_name = {heard.LastName},
          search_text = {SearchText(heard)}, locale = COALESCE({heard.Locale}, locale), state = COALESCE({heard.State}, state), tags = COALESCE({heard.Tags}, tags),
          has_email_consent = COALESCE({heard.HasEmailConsent}, has_email_consent), created_at = COALESCE({heard.CreatedAt}, created_at), updated_at = {heard.UpdatedAt}
        WHERE shop_id = {shopId} AND id = {heard.Id} AND (updated_at < {heard.UpdatedAt} OR (updated_at = {heard.UpdatedAt} AND tags = '')) AND deleted_at IS NULL AND merged_into IS NULL
        """);

    private static string SearchText(CustomerHeard heard) =>
        string.Join(' ', new[] { heard.FirstName, heard.LastName, heard.Email, heard.Phone }.OfType<string>()).ToLowerInvariant();

    private sealed record Known(DateTime UpdatedAt, DateTime? DeletedAt, long? MergedInto, string Tags);
}
