using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using RetentionApp.Data;
using RetentionApp.DevStore.Graph;
using RetentionApp.DevStore.State;
using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Loyalty.TierRulesTests;

namespace RetentionApp.Tests.Stories;

/// <summary>Tiers over HTTP with a whole shop: ten books are £100.00 and 500 points.</summary>
public sealed class TierStoriesTests : IAsyncLifetime
{
    private World world = null!;

    public async Task InitializeAsync() => world = await World.Installed();
    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_shopper_rises_reads_what_is_missing_and_falls_with_the_refund_of_that_order()
    {
        await Save(Tiers(TierWindow.CalendarYear, levels: [Level("silver", 500, times: 2), Level("gold", 1200)]));
        var before = await Tier();
        Assert.Equal((JsonValueKind.Null, 500), (before.GetProperty("id").ValueKind, before.GetProperty("next").GetProperty("missing").GetInt64()));
        var order = await world.Buys(world.Anna, world.Book, 10);
        var silver = await Tier();
        Assert.Equal(("silver", "Silver", 2, 700), (silver.GetProperty("id").GetString(), silver.GetProperty("name").GetString(), silver.GetProperty("multiplier").GetDecimal(), silver.GetProperty("next").GetProperty("missing").GetInt64()));
        Assert.Equal("700 points more to Gold by December 31", silver.GetProperty("next").GetProperty("words").GetString());
        Assert.Equal($"{world.Clock.Now.Year}-12-31", silver.GetProperty("next").GetProperty("by").GetString());
        Assert.Contains("2× points on every order", silver.GetProperty("perks").EnumerateArray().Select(perk => perk.GetString()));
        Assert.Equal(JsonValueKind.Null, (await world.Loyalty(null)).GetProperty("tier").ValueKind);
        world.Shop.Refund(order, new Dictionary<int, int> { [0] = 1 });
        await world.Settled();
        Assert.Equal(JsonValueKind.Null, (await Tier()).GetProperty("id").ValueKind);
        await world.Holds();
    }

    [Fact]
    public async Task Tag_and_fields_are_in_the_shop_and_follow_every_change()
    {
        await Save(Tiers(levels: [Level("silver", 500, tag: "early")]));
        world.Anna.Tags.Add("vip");
        await world.Buys(world.Anna, world.Book, 10);
        await Pushed();
        Assert.Equal(["vip", "tier:silver", "early"], world.Anna.Tags);
        Assert.Equal(("0", "500", "silver", "Silver"), (Field("balance"), Field("pending"), Field("tier"), Field("tier_name")));
        Assert.All(world.Shop.Definitions, definition => Assert.Equal(("PUBLIC_READ", "READ"), (definition.Storefront, definition.CustomerAccount)));
        await world.Pass(days: 14);
        await world.App.With<PointsLedger>(async ledger => await ledger.Tidy(100));
        await Pushed();
        Assert.Equal(("500", "0"), (Field("balance"), Field("pending")));
        await Save(Tiers(levels: [Level("gold", 5000)]));
        await Pushed();
        Assert.Equal(["vip"], world.Anna.Tags);
        Assert.False(world.Anna.Metafields.ContainsKey("$app:loyalty.tier"));
    }

    [Theory]
    [InlineData("LostAnswer")]
    [InlineData("DoneButServerError")]
    [InlineData("Throttle")]
    public async Task Trouble_on_the_way_to_Shopify_is_mended_by_the_next_round(string kind)
    {
        var trouble = Enum.Parse<FaultKind>(kind);
        await Save(Tiers(levels: [Level("silver", 500)]));
        world.Shop.Faults.Next(trouble, "MetafieldsSet");
        world.Shop.Faults.Next(trouble, "CustomerTagsAdd");
        await world.Buys(world.Anna, world.Book, 10);
        await Pushed();
        Assert.Equal(("silver", "tier:silver"), (Field("tier"), Assert.Single(world.Anna.Tags)));
    }

