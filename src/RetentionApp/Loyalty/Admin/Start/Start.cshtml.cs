using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Intake;
using RetentionApp.Loyalty.Simulating;
using RetentionApp.Loyalty.Starting;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>A ready programme as a card: its numbers for this shop.</summary>
/// <param name="Share">What it would have cost of the revenue of the last orders; null without orders.</param>
internal sealed record ReadyCard(ReadyProgramme Programme, Preset Preset, decimal? Share);

/// <summary>
/// The merchant's first five minutes: trade, ready programme, numbers, past orders, going live. Every step may be skipped, what was
/// chosen is kept until the end, and only the end changes anything: one version of the programme, and the rewards.
/// </summary>
internal sealed class StartModel(
    StartDrafts drafts, StartFigures figures, Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview, HistoryImports imports, SetupGuide guide, ShopifyOptions options, TimeProvider clock) : AdminPage
{
    internal int Step { get; private set; }
    internal StartDraft Draft { get; private set; } = new();
    internal ShopHabits Habits { get; private set; } = null!;
    internal IReadOnlyList<ReadyCard> Cards { get; private set; } = [];
    internal StartNumbers Numbers { get; private set; } = null!;
    /// <summary>The programme as it would be, with its rewards.</summary>
    internal Preset Built { get; private set; } = null!;
    internal PreviewShown? Preview { get; private set; }
    internal ProgrammeSettings Current { get; private set; } = null!;
    internal IReadOnlyList<Reward> Rewards { get; private set; } = [];
    internal IReadOnlyList<string> Changes { get; private set; } = [];
    /// <summary>What the choice for past orders would move; null where it stays as it is.</summary>
    internal FromDateChange? History { get; private set; }
    internal string Which { get; private set; } = "all";
    internal string From { get; private set; } = "";
    internal string LoyaltyPage => options.StorefrontOf(Shop) + ShopifyOptions.ProxyPath;

    public async Task<IActionResult> OnGet(int? step)
    {
        Draft = await drafts.Read(ShopId);
        Step = Math.Clamp(step ?? Draft.Step, 1, StartDraft.Steps);
        await Load();
        return Page();
    }

    public async Task<IActionResult> OnPost(int step, string? go)
    {
        Draft = await drafts.Read(ShopId);
        Step = Math.Clamp(step, 1, StartDraft.Steps);
        var form = await Request.ReadFormAsync();
        if (go != "skip") await Take(form);
        await Load();
        if (go is "next" or "finish" && Errors.Any)
        {
            await drafts.Keep(ShopId, Draft);
            return Invalid();
        }
        if (Step == StartDraft.Steps && go is "finish") return await Finish();
        var next = Math.Clamp(Step + (go == "back" ? -1 : 1), 1, StartDraft.Steps);
        await drafts.Keep(ShopId, Draft with { Step = next });
        return SeeOther($"/start?step={next}");
    }

    /// <summary>Keeps what was chosen or typed in this step. Another trade or programme brings numbers of its own.</summary>
    private async Task Take(IFormCollection form)
    {
        switch (Step)
        {
            case 1 when Enum.TryParse<Trade>(form["trade"], out var trade) && Enum.IsDefined(trade):
                Draft = Draft with { Trade = trade, Numbers = trade == Draft.Trade ? Draft.Numbers : null };
                break;
            case 2 when Enum.TryParse<ReadyProgramme>(form["programme"], out var programme) && Enum.IsDefined(programme):
                Draft = Draft with { Programme = programme, Numbers = programme == Draft.Programme ? Draft.Numbers : null };
                break;
            case 3:
                await LoadShop();
                var (start, typed) = (StartPoint(), StartNumbers.Of(field => form[field], StartPoint().Settings));
                var unchanged = StartNumbers.Of(start, Shop.Currency, T.Culture);
                // Numbers that nobody touched are not the merchant's: they follow a later choice of programme.
                Draft = Draft with { Numbers = typed.Typed.All(pair => unchanged[pair.Key] == pair.Value) ? null : typed.Typed };
                break;
            case 4:
                Draft = Draft with { Which = form["which"] == "from" ? "from" : "all", From = form["from"] };
                break;
        }
    }

    private async Task LoadShop()
    {
        Current = (await programmes.Current(ShopId)).Settings;
        Rewards = await catalogue.All(ShopId);
        Habits = await figures.Habits(ShopId);
    }

    private async Task Load()
    {
        await LoadShop();
        var start = StartPoint();
        Numbers = Draft.Numbers is { } typed ? new StartNumbers(typed) : StartNumbers.Of(start, Shop.Currency, T.Culture);
        var mistakes = Step is 3 or 5 ? Errors : new FieldErrors();
        Built = Draft.IsUntouched ? start : Numbers.On(start, Shop.Currency, mistakes, T);
        Built = Built with { Settings = Built.Settings with { IsActive = true, FromAt = ReadFrom() } };
        if (Step == 2) await LoadCards();
        if (Step == 3) Preview = new PreviewShown(await preview.Of(ShopId, Current, Built.Settings, skip: 0), Built.Settings, Rewards, Priced(Built), Errors.Any);
        if (Step == 5)
        {
            Changes = new Differences(T).Between(Current, Built.Settings);
            if (Built.Settings.FromAt != Current.FromAt) History = await imports.PreviewFromDate(ShopId, Built.Settings.FromAt);
        }
    }

    private async Task LoadCards()
    {
        var presets = Enum.GetValues<ReadyProgramme>().Select(programme => Presets.Of(Draft.Trade ?? Trade.Other, programme, Shop.Currency, Habits.AverageOrder, Current)).ToList();
        var costs = await figures.Costs(Shop, [.. presets.Select(preset => new SimulatedProgramme(preset.Settings, preset.Rewards[0].Cost, preset.Rewards[0].Amount, 0))]);
        Cards = [.. presets.Select((preset, i) => new ReadyCard((ReadyProgramme)(i + 1), preset, costs[i]))];
    }

    /// <summary>The ready programme that was chosen; without a choice the present programme and its rewards.</summary>
    private Preset StartPoint() => Draft.Programme is { } programme
        ? Presets.Of(Draft.Trade ?? Trade.Other, programme, Shop.Currency, Habits.AverageOrder, Current)
        : new Preset(Current, [.. Rewards.Where(reward => reward is { IsActive: true, Kind: RewardKind.AmountOff }).Take(StartNumbers.MostRewards).Select(reward => new PresetReward(reward.Cost, reward.Amount))]);

    private DateTime? ReadFrom()
    {
        (Which, From) = (Draft.Which ?? (Current.FromAt is null ? "all" : "from"), Draft.From ?? (Current.FromAt is { } at ? DateOnly.FromDateTime(T.Local(at)).ToString("yyyy-MM-dd") : ""));
        if (Draft.Which is null) return Current.FromAt;
        if (Which == "all") return null;
        var day = Typed.Day(From);
        if (day is not null && day.Value.Year >= 2004 && day <= T.Today.AddYears(1)) return T.Zone.StartUtc(day.Value);
        if (Step is 4 or 5) Errors.Add("from", day is null ? T["Choose a day, for example the day your programme began."] : T["Choose a day between 2004 and a year from now."]);
        return Current.FromAt;
    }

    private async Task<IActionResult> Finish()
    {
        await programmes.Save(ShopId, Built.Settings, StaffId);
        if (!Draft.IsUntouched)
        {
            var plan = RewardPlan.Of(Rewards, Built.Rewards, ShopId, Shop.Currency, clock.GetUtcNow().UtcDateTime);
            foreach (var reward in plan.Saved.Concat(plan.SwitchedOff)) await catalogue.Save(reward, StaffId);
        }
        // The version is saved already and holds the date: this only settles past orders again.
        if (Built.Settings.FromAt != Current.FromAt) await imports.ApplyFromDate(ShopId, Built.Settings.FromAt, StaffId);
        await guide.Done(ShopId, SetupGuide.Programme);
        await drafts.Forget(ShopId);
        return SeeOther("/", "live");
    }

    /// <summary>The rewards of step five that are switched off, by what they take off.</summary>
    internal IReadOnlyList<Reward> Surplus() => Draft.IsUntouched ? []
        : [.. Rewards.Where(reward => reward is { Kind: RewardKind.AmountOff, IsActive: true }).OrderBy(reward => reward.Cost).Skip(Built.Rewards.Count)];

    internal IReadOnlyList<Reward> Priced(Preset preset) => [.. preset.Rewards.Select(reward => new Reward { ShopId = ShopId, Kind = RewardKind.AmountOff, Currency = Shop.Currency, Cost = reward.Cost, Amount = reward.Amount })];

    /// <summary>About how many average orders lead to a reward; null without orders.</summary>
    internal long? OrdersTo(Preset preset, PresetReward reward) => Habits.AverageOrder <= 0 ? null
        : Math.Max(1, (long)Math.Round(reward.Cost / Math.Max(1, preset.Settings.Points * Habits.AverageOrder / preset.Settings.PerAmount)));

    internal string TradeName(Trade trade) => trade switch
    {
        Trade.Fashion => T["Fashion"],
        Trade.Cosmetics => T["Cosmetics"],
        Trade.Food => T["Food"],
        Trade.Electronics => T["Electronics"],
        _ => T["Something else"],
    };

    internal (string Name, string Text, string Picture) About(ReadyProgramme programme) => programme switch
    {
        ReadyProgramme.Cashback => (T["Simple cashback"], T["Every order gives points, points give money off. Understood at a glance."], "cashback"),
        ReadyProgramme.Tiers => (T["Points with tiers"], T["Whoever buys more earns faster: Bronze, Silver, Gold."], "tiers"),
        _ => (T["VIP club"], T["A low start for everybody, double points and a welcome for your best."], "vip"),
    };
}
