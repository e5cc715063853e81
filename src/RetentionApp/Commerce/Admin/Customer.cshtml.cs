using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Commerce.Admin;

internal sealed record LedgerRow(LedgerEntry Entry, long Balance);
internal sealed record OrderRow(long Id, string Name, DateTime ProcessedAt, string Status, bool IsCancelled, long Total, long Refunded, string Currency, long? Points, long? Eligible, DateTime? AvailableAt);

internal sealed class CustomerModel(AppDb db, PointsLedger ledger, Programmes programmes, RewardCatalogue catalogue, RewardWords words, ShopifyOptions options, TimeProvider clock) : AdminPage
{
    private const int PageSize = 50;
    internal const long MostAtOnce = 10_000_000;

    internal Customer Customer { get; private set; } = null!;
    internal Account? Account { get; private set; }
    internal Balance Balance { get; private set; } = null!;
    /// <summary>As the shop's policy shows it, to the customer too.</summary>
    internal long Available { get; private set; }
    /// <summary>The points that become available next.</summary>
    internal Upcoming? Upcoming { get; private set; }
    internal RewardWords Words => words;
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];
    internal string Tab { get; private set; } = "points";
    internal IReadOnlyList<LedgerRow> Entries { get; private set; } = [];
    internal IReadOnlyList<OrderRow> Orders { get; private set; } = [];
    internal IReadOnlyList<Redemption> Redemptions { get; private set; } = [];
    internal string? Next { get; private set; }
    internal bool IsFirst { get; private set; } = true;
    internal (long Orders, long Spent, DateTime? Last) Bought { get; private set; }

    // What was typed into the adjustment, and whether its dialog is open.
    internal bool IsAdjusting { get; private set; }
    internal string Direction { get; private set; } = "give";
    internal string? Amount { get; private set; }
    internal string? Reason { get; private set; }
    /// <summary>The same form sent twice is one adjustment.</summary>
    internal string Key { get; private set; } = Guid.NewGuid().ToString("N");

    internal DateTime Now => clock.GetUtcNow().UtcDateTime;
    internal string ShopifyUrl => $"{options.AdminOf(Shop)}/customers/{Customer.Id}";

    public async Task<IActionResult> OnGet(long id, string? tab, string? before, bool adjust = false)
    {
        if (!await Load(id, tab, before)) return Missing();
        if (Customer.MergedInto is { } into) return Redirect("/customers/" + into);
        IsAdjusting = adjust && Account?.ClosedAt is null;
        return Page();
    }

    public async Task<IActionResult> OnPost(long id, string? direction, string? amount, string? reason, string? key)
    {
        if (!await Load(id, null, null) || Customer.MergedInto is not null || Customer.DeletedAt is not null) return Missing();
        (IsAdjusting, Direction, Amount, Reason) = (true, direction == "take" ? "take" : "give", amount, reason?.Trim());
        if (Guid.TryParseExact(key, "N", out _)) Key = key!;

        var points = Typed.Whole(amount);
        if (points is null) Errors.Add("amount", T["Points must be a whole number."]);
        else if (points <= 0) Errors.Add("amount", T["Points must be more than zero; choose above whether to give or take them."]);
        else if (points > MostAtOnce) Errors.Add("amount", T["At most {0:points} at once.", MostAtOnce]);
        if (string.IsNullOrEmpty(Reason)) Errors.Add("reason", T["Say why, so that your colleagues and the customer understand it."]);
        else if (Reason.Length > 200) Errors.Add("reason", T["The reason may have 200 characters at most."]);
        if (Errors.Any) return Invalid();

        var adjusted = await ledger.Adjust(ShopId, id, Direction == "take" ? -points!.Value : points!.Value, Reason!, StaffId, Key);
        if (adjusted.IsClosed)
        {
            Errors.Add("", T["This account is closed: the customer was erased."]);
            return Invalid();
        }
        return SeeOther($"/customers/{id}", "adjusted");
    }

    private async Task<bool> Load(long id, string? tab, string? before)
    {
        var (customers, accounts) = (db.Customers, db.Accounts);
        if (await customers.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id) is not { } customer) return false;
        Customer = customer;
        Account = await accounts.AsNoTracking().FirstOrDefaultAsync(a => a.ShopId == ShopId && a.CustomerId == id);
        Balance = await Balances.Read(db.Sql, ShopId, id, Now);
        Available = Balance.Shown((await programmes.Current(ShopId)).Settings.NegativeBalance);
        Upcoming = Account is null ? null : await Balances.Next(db.Sql, ShopId, Account.Id, Now, T.Zone);
        Rewards = await catalogue.All(ShopId);
        Bought = await db.Sql.Single($"""
            SELECT COUNT(*), CAST(COALESCE(SUM(total - refunded), 0) AS BIGINT), MAX(processed_at) FROM orders
            WHERE shop_id = {ShopId} AND customer_id = {id} AND cancelled_at IS NULL AND deleted_at IS NULL AND is_test = FALSE
            """, row => (row.GetInt64(0), row.GetInt64(1), row.AtOrNull(2)));
        Tab = tab is "orders" or "rewards" ? tab : "points";
        IsFirst = string.IsNullOrEmpty(before);
        await (Tab switch { "orders" => LoadOrders(before), "rewards" => LoadRedemptions(before), _ => LoadEntries(before) });
        return true;
    }

    private async Task LoadEntries(string? before)
    {
        if (Account is null) return;
        var (entries, below) = (db.LedgerEntries, long.TryParse(before, out var id) ? id : long.MaxValue);
        var rows = await entries.AsNoTracking().Where(e => e.ShopId == ShopId && e.AccountId == Account.Id && e.Id < below)
            .OrderByDescending(e => e.Id).Take(PageSize + 1).ToListAsync();
        if (rows.Count > PageSize) Next = rows[PageSize - 1].Id.ToString();
        // What the ledger came to after the newest entry shown; from there down each entry is taken off.
        var running = rows.Count == 0 ? 0 : await db.Sql.Long($"SELECT CAST(COALESCE(SUM(points), 0) AS BIGINT) FROM ledger_entries WHERE shop_id = {ShopId} AND account_id = {Account.Id} AND id <= {rows[0].Id}");
        var shown = new List<LedgerRow>();
        foreach (var entry in rows.Take(PageSize))
        {
            shown.Add(new LedgerRow(entry, running));
            running -= entry.Points;
        }
        Entries = shown;
    }

    private async Task LoadOrders(string? before)
    {
        // Orders of one moment are told apart by their ids: a page may end between them.
        var (at, id) = before?.Split('~') is [var time, var number] && DateTime.TryParse(time, null, System.Globalization.DateTimeStyles.RoundtripKind, out var read) && long.TryParse(number, out var order)
            ? (read, order) : (DateTime.MaxValue, long.MaxValue);
        var below = DateTime.SpecifyKind(at, DateTimeKind.Utc);
        var rows = await db.Sql.Query($"""
            SELECT o.id, o.name, o.processed_at, o.financial_status, o.cancelled_at, o.total, o.refunded, o.currency, w.points, w.eligible, w.available_at
            FROM orders o LEFT JOIN order_awards w ON w.shop_id = o.shop_id AND w.order_id = o.id
            WHERE o.shop_id = {ShopId} AND o.customer_id = {Customer.Id} AND (o.processed_at, o.id) < ({below}, {id}) AND o.deleted_at IS NULL
            ORDER BY o.processed_at DESC, o.id DESC LIMIT {PageSize + 1}
            """, row => new OrderRow(row.GetInt64(0), row.GetString(1), row.At(2), row.GetString(3), !row.IsDBNull(4), row.GetInt64(5), row.GetInt64(6), row.GetString(7), row.LongOrNull(8), row.LongOrNull(9), row.AtOrNull(10)));
        if (rows.Count > PageSize) Next = $"{rows[PageSize - 1].ProcessedAt:O}~{rows[PageSize - 1].Id}";
        Orders = rows.Take(PageSize).ToList();
    }

    private async Task LoadRedemptions(string? before)
    {
        if (Account is null) return;
        var (redemptions, below) = (db.Redemptions, long.TryParse(before, out var id) ? id : long.MaxValue);
        var rows = await redemptions.AsNoTracking().Where(r => r.ShopId == ShopId && r.AccountId == Account.Id && r.Id < below)
            .OrderByDescending(r => r.Id).Take(PageSize + 1).ToListAsync();
        if (rows.Count > PageSize) Next = rows[PageSize - 1].Id.ToString();
        Redemptions = rows.Take(PageSize).ToList();
    }
}
