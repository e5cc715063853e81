using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

internal sealed class ProgrammeModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview, SetupGuide guide, DeedWords words) : AdminPage
{
    internal ProgrammeForm Form { get; private set; } = null!;
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal IReadOnlyList<ProgrammeVersion> Changes { get; private set; } = [];
    internal Previewed Preview { get; private set; } = null!;
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];

    public async Task OnGet()
    {
        await Load();
        Form = ProgrammeForm.Of(Current, Shop.Currency, T.Culture);
        Preview = await preview.Of(ShopId, Current.Settings, Current.Settings, skip: 0);
        if (!IsPrefetch) await guide.Done(ShopId, SetupGuide.Programme);
    }

    public async Task<IActionResult> OnPost(ProgrammeForm form)
    {
        await Load();
        Form = form;
        var settings = form.Settings(Current.Settings, Shop.Currency, Errors, T);
        if (form.Version != Current.Version)
        {
            Errors.Add("", T["Somebody else has changed the programme meanwhile. Your values are still here: check them and save again."]);
            Form.Version = Current.Version;
        }
        if (Errors.Any)
        {
            Preview = await preview.Of(ShopId, Current.Settings, settings, skip: 0);
            return Invalid();
        }
        if (settings != Current.Settings) await programmes.Save(ShopId, settings, StaffId);
        return SeeOther("/programme", "saved");
    }

    private async Task Load()
    {
        Current = await programmes.Current(ShopId);
        Rewards = await catalogue.All(ShopId);
        Changes = (await programmes.History(ShopId)).OrderByDescending(version => version.Version).Take(21).ToList();
    }

    /// <summary>What one version changed, in words; the first is the start.</summary>
    internal IEnumerable<string> Differences(ProgrammeVersion version, ProgrammeVersion? before)
    {
        var now = version.Settings;
        if (before?.Settings is not { } old)
        {
            yield return T["Started with {0} for every {1}", PointsText(now), T.Money(now.PerAmount)];
            yield break;
        }
        if (now.IsActive != old.IsActive) yield return now.IsActive ? T["Switched on"] : T["Switched off"];
        if (now.Points != old.Points || now.PerAmount != old.PerAmount)
            yield return T["{0} for every {1} (before: {2} for every {3})", PointsText(now), T.Money(now.PerAmount), PointsText(old), T.Money(old.PerAmount)];
        if (now.MinimumOrder != old.MinimumOrder) yield return T["Smallest order {0} (before: {1})", MinimumText(now), MinimumText(old)];
        if (now.PendingDays != old.PendingDays) yield return T["Waiting time {0:n|day|days} (before: {1})", now.PendingDays, old.PendingDays];
        if (now.CountsTax != old.CountsTax) yield return now.CountsTax ? T["Taxes count"] : T["Taxes no longer count"];
        if (now.CountsShipping != old.CountsShipping) yield return now.CountsShipping ? T["Shipping counts"] : T["Shipping no longer counts"];
        if (now.CountsGiftCards != old.CountsGiftCards) yield return now.CountsGiftCards ? T["Gift cards count"] : T["Gift cards no longer count"];
        if (now.CountsDiscounts != old.CountsDiscounts) yield return now.CountsDiscounts ? T["Prices before discounts count"] : T["Prices after discounts count"];
        if (now.CountsTips != old.CountsTips) yield return now.CountsTips ? T["Tips count"] : T["Tips no longer count"];
        if (now.LeavesOutGiftCardPayments != old.LeavesOutGiftCardPayments) yield return now.LeavesOutGiftCardPayments ? T["What is paid with a gift card earns nothing"] : T["What is paid with a gift card earns"];
        if (now.LeavesOutStoreCreditPayments != old.LeavesOutStoreCreditPayments) yield return now.LeavesOutStoreCreditPayments ? T["What is paid with store credit earns nothing"] : T["What is paid with store credit earns"];
        if (now.Rounding != old.Rounding) yield return now.Rounding switch { Rounding.Down => T["Fractions are rounded down"], Rounding.Up => T["Fractions are rounded up"], _ => T["Fractions are rounded to the nearest point"] };
        if (now.Channels != old.Channels) yield return now.Channels switch { OrderChannels.Online => T["Only online orders earn"], OrderChannels.PointOfSale => T["Only orders at the till earn"], _ => T["Orders online and at the till earn"] };
        if (now.WaitsForFulfilment != old.WaitsForFulfilment) yield return now.WaitsForFulfilment ? T["Points can be used once the order is fulfilled"] : T["Points can be used {0:n|day|days} after payment", now.PendingDays];
        if (old with { ProductRules = now.ProductRules } != old) yield return T["Product rules changed: {0:n|rule|rules}", now.ProductRules?.Count ?? 0];
        if (old with { Campaigns = now.Campaigns } != old) yield return T["Campaigns changed"];
        if (old with { Bonuses = now.Bonuses } != old) yield return T["Bonuses changed"];
        foreach (var difference in BalanceForm.Differences(now, old, T)) yield return difference;
        if (DeedChanges.Deeds(old, now, words, T.Words) is { Length: > 0 } deeds) yield return T["Ways to earn: {0}", deeds];
        if (DeedChanges.Challenges(old, now) is { Length: > 0 } challenges) yield return T["Challenges: {0}", challenges];
        if (now.FromAt != old.FromAt) yield return now.FromAt is { } from ? T["Orders from {0} on earn", T.Day(from)] : T["All orders earn"];
    }

    private string MinimumText(ProgrammeSettings settings) => settings.MinimumOrder == 0 ? T["none"] : T.Money(settings.MinimumOrder);

    /// <summary>"5 points", "1.5 points": a rate may be a fraction.</summary>
    private string PointsText(ProgrammeSettings settings) => T["{0:n|point|points}", settings.Points];
}
