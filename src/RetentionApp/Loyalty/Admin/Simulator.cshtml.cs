using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Loyalty.Simulating;
using RetentionApp.Rewards;

namespace RetentionApp.Loyalty.Admin;

/// <summary>What a changed programme would have cost and given in a past month of this shop.</summary>
internal sealed class SimulatorModel(Simulations simulations, Programmes programmes, RewardCatalogue catalogue, ProgrammeChange change, TimeProvider clock) : AdminPage
{
    /// <summary>A small month is done before the page would be drawn; a larger one shows its progress.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    internal SimulatorForm Form { get; private set; } = null!;
    internal IReadOnlyList<DateOnly> Months { get; private set; } = [];
    internal ProgrammeVersion Current { get; private set; } = null!;
    /// <summary>The document whose rules have a field each.</summary>
    internal ProgrammeSettings Start { get; private set; } = null!;
    /// <summary>The version whose values the form began with; null: today's or those tried last.</summary>
    internal int? StartsFrom { get; private set; }
    internal Simulated? Latest { get; private set; }
    /// <summary>True once the merchant asked to use the values: the page states the numbers and asks.</summary>
    internal bool IsAsking { get; private set; }

    /// <param name="version">Start from an older version's values.</param>
    public async Task<IActionResult> OnGet(int? version, bool use)
    {
        var rewards = await Load();
        var latest = Latest?.Simulation;
        (Start, StartsFrom) = (Current.Settings, version);
        var month = Months.Count > 1 ? Months[1] : Months.Count == 1 ? Months[0] : (DateOnly?)null;
        if (version is { } number)
        {
            if (await programmes.Find(ShopId, number) is not { } older) return Missing();
            Start = older.Settings.Again(Current.Settings, clock.GetUtcNow().UtcDateTime);
            Form = SimulatorForm.Of(Terms(Start, rewards), month, Shop.Currency, T.Culture);
        }
        else if (latest is not null && latest.Version == Current.Version)
        {
            var draft = SimulatedProgramme.FromJson(latest.Draft);
            Start = draft.Settings;
            Form = SimulatorForm.Of(draft, latest.Month, Shop.Currency, T.Culture);
        }
        else Form = SimulatorForm.Of(Terms(Start, rewards), month, Shop.Currency, T.Culture);
        IsAsking = use && Latest is { IsUsable: true };
        return Page();
    }

    public async Task<IActionResult> OnPost(int? version)
    {
        var rewards = await Load();
        Form = SimulatorForm.Of(await Request.ReadFormAsync());
        StartsFrom = version;
        Start = version is { } number && await programmes.Find(ShopId, number) is { } older ? older.Settings.Again(Current.Settings, clock.GetUtcNow().UtcDateTime) : Current.Settings;
        var draft = Form.Read(Start, Shop.Currency, Errors, T);
        if (!DateOnly.TryParseExact(Form["Month"] + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) || !Months.Contains(month)) Errors.Add("Month", T["Choose a month that has orders."]);
        if (Errors.Any) return Invalid();
        await simulations.Start(Shop, month, Current.Version, Terms(Current.Settings, rewards), draft);
        for (var started = DateTime.UtcNow; DateTime.UtcNow - started < Patience && (await simulations.Latest(ShopId))?.State == SimulationState.Running;) await Task.Delay(40);
        return SeeOther("/programme/simulator#result");
    }

    public async Task<IActionResult> OnPostStop()
    {
        await simulations.Stop(ShopId);
        return SeeOther("/programme/simulator");
    }

    /// <summary>The values become a new version, and the reward that says what points are worth gets its new terms.</summary>
    public async Task<IActionResult> OnPostUse(long id)
    {
        var rewards = await Load();
        if (await simulations.Find(ShopId, id) is not { State: SimulationState.Done } simulation) return Missing();
        if (simulation.Version != Current.Version)
        {
            Start = Current.Settings;
            Form = SimulatorForm.Of(SimulatedProgramme.FromJson(simulation.Draft), simulation.Month, Shop.Currency, T.Culture);
            Errors.Add("", T["The programme was changed since this was computed. Compute it again and look at the numbers."]);
            return Invalid();
        }
        var draft = SimulatedProgramme.FromJson(simulation.Draft);
        await change.Save(ShopId, Current.Settings, draft.Settings with { IsActive = Current.Settings.IsActive, FromAt = Current.Settings.FromAt }, StaffId);
        if (SimulatorForm.Rate(rewards) is { } rate && (rate.Cost, rate.Amount) != (draft.RewardCost, draft.RewardAmount))
        {
            (rate.Cost, rate.Amount) = (draft.RewardCost, draft.RewardAmount);
            await catalogue.Save(rate, StaffId);
        }
        return SeeOther("/programme", "saved");
    }

    private async Task<IReadOnlyList<Reward>> Load()
    {
        Current = await programmes.Current(ShopId);
        Months = await simulations.Months(Shop);
        Latest = Simulated.Of(await simulations.Latest(ShopId), Current.Version);
        return await catalogue.All(ShopId);
    }

    private static SimulatedProgramme Terms(ProgrammeSettings settings, IReadOnlyList<Reward> rewards) =>
        SimulatorForm.Rate(rewards) is { } rate ? new SimulatedProgramme(settings, rate.Cost, rate.Amount, 0) : new SimulatedProgramme(settings, 0, 0, 0);
}

/// <summary>A simulation read for showing it.</summary>
internal sealed record Simulated(Simulation Simulation, SimulatedProgramme Today, SimulatedProgramme Draft, SimulatedResult? Result, int CurrentVersion)
{
    internal static Simulated? Of(Simulation? simulation, int currentVersion) => simulation is null ? null : new(simulation,
        SimulatedProgramme.FromJson(simulation.Today), SimulatedProgramme.FromJson(simulation.Draft), simulation.Result is { } json ? SimulatedResult.FromJson(json) : null, currentVersion);

    /// <summary>Done, and the programme is still the one it was compared with.</summary>
    internal bool IsUsable => Result is not null && Simulation.Version == CurrentVersion;

    /// <summary>Share of the month's revenue that the points were worth; null without revenue or reward.</summary>
    internal decimal? Share(SimulatedProgramme programme, SimulatedSide side) =>
        Result is { Revenue: > 0 } result && programme.Worth(side.Points) is { } worth ? (decimal)worth / result.Revenue : null;
}
