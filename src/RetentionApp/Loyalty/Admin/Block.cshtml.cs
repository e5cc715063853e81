using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Admin;

internal sealed class BlockModel(AppDb db, PointsLedger ledger, TimeProvider clock) : AdminPage
{
    internal Customer Customer { get; private set; } = null!;
    internal Balance Balance { get; private set; } = Balance.None;
    internal IReadOnlyList<AccountBlock> Blocks { get; private set; } = [];
    internal string? Reason { get; private set; }
    internal bool IsBlocked => Balance.IsBlocked;

    public async Task<IActionResult> OnGet(long id) => await Load(id) ? Page() : Missing();

    public async Task<IActionResult> OnPost(long id, string? reason)
    {
        if (!await Load(id)) return Missing();
        Reason = reason?.Trim();
        if (string.IsNullOrEmpty(Reason)) Errors.Add("reason", T["Say why, so that your colleagues understand it."]);
        else if (Reason.Length > 200) Errors.Add("reason", T["The reason may have 200 characters at most."]);
        if (Errors.Any) return Invalid();
        await ledger.Block(ShopId, id, Reason!, StaffId);
        return SeeOther($"/customers/{id}", "blocked");
    }

    public async Task<IActionResult> OnPostLift(long id)
    {
        if (!await Load(id)) return Missing();
        await ledger.Unblock(ShopId, id, StaffId);
        return SeeOther($"/customers/{id}", "unblocked");
    }

    private async Task<bool> Load(long id)
    {
        var (customers, blocks) = (db.Customers, db.AccountBlocks);
        if (await customers.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id && c.DeletedAt == null && c.MergedInto == null) is not { } customer) return false;
        Customer = customer;
        Balance = await Balances.Read(db.Sql, ShopId, id, clock.GetUtcNow().UtcDateTime);
        Blocks = await blocks.AsNoTracking().Where(b => b.ShopId == ShopId && b.CustomerId == id).OrderByDescending(b => b.Id).Take(20).ToListAsync();
        return true;
    }
}
