using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Referrals;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Admin;

/// <param name="Note">What it is about: points, or a code.</param>
internal sealed record LinkRow(string Id, string Title, string Note, string Url, DateTime? Until);

/// <summary>Links to send to one customer: to redeem a reward, to come back to a code, to invite a friend.</summary>
internal sealed class CustomerLinksModel(AppDb db, RedeemLinks redeem, ReturnLinks back, RewardCatalogue catalogue, RewardWords words, ShopAddresses addresses, Invitations invitations) : AdminPage
{
    private const int MostCodes = 20;

    internal Customer Customer { get; private set; } = null!;
    internal List<LinkRow> Rewards { get; } = [];
    internal List<LinkRow> Codes { get; } = [];
    internal string? Invitation { get; private set; }

    public async Task<IActionResult> OnGet(long id)
    {
        var customers = db.Customers;
        if (await customers.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id && c.DeletedAt == null) is not { } customer) return Missing();
        if (customer.MergedInto is { } into) return Redirect($"/customers/{into}/links");
        Customer = customer;
        foreach (var reward in await catalogue.Active(ShopId))
            if (await redeem.Make(Shop, id, reward.Id) is { } made) Rewards.Add(new LinkRow($"reward-{reward.Id}", words.Name(reward), T.Words.Points(reward.Cost), made.Url, made.Until));
        var redemptions = db.Redemptions;
        var held = await redemptions.AsNoTracking().Where(r => r.ShopId == ShopId && r.CustomerId == id && r.State == RedemptionState.Issued).OrderByDescending(r => r.Id).Take(MostCodes).ToListAsync();
        foreach (var code in held)
            if (await back.Make(Shop, code.Id) is { } made) Codes.Add(new LinkRow($"code-{code.Id}", words.Name(code), code.Code, made.Url, code.ExpiresAt));
        if (await Invitations.AreShown(db.Sql, ShopId)) Invitation = $"{await addresses.Proxy(Shop)}/refer/{await invitations.CodeOf(ShopId, id)}";
        return Page();
    }
}
