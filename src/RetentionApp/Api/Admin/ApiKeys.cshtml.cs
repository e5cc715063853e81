using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Api.Admin;

internal sealed class ApiKeysModel(ApiKeys keys, TimeProvider clock) : AdminPage
{
    private const int MostDays = 3650;

    internal IReadOnlyList<ApiKey> Keys { get; private set; } = [];
    /// <summary>The key just made: this answer is the only place where it is ever shown.</summary>
    internal string? Made { get; private set; }
    internal string? Name { get; private set; }
    internal string? Days { get; private set; }
    internal string[] Scopes { get; private set; } = [];
    internal DateTime Now => clock.GetUtcNow().UtcDateTime;

    public async Task OnGet() => Keys = await keys.All(ShopId);

    public async Task<IActionResult> OnPost(string? name, string[]? scopes, string? days)
    {
        (Name, Days, Scopes) = (name?.Trim(), days?.Trim(), [.. (scopes ?? []).Where(ApiScopes.IsKnown)]);
        if (string.IsNullOrEmpty(Name)) Errors.Add("name", T["Give the key a name by which you will know who uses it."]);
        else if (Name.Length > 60) Errors.Add("name", T["The name may have 60 characters at most."]);
        if (Scopes.Length == 0) Errors.Add("scopes", T["Choose at least one thing that the key may do."]);
        var lasts = Typed.Whole(Days);
        if (!string.IsNullOrEmpty(Days) && lasts is not (>= 1 and <= MostDays)) Errors.Add("days", T["Days must be a whole number from 1 to {0}, or empty.", MostDays]);
        if (!Errors.Any && await keys.Make(ShopId, Name!, Scopes, lasts is { } number ? Now.AddDays(number) : null, StaffId) is { } made) Made = made.Key;
        else if (!Errors.Any) Errors.Add("", T["A shop may have {0} keys. Revoke one that is no longer used.", ApiKeys.MostPerShop]);
        Keys = await keys.All(ShopId);
        return Errors.Any ? Invalid() : Page();
    }

    public async Task<IActionResult> OnPostRevoke(long id) => await keys.Revoke(ShopId, id) ? SeeOther("/api-keys", "revoked") : Missing();

    internal string Allows(string scope) => scope switch
    {
        ApiScopes.CustomersRead => T["Read customers with names and e-mail addresses"],
        ApiScopes.BalancesRead => T["Read balances, tiers and the list of points"],
        ApiScopes.PointsWrite => T["Give and take points"],
        ApiScopes.ActivitiesWrite => T["Report what customers did, for points"],
        ApiScopes.RewardsRead => T["Read rewards"],
        ApiScopes.RedemptionsRead => T["Read redemptions with their codes"],
        ApiScopes.RedemptionsWrite => T["Redeem points for rewards and cancel redemptions"],
        _ => scope,
    };
}
