using System.Net;
using System.Text.Json;
using RetentionApp.Api;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.BackOffice;
using RetentionApp.DevStore.State;
using RetentionApp.Hooks;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>The merchant's own system and Shopify Flow beside the shop, over real HTTP.</summary>
public sealed class MerchantSystemTests : IAsyncLifetime
{
    private World world = null!;
    private long shop;

    public async Task InitializeAsync()
    {
        world = await World.Installed();
        shop = (await world.Row()).Id;
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_sale_is_told_to_the_merchants_system_signed()
    {
        var endpoint = (await world.App.With<HookEndpoints, long?>(endpoints => endpoints.Add(shop, $"{world.App.Shopify.Url}/{world.Shop.Domain}/merchant/hooks", ["points.earned"], "42")))!.Value;
        await world.Buys(world.Anna, world.Book);
        await TestApp.Until(() => Task.FromResult(world.Shop.Merchant.Received.Count == 1), "the merchant's system was told");
        var got = world.Shop.Merchant.Received[0];
        var secret = await world.App.With<HookEndpoints, string>(async endpoints => endpoints.Secret((await endpoints.Find(shop, endpoint))!)!);
        Assert.True(Signing.IsHook(secret, got.Signature!, got.Body));
        var data = JsonElement.Parse(got.Body).GetProperty("data");
        Assert.Equal((50, world.Anna.Id.ToString()), (data.GetProperty("points").GetInt32(), data.GetProperty("customerId").GetString()));

        // Its answer is lost in an error: it is told again, as the same event.
        world.Shop.Merchant.Answers = 500;
        await world.Buys(world.Anna, world.Book);
        await TestApp.Until(() => Task.FromResult(world.Shop.Merchant.Received.Count == 2), "the failing system was told");
        world.Shop.Merchant.Answers = 200;
        await TestApp.Until(async () => await world.App.Number($"SELECT COUNT(*) FROM hook_deliveries WHERE status = 500") == 1, "the failure was noted");
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await TestApp.Until(async () => await world.App.Number($"SELECT COUNT(*) FROM hook_deliveries WHERE state = 1") == 2, "it was told again");
        Assert.Equal(world.Shop.Merchant.Received[1].EventId, world.Shop.Merchant.Received[0].EventId);
    }

    [Fact]
    public async Task Flow_is_told_and_its_action_gives_points_once()
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Act("run-0", "50"));
        await world.App.With<HookEndpoints>(endpoints => endpoints.SwitchFlow(shop, true));
        Assert.Equal(HttpStatusCode.OK, Act("run-1", "50.0"));
        Assert.Equal(HttpStatusCode.OK, Act("run-1", "50.0"));
        Assert.Equal(HttpStatusCode.OK, Act("run-2", "-20"));
        Assert.Equal(new Points(30, 0, 30), await world.PointsOf(world.Anna));
        await TestApp.Until(() => Task.FromResult(world.Shop.Merchant.Runs.Count == 2), "Flow was told");
        Assert.All(world.Shop.Merchant.Runs, run => Assert.Equal("points-changed", run.Handle));
        Assert.Empty(world.Shop.GraphLog.Unknown);
        await world.Holds();
    }

    [Fact]
    public async Task A_workflow_reports_an_activity_which_gives_its_points_once_and_keeps_to_the_rules_limits()
    {
        await world.App.With<HookEndpoints>(endpoints => endpoints.SwitchFlow(shop, true));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Report("run-0", "quiz"));
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop, (await programmes.Current(shop)).Settings with { Deeds = [new DeedRule("quiz", DeedKind.Custom, 30, true, "The quiz", PerDay: 2)] }, "42"));
        Assert.Equal(HttpStatusCode.OK, Report("run-1", "quiz"));
        Assert.Equal(HttpStatusCode.OK, Report("run-1", "quiz"));
        Assert.Equal(HttpStatusCode.OK, Report("run-2", "quiz"));
        Assert.Equal(new Points(60, 0, 60), await world.PointsOf(world.Anna));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Report("run-3", "quiz"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Report("run-4", "no such thing"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Report("run-5", ""));
        Assert.Equal(new Points(60, 0, 60), await world.PointsOf(world.Anna));
        await TestApp.Until(() => Task.FromResult(world.Shop.Merchant.Runs.Count == 2), "Flow was told of both");
        Assert.All(world.Shop.Merchant.Runs, run => Assert.Equal("points-earned", run.Handle));
        await world.Holds();
    }

    [Theory]
    [InlineData("1.5")]
    [InlineData("0")]
    [InlineData("many")]
    [InlineData("10000001")]
    public async Task An_action_with_wrong_points_is_refused_for_good(string points)
    {
        await world.App.With<HookEndpoints>(endpoints => endpoints.SwitchFlow(shop, true));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, Act("run", points));
        Assert.Equal(Points.None, await world.PointsOf(world.Anna));
    }

    [Fact]
    public async Task An_action_that_is_not_signed_by_Shopify_is_401_and_one_for_a_foreign_shop_404()
    {
        await world.App.With<HookEndpoints>(endpoints => endpoints.SwitchFlow(shop, true));
        Assert.Equal(HttpStatusCode.Unauthorized, Act("run", "50", secret: "guessed"));
        using var unsigned = await world.Http.PostAsync("/flow/actions/adjust-points", new StringContent("{}"));
        Assert.Equal(HttpStatusCode.Unauthorized, unsigned.StatusCode);
        using var foreign = FlowPages.Run(world.App.Shopify.Store("other.myshopify.com"), "adjust-points", "run", new() { ["customer_id"] = "1", ["points"] = "5", ["reason"] = "x" });
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    [Fact]
    public void The_extensions_are_exactly_the_triggers_and_actions_of_the_code()
    {
        var triggers = Extension.Flow.Where(one => one.Type == "flow_trigger").ToDictionary(one => one.Handle);
        Assert.Equal(FlowTriggers.All.Select(one => one.Handle).Order(), triggers.Keys.Order());
        Assert.All(FlowTriggers.All, one => Assert.Equal(["customer_reference", .. one.Fields], triggers[one.Handle].Fields.Select(field => field.Key ?? field.Type)));
        Assert.All(FlowTriggers.All.SelectMany(one => one.Fields), field => Assert.Matches("^[A-Za-z ]+$", field));

        var actions = Extension.Flow.Where(one => one.Type == "flow_action").ToDictionary(one => one.Handle);
        Assert.Equal(FlowActions.All.Select(one => one.Handle).Order(), actions.Keys.Order());
        Assert.All(FlowActions.All, one => Assert.Equal(["customer_reference", .. one.Fields], actions[one.Handle].Fields.Select(field => field.Key ?? field.Type)));
        Assert.All(actions.Values, one => Assert.EndsWith("/flow/actions/" + one.Handle, one.RuntimeUrl));
        Assert.All(Extension.Flow, one => Assert.Matches("^[a-z0-9-]{1,30}$", one.Handle));
        Assert.All(Directory.GetFiles(Path.Combine(Repository.Root, "extension-config"), "shopify.extension.toml", SearchOption.AllDirectories).Where(file => file.Contains("flow-")),
            file => Assert.Equal("flow-" + Extension.Parse(File.ReadAllText(file)).Handle, Path.GetFileName(Path.GetDirectoryName(file))));
    }

    private HttpStatusCode Report(string run, string activity)
    {
        using var answer = FlowPages.Run(world.Shop, "do-activity", run, new() { ["customer_id"] = world.Anna.Id.ToString(), ["activity"] = activity });
        return answer.StatusCode;
    }

    private HttpStatusCode Act(string run, string points, string? secret = null)
    {
        using var answer = FlowPages.Run(world.Shop, "adjust-points", run, new() { ["customer_id"] = world.Anna.Id.ToString(), ["points"] = points, ["reason"] = "From a workflow" }, secret);
        return answer.StatusCode;
    }
}
