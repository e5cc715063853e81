using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Loyalty;
using RetentionApp.Shops;

namespace RetentionApp.Intake.Admin;

internal sealed class HistoryModel(HistoryImports imports, Programmes programmes) : AdminPage
{
    internal HistoryImport? Import { get; private set; }
    internal DateTime? FromAt { get; private set; }
    internal string Which { get; private set; } = "all";
    internal string? From { get; private set; }
    /// <summary>What the date that was typed would change; null before it was asked.</summary>
    internal FromDateChange? Change { get; private set; }
    internal bool OnlySixtyDays => !Shop.HasScope("read_all_orders");

    /// <summary>With <paramref name="preview"/> it says in numbers what a date would do; nothing changes yet.</summary>
    public async Task<IActionResult> OnGet(bool preview, string? which, string? from)
    {
        await Load();
        if (!preview) return Page();
        if (!Read(which, from, out var fromAt)) return Invalid();
        Change = await imports.PreviewFromDate(ShopId, fromAt);
        return Page();
    }

    public async Task<IActionResult> OnPostStart()
    {
        if ((await imports.Latest(ShopId))?.IsRunning != true) await imports.Start(ShopId);
        return SeeOther("/history", "started");
    }

    public async Task<IActionResult> OnPostStop()
    {
        await imports.Stop(ShopId);
        return SeeOther("/history", "stopped");
    }

    public async Task<IActionResult> OnPostApply(string? which, string? from)
    {
        await Load();
        if (!Read(which, from, out var fromAt)) return Invalid();
        await imports.ApplyFromDate(ShopId, fromAt, StaffId);
        return SeeOther("/history", "applied");
    }

    private async Task Load()
    {
        Import = await imports.Latest(ShopId);
        FromAt = (await programmes.Current(ShopId)).Settings.FromAt;
        Which = FromAt is null ? "all" : "from";
        From = FromAt is { } at ? DateOnly.FromDateTime(T.Local(at)).ToString("yyyy-MM-dd") : null;
    }

    private bool Read(string? which, string? from, out DateTime? fromAt)
    {
        (Which, From, fromAt) = (which == "from" ? "from" : "all", from, null);
        if (Which == "all") return true;
        if (Typed.Day(from) is not { } day) Errors.Add("from", T["Choose a day, for example the day your programme began."]);
        else if (day.Year < 2004 || day > T.Today.AddYears(1)) Errors.Add("from", T["Choose a day between 2004 and a year from now."]);
        else fromAt = T.Zone.StartUtc(day);
        return !Errors.Any;
    }
}
