using System.Data.Common;
using System.Globalization;
using RetentionApp.Data;

namespace RetentionApp.Api;

/// <summary>Customers as last heard from Shopify. Erased ones are gone, merged ones answer as the customer they became.</summary>
internal static class CustomersApi
{
    private const string ById = "customers", ByTime = "customers-updated";

    private static readonly CustomerAnswer Anna = new("207119551", "anna@example.com", "Anna", "Ash", "en", ["vip"], true, new DateTime(2025, 11, 3, 9, 30, 0, DateTimeKind.Utc), new DateTime(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc));

    internal static readonly ApiOperation[] Operations =
    [
        new("listCustomers", "GET", "/customers", "Customers", ApiScopes.CustomersRead, "List customers",
            "In the order of their ids; with updatedSince in the order of their last change, so that a copy can be kept up to date: go on from the updatedAt of the last one, and expect to meet it again.",
            new PageAnswer<CustomerAnswer>([Anna], null), List)
        {
            Query =
            [
                ApiParameter.Limit, ApiParameter.Cursor, new("updatedSince", "Only customers that Shopify changed at this time or later.", Format: "date-time", Example: "2026-03-01T00:00:00Z"),
                new("email", "Only the customers with exactly this e-mail address.", Format: "email", Example: "anna@example.com"),
            ],
            Problems = [400, 422],
        },
        new("getCustomer", "GET", "/customers/{customer}", "Customers", ApiScopes.CustomersRead, "Get a customer", "A customer that was merged away answers as the one it became: compare the id.", Anna, One) { Problems = [404] },
    ];

    private static async Task<object> List(ApiCall call)
    {
        var (limit, sql, shop) = (call.Limit(), call.Db.Sql, call.ShopId);
        if (call.QueryTime("updatedSince") is { } since)
        {
            var (at, id) = Cursor.Of(call, ByTime) is { } from ? (from.At, from.Id) : (since, -1);
            var changed = call.Query("email") is { } address
                ? await sql.Query($"""
                    SELECT id, email, first_name, last_name, locale, tags, has_email_consent, created_at, updated_at FROM customers
                    WHERE shop_id = {shop} AND email = {Plain(address)} AND updated_at >= {at} AND (updated_at > {at} OR id > {id}) AND deleted_at IS NULL AND merged_into IS NULL
                    ORDER BY updated_at, id LIMIT {limit + 1}
                    """, Read)
                : await sql.Query($"""
                    SELECT id, email, first_name, last_name, locale, tags, has_email_consent, created_at, updated_at FROM customers
                    WHERE shop_id = {shop} AND updated_at >= {at} AND (updated_at > {at} OR id > {id}) AND deleted_at IS NULL AND merged_into IS NULL
                    ORDER BY updated_at, id LIMIT {limit + 1}
                    """, Read);
            return Page(changed, limit, last => new Cursor(ByTime, Number(last.Id), last.UpdatedAt));
        }
        var after = Cursor.Of(call, ById)?.Id ?? 0;
        var rows = call.Query("email") is { } email
            ? await sql.Query($"""
                SELECT id, email, first_name, last_name, locale, tags, has_email_consent, created_at, updated_at FROM customers
                WHERE shop_id = {shop} AND email = {Plain(email)} AND id > {after} AND deleted_at IS NULL AND merged_into IS NULL ORDER BY id LIMIT {limit + 1}
                """, Read)
            : await sql.Query($"""
                SELECT id, email, first_name, last_name, locale, tags, has_email_consent, created_at, updated_at FROM customers
                WHERE shop_id = {shop} AND id > {after} AND deleted_at IS NULL AND merged_into IS NULL ORDER BY id LIMIT {limit + 1}
                """, Read);
        return Page(rows, limit, last => new Cursor(ById, Number(last.Id)));
    }

    private static async Task<object> One(ApiCall call)
    {
        var id = await call.Customer();
        return await call.Db.Sql.Single($"""
            SELECT id, email, first_name, last_name, locale, tags, has_email_consent, created_at, updated_at FROM customers WHERE shop_id = {call.ShopId} AND id = {id} AND deleted_at IS NULL
            """, Read) ?? throw new ApiRefusal(ApiProblem.Missing("customer"));
    }

    /// <summary>One row more than asked tells that there is a next page.</summary>
    internal static PageAnswer<T> Page<T>(List<T> rows, int limit, Func<T, Cursor> from) =>
        rows.Count > limit ? new PageAnswer<T>(rows[..limit], from(rows[limit - 1]).ToString()) : new PageAnswer<T>(rows, null);

    internal static long Number(string id) => long.Parse(id, CultureInfo.InvariantCulture);

    private static string Plain(string email) => email.Trim().ToLowerInvariant();

    private static CustomerAnswer Read(DbDataReader row) => new(
        row.GetInt64(0).ToString(CultureInfo.InvariantCulture), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3), row.TextOrNull(4),
        row.GetString(5).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries), row.GetBoolean(6), row.AtOrNull(7), row.At(8));
}
