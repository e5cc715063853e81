using System.Net;
using System.Text.RegularExpressions;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Admin.Start;
using RetentionApp.Loyalty.Starting;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Admin;

public class StartTests
{
    [Fact]
    public async Task Five_steps_lead_to_one_new_version_and_its_rewards()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Order(1, 1, 7, AdminHost.Now.AddDays(-9), 6000), AdminHost.Order(1, 2, 7, AdminHost.Now.AddDays(-1), 6000));
        Assert.Equal("/start?step=2", (await host.Post("/start?step=1", new() { ["go"] = "next", ["trade"] = "Fashion" })).Location);
        var cards = (await host.Get("/start")).Text;
        Assert.Contains("From your last 2 orders: £60.00 on average, 100% of customers had bought before.", cards);
        Assert.Contains("5 points for every £1.00 £10.00 off for 1,000 points, after about 3 orders", cards);
        Assert.Equal("/start?step=3", (await host.Post("/start?step=2", new() { ["go"] = "next", ["programme"] = "Tiers" })).Location);
        var numbers = Fields((await host.Get("/start")).Body);
        Assert.Equal(("4", "30", "500", "180"), (numbers["Points"], numbers["PendingDays"], numbers["Reward0Cost"], numbers["Tier-silver-Threshold"]));
        Assert.Equal("/start?step=4", (await host.Post("/start?step=3", new(numbers) { ["go"] = "next", ["Points"] = "4.5", ["Tier-gold-Times"] = "1,75" })).Location);
        Assert.Equal("/start?step=5", (await host.Post("/start?step=4", new() { ["go"] = "next", ["which"] = "from", ["from"] = "2026-01-01" })).Location);
        var last = (await host.Get("/start")).Text;
        Assert.Contains("4.5 points for every £1.00 (before: 5 points for every £1.00)", last);
        Assert.Contains("Added: tier “Silver” (from: £180.00; multiplier: ×1.25)", last);
        Assert.Equal(1, await Version(host));

        Assert.Equal("/?done=live", (await host.Post("/start?step=5", new() { ["go"] = "finish" })).Location);
        var settings = (await host.Do<Programmes, ProgrammeVersion>(async programmes => await programmes.Current(1))).Settings;
        Assert.Equal(2, await Version(host));
        Assert.Equal((4.5m, 30, 1.75m), (settings.Points, settings.PendingDays, settings.Tiers!.Levels[2].Times));
        Assert.Equal(new DateTime(2026, 1, 1, 5, 0, 0, DateTimeKind.Utc), settings.FromAt);
        Assert.Equal([(500, 500), (1000, 1000)], await Rewards(host));
        // Whoever set it up is named with the reward it brought.
        Assert.Equal("42", await host.Do<AppDb, string>(db => db.RewardChanges.Where(change => change.ShopId == 1).OrderByDescending(change => change.Id).Select(change => change.ChangedBy).FirstAsync()));
        // It may begin anew, from what holds now.
        Assert.Equal("4.5", Fields((await host.Get("/start?step=3")).Body)["Points"]);
    }

    [Fact]
    public async Task Whoever_skips_everything_keeps_what_the_install_brought()
    {
        await using var host = await AdminHost.Start();
        for (var step = 1; step < 5; step++) Assert.Equal($"/start?step={step + 1}", (await host.Post($"/start?step={step}", new() { ["go"] = "skip", ["trade"] = "Food", ["programme"] = "Vip" })).Location);
        Assert.Contains("Nothing changes", (await host.Get("/start")).Text);
        Assert.Equal("/?done=live", (await host.Post("/start?step=5", new() { ["go"] = "finish" })).Location);
        Assert.Equal(1, await Version(host));
        Assert.Equal([(500, 500)], await Rewards(host));
        Assert.DoesNotContain("Set it up", (await host.Get("/")).Text);
    }

    [Fact]
    public async Task Going_back_and_reloading_keep_what_was_chosen_and_typed()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/start?step=1", new() { ["go"] = "next", ["trade"] = "Cosmetics" });
        await host.Post("/start?step=2", new() { ["go"] = "next", ["programme"] = "Cashback" });
        var numbers = Fields((await host.Get("/start?step=3")).Body);
        Assert.Equal("/start?step=2", (await host.Post("/start?step=3", new(numbers) { ["go"] = "back", ["Points"] = "nonsense" })).Location);
        Assert.Matches("value=\"Cashback\" checked", (await host.Get("/start")).Body);
        Assert.Matches("value=\"Cosmetics\" checked", (await host.Get("/start?step=1")).Body);
        Assert.Equal("nonsense", Fields((await host.Get("/start?step=3")).Body)["Points"]);

        var wrong = await host.Post("/start?step=3", new(numbers) { ["go"] = "next", ["Points"] = "0" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Contains("Points must be more than 0", wrong.Text);
        // A mistake that was left behind is asked about at the end, not saved.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/start?step=5", new() { ["go"] = "finish" })).Status);
        Assert.Equal(1, await Version(host));

        // Another programme brings its own numbers.
        await host.Post("/start?step=2", new() { ["go"] = "next", ["programme"] = "Vip" });
        Assert.Equal("4", Fields((await host.Get("/start?step=3")).Body)["Points"]);
        Assert.Equal("", Fields((await host.Get("/start?step=3", shop: 2)).Body)["Reward1Cost"]);
    }

    [Fact]
    public async Task The_preview_follows_what_is_typed()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Order(1, 1042, 7, AdminHost.Now.AddDays(-1)));
        Assert.Contains("70 points = £0.70", (await host.Get("/start/preview?Points=7&PerAmount=1&PendingDays=3&Reward0Cost=500&Reward0Amount=5")).Text);
    }

    [Fact]
    public void Rewards_are_changed_in_order_added_and_switched_off_and_others_left_alone()
    {
        Reward Reward(long id, long cost, RewardKind kind = RewardKind.AmountOff, bool isActive = true) => new() { Id = id, ShopId = 1, Kind = kind, Cost = cost, Amount = cost, Currency = "GBP", IsActive = isActive };
        var plan = RewardPlan.Of([Reward(1, 500), Reward(2, 900, isActive: false), Reward(3, 2000), Reward(4, 3000)], [new PresetReward(500, 500), new PresetReward(1000, 900)], 1, "GBP", AdminHost.Now);
        Assert.Equal([(3L, 1000L, 900L)], plan.Saved.Select(reward => (reward.Id, reward.Cost, reward.Amount)));
        Assert.Equal([4L], plan.SwitchedOff.Select(reward => reward.Id));
        Assert.All(plan.SwitchedOff, reward => Assert.False(reward.IsActive));
        Assert.Equal([(0L, 500L), (0L, 1000L)], RewardPlan.Of([], [new PresetReward(500, 500), new PresetReward(1000, 1000)], 1, "GBP", AdminHost.Now).Saved.Select(reward => (reward.Id, reward.Cost)));
    }

    private static Task<int> Version(AdminHost host) => host.Do<Programmes, int>(async programmes => (await programmes.Current(1)).Version);

    private static Task<List<(long, long)>> Rewards(AdminHost host) => host.Do<AppDb, List<(long, long)>>(async db =>
        [.. (await db.Set<Reward>().AsNoTracking().Where(reward => reward.ShopId == 1 && reward.IsActive).OrderBy(reward => reward.Cost).ToListAsync()).Select(reward => (reward.Cost, reward.Amount))]);

    private static Dictionary<string, string> Fields(string body) =>
        Regex.Matches(body, "<input id=\"([^\"]*)\" name=\"[^\"]*\" type=\"text\" value=\"([^\"]*)\"").ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
}
