using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

internal sealed class BalanceModel(Programmes programmes, RewardCatalogue catalogue, BalanceRun run, ProgrammeChange change, ExpiryPreview preview, AppBridge bridge, TimeProvider clock) : ProgrammePage
{
    private const string DisputesScope = "read_shopify_payments_disputes";

    internal BalanceForm Form { get; private set; } = null!;
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal IReadOnlyList<ExpiringMonth> Months { get; private set; } = [];
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];
    /// <summary>While existing points get their new dates.</summary>
    internal BalanceProgress? Progress { get; private set; }

    internal bool HearsOfDisputes => Shop.HasScope(DisputesScope);
    internal string GrantUrl => $"https://admin.shopify.com/store/{Shop.Domain.Split('.')[0]}/oauth/install?client_id={Uri.EscapeDataString(bridge.ApiKey)}&optional_scopes={DisputesScope}";

    public async Task OnGet()
    {
        await Load();
        Form = BalanceForm.Of(Current, T.Culture);
    }

    public async Task<IActionResult> OnPost(BalanceForm form)
    {
        await Load();
        Form = form;
        var settings = form.Settings(Current.Settings, clock.GetUtcNow().UtcDateTime, Errors, T);
        if (IsStale(form.Version, Current)) Form.Version = Current.Version;
        if (Errors.Any) return Invalid();
        await change.Save(ShopId, Current.Settings, settings, StaffId);
        return SeeOther("/programme/balance", "saved");
    }

    private async Task Load()
    {
        Current = await programmes.Current(ShopId);
        Rewards = await catalogue.All(ShopId);
        Progress = await run.Progress(ShopId);
        Months = Current.Settings.Expiry is null ? [] : await preview.Months(Shop);
    }
}

/// <summary>The frame that the page fetches every two seconds while dates are set.</summary>
internal sealed class BalanceProgressModel(BalanceRun run) : AdminPage
{
    internal BalanceProgress? Progress { get; private set; }

    public async Task OnGet() => Progress = await run.Progress(ShopId);
}

/// <summary>Whose points expire in a month.</summary>
internal sealed class ExpiringModel(ExpiryPreview preview, RewardCatalogue catalogue) : AdminPage
{
    internal DateOnly Month { get; private set; }
    internal ExpiringPage Shown { get; private set; } = new([], null);
    internal bool IsFirst { get; private set; } = true;
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];

    public async Task<IActionResult> OnGet(string? month, string? after)
    {
        if (month is not null && Typed.Day(month + "-01") is null) return Missing();
        Month = Typed.Day(month + "-01") ?? new DateOnly(T.Today.Year, T.Today.Month, 1);
        if (Month.Year is < 2000 or > 9000) return Missing();
        IsFirst = after is null;
        Shown = await preview.Page(Shop, Month, after);
        Rewards = await catalogue.All(ShopId);
        return Page();
    }
}
