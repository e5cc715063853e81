using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <summary>A customer's tier set by hand.</summary>
internal sealed class AssignTierModel(AppDb db, CustomerTiers tiers, CustomerTierCards cards) : AdminPage
{
    internal long CustomerId { get; private set; }
    internal string Name { get; private set; } = "";
    internal IReadOnlyList<TierLevel> Levels { get; private set; } = [];
    internal string? Level { get; private set; }
    internal string? Until { get; private set; }
    internal bool IsManual { get; private set; }

    public async Task<IActionResult> OnGet(long id) => await Load(id) ? Page() : Missing();

    public async Task<IActionResult> OnPost(long id, string? level, string? until)
    {
        if (!await Load(id)) return Missing();
        (Level, Until) = (level, until);
        if (Levels.All(known => known.Id != level)) Errors.Add("level", T["Choose a tier."]);
        var end = CustomerTier.ForGood;
        if (!string.IsNullOrWhiteSpace(until))
        {
            if (Typed.Day(until) is not { } day) Errors.Add("until", T["Choose a day, or leave it empty."]);
            else if (day < T.Today || day > T.Today.AddYears(10)) Errors.Add("until", T["Choose a day from today to ten years from now."]);
            else end = T.Zone.StartUtc(day.AddDays(1));
        }
        if (Errors.Any) return Invalid();
        return await tiers.Assign(ShopId, id, level!, end, StaffId) ? SeeOther($"/customers/{id}", "assigned") : Missing();
    }

    public async Task<IActionResult> OnPostRelease(long id)
    {
        if (!await Load(id)) return Missing();
        await tiers.Release(ShopId, id, StaffId);
        return SeeOther($"/customers/{id}", "released");
    }

    private async Task<bool> Load(long id)
    {
        var customers = db.Customers;
        if (await customers.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id && c.DeletedAt == null && c.MergedInto == null) is not { } customer) return false;
        if (await cards.Of(Shop, id) is not { } card) return false;
        (CustomerId, Name, Levels) = (id, customer.DisplayName, card.Tiers.Levels);
        (Level, IsManual) = (card.Progress.Level?.Id, card.Progress.IsManual);
        Until = card is { IsForGood: false, Progress: { IsManual: true, Until: { } end } } ? DateOnly.FromDateTime(T.Local(end.AddTicks(-1))).ToString("yyyy-MM-dd") : null;
        return true;
    }
}