    [Fact]
    public async Task A_standing_code_is_made_once_works_for_its_tier_alone_changes_and_goes()
    {
        world.Shop.Faults.Next(FaultKind.LostAnswer, "SegmentCreate");
        world.Shop.Faults.Next(FaultKind.LostAnswer, "DiscountCreate");
        await Save(Tiers(levels: [Level("silver", 500, standing: new StandingCode(10, 2000))]));
        await world.Buys(world.Anna, world.Book, 10);
        await Pushed();
        await Coded();
        var (discount, segment) = (Assert.Single(world.Shop.Discounts.Values), Assert.Single(world.Shop.Segments.Values));
        Assert.Equal((0.1m, 2000L, "customer_tags CONTAINS 'tier:silver'"), (discount.Percentage, discount.MinimumSubtotal, segment.Query));
        Assert.Equal(discount.Code, (await Tier()).GetProperty("code").GetString());
        Assert.Equal((300L, 0L, null), world.Shop.TryCode(discount.Code, world.Anna, [new Wanted(world.Book, 3)]));
        Assert.NotNull(world.Shop.TryCode(discount.Code, world.Ben, [new Wanted(world.Book, 3)]).Refusal);
        Assert.NotNull(world.Shop.TryCode(discount.Code, null, [new Wanted(world.Book, 3)]).Refusal);

        await Save(Tiers(levels: [Level("silver", 500, standing: new StandingCode(15, null))]));
        await Coded();
        var changed = Assert.Single(world.Shop.Discounts.Values);
        Assert.Equal((discount.Id, discount.Code, 0.15m, 0L), (changed.Id, changed.Code, changed.Percentage, changed.MinimumSubtotal));

        await Save(Tiers(levels: [Level("silver", 500, standing: new StandingCode(null, null))]));
        await Coded();
        Assert.True(Assert.Single(world.Shop.Discounts.Values).IsFreeShipping);

        await Save(Tiers(levels: [Level("silver", 500)]));
        await Coded();
        Assert.Empty(world.Shop.Discounts);
        Assert.Empty(world.Shop.Segments);
        Assert.Equal(0, await world.App.Number($"SELECT COUNT(*) FROM standing_codes"));
    }

    [Fact]
    public async Task An_import_places_everybody_at_its_end_and_congratulates_nobody()
    {
        await using var fresh = await World.Open();
        fresh.Shop.Buy(fresh.Anna, fresh.Book, 10);
        await fresh.Install();
        var shop = await fresh.Row();
        await fresh.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { Tiers = Tiers(levels: [Level("silver", 500)]) }, "42"));
        await TestApp.Until(async () => (await fresh.App.With<TierRuns, TierRun?>(runs => runs.Latest(shop.Id)))?.IsRunning == false, "the tiers were placed");
        await fresh.App.Tamper("DELETE FROM customer_tiers");
        await fresh.App.With<RetentionApp.Intake.HistoryImports>(imports => imports.Start(shop.Id));
        await fresh.Imported();
        await TestApp.Until(async () => await fresh.App.Number($"SELECT COUNT(*) FROM customer_tiers WHERE level_id = 'silver'") == 1, "the import placed her");
        Assert.Equal(0, await fresh.App.Number($"SELECT COUNT(*) FROM timeline WHERE kind = 'tier.reached'"));
    }

    private async Task<JsonElement> Tier() => (await world.Loyalty(world.Anna)).GetProperty("tier");

    private string? Field(string key) => world.Anna.Metafields.GetValueOrDefault("$app:loyalty." + key)?.Value;

    private async Task Save(TierSettings tiers)
    {
        var shop = await world.Row();
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { Tiers = tiers, PushesCustomers = true }, "42"));
        await TestApp.Until(async () =>
        {
            await world.App.Services.GetService<TierRunner>()!.Run(default);
            return (await world.App.With<TierRuns, TierRun?>(runs => runs.Latest(shop.Id)))?.IsRunning == false;
        }, "the tiers were looked at");
    }

    /// <summary>Lets the clock run on while the app tries again.</summary>
    private Task Pushed() => TestApp.Until(async () =>
    {
        await world.App.Services.GetService<CustomerPushes>()!.Run(default);
        if (await world.App.Number($"SELECT COUNT(*) FROM customer_pushes WHERE due_at IS NOT NULL") == 0) return true;
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        return false;
    }, "everything was pushed");

    private Task Coded() => TestApp.Until(async () =>
    {
        await world.App.With<StandingCodes, int>(codes => codes.Run(default));
        if (await world.App.Number($"SELECT COUNT(*) FROM standing_codes WHERE next_at IS NOT NULL") == 0) return true;
        world.Clock.Advance(TimeSpan.FromSeconds(10));
        return false;
    }, "the codes were made");
}
