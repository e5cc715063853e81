using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;

namespace RetentionApp.Commerce.Admin;

/// <summary>A merchant makes one account of two: asked once, with what it moves.</summary>
internal sealed class MergeModel(AppDb db, CustomerList list, CustomerChanged customers, TimeProvider clock) : AdminPage
{
    internal Customer Kept { get; private set; } = null!;
    /// <summary>The other customer, once chosen.</summary>
    internal Customer? Gone { get; private set; }
    internal Balance Holding { get; private set; } = Balance.None;
    internal Balance Moving { get; private set; } = Balance.None;
    internal long Orders { get; private set; }
    internal long Codes { get; private set; }
    internal string Query { get; private set; } = "";
    internal IReadOnlyList<CustomerRow> Found { get; private set; } = [];

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task<IActionResult> OnGet(long id, long? with, string? q)
    {
        if (!await Load(id)) return Missing();
        if (with is { } other && !await Choose(other)) return Invalid();
        Query = q?.Trim() is { Length: > 0 } text ? text[..Math.Min(text.Length, 100)] : "";
        if (Query.Length > 0) Found = (await list.Search(ShopId, Query)).Where(row => row.Id != id).ToList();
        return Page();
    }

    public async Task<IActionResult> OnPost(long id, long with)
    {
        if (!await Load(id)) return Missing();
        // A second press of the button finds the customer merged already.
        if (await Find(with) is { MergedInto: { } into } && into == id) return SeeOther($"/customers/{id}");
        if (!await Choose(with)) return Invalid();
        await db.Write(() => customers.Merge(ShopId, with, id, Now, StaffId));
        return SeeOther($"/customers/{id}", "merged");
    }

    private async Task<bool> Load(long id)
    {
        if (await Find(id) is not { DeletedAt: null, MergedInto: null } kept) return false;
        Kept = kept;
        Holding = await Balances.Read(db.Sql, ShopId, id, Now);
        return !Holding.IsClosed;
    }

    private async Task<bool> Choose(long other)
    {
        if (other == Kept.Id) Errors.Add("", T["A customer cannot be merged with themselves."]);
        else if (await Find(other) is not { DeletedAt: null, MergedInto: null } gone) Errors.Add("", T["This customer cannot be merged: the account is closed or was merged already."]);
        else
        {
            Gone = gone;
            Moving = await Balances.Read(db.Sql, ShopId, other, Now);
            Orders = await db.Sql.Long($"SELECT COUNT(*) FROM orders WHERE shop_id = {ShopId} AND customer_id = {other}");
            Codes = await db.Sql.Long($"SELECT COUNT(*) FROM redemptions WHERE shop_id = {ShopId} AND customer_id = {other} AND state IN ({RedemptionState.Pending}, {RedemptionState.Issued})");
        }
        return !Errors.Any;
    }

    private Task<Customer?> Find(long id)
    {
        var all = db.Customers;
        return all.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id);
    }
}
