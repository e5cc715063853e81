using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;
using RetentionApp.Shops;
using RetentionApp.Theme;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>When the theme is told, and that it is told once.</summary>
public sealed class ThemePushesTests
{
    [Fact]
    public async Task What_changed_is_told_once_and_what_did_not_is_not_told()
    {
        await using var world = await ModulesWorld.Create();
        var told = Listen(world);
        await Run(world);
        Assert.Equal(["AppInstallation", "ready=true", "programme on GBP 5 1 rewards"], told);
        await Run(world);
        await world.Do<AppDb>(db => db.Write(() => db.TellTheme(world.ShopId, world.Now)));
        await Run(world);
        Assert.Equal(3, told.Count);
    }

    [Fact]
    public async Task Whoever_saves_programme_rewards_or_the_word_for_points_need_not_know_of_it()
    {
        await using var world = await ModulesWorld.Create();
        var told = Listen(world);
        await Run(world);
        told.Clear();
        await world.Do<Programmes>(programmes => programmes.Save(world.ShopId, ProgrammeSettings.For("GBP") with { Points = 7.5m }, "staff"));
        await Run(world);
        await world.Do<RewardCatalogue>(rewards => rewards.Save(new Reward { ShopId = world.ShopId, Kind = RewardKind.FreeShipping, Cost = 300, Currency = "GBP", CreatedAt = world.Now }));
        await Run(world);
        await world.Do<RewardCatalogue>(async rewards => await rewards.Move(world.ShopId, (await rewards.All(world.ShopId))[1].Id, -1));
        await Run(world);
        await world.Do<IServiceProvider>(scope => ((Installs)scope.GetService(typeof(Installs))!).SavePointsWord((AppDb)scope.GetService(typeof(AppDb))!, world.ShopId, """{"en":["petal","petals"]}"""));
        await Run(world);
        Assert.Equal(["ready=true", "programme on GBP 7.5 1 rewards", "ready=true", "programme on GBP 7.5 2 rewards", "ready=true", "programme on GBP 7.5 2 rewards", "ready=true", "programme on GBP 7.5 2 rewards"], told);
    }

    [Fact]
    public async Task The_end_of_a_campaign_is_told_without_anybody_saving()
    {
        await using var world = await ModulesWorld.Create(programme: ProgrammeSettings.For("GBP") with { Campaigns = [new("x", "Double", 2, ModulesWorld.Start.AddDays(-1), ModulesWorld.Start.AddDays(2), true, null, null)] });
        var told = Listen(world);
        await Run(world);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Run(world);
        Assert.Equal(3, told.Count);
        world.Clock.Advance(TimeSpan.FromDays(1));
        await Run(world);
        Assert.Equal(5, told.Count);
    }

    [Fact]
    public async Task While_Shopify_is_away_it_waits_and_then_tells_the_newest()
    {
        await using var world = await ModulesWorld.Create();
        world.Shopify = (_, _) => throw new HttpRequestException("away");
        await Run(world);
        var row = (await world.Rows<ThemePush>(db => db.ThemePushes)).Single();
        Assert.Null(row.Pushed);
        Assert.NotNull(row.Error);
        Assert.True(row.DueAt > world.Now);
        var told = Listen(world);
        await Run(world);
        Assert.Empty(told);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Run(world);
        Assert.Equal(["AppInstallation", "ready=true", "programme on GBP 5 1 rewards"], told);
        Assert.Null((await world.Rows<ThemePush>(db => db.ThemePushes)).Single().Error);
    }

    [Fact]
    public async Task A_refusal_is_remembered_and_the_installation_asked_for_again()
    {
        await using var world = await ModulesWorld.Create();
        world.Shopify = (operation, _) => Task.FromResult(operation == "AppInstallation" ? """{"data":{"currentAppInstallation":{"id":"gid://shopify/AppInstallation/1"}}}"""
            : """{"data":{"metafieldsSet":{"userErrors":[{"field":["metafields","0","ownerId"],"message":"Owner does not exist","code":"INVALID"}]}}}""");
        await Run(world);
        var row = (await world.Rows<ThemePush>(db => db.ThemePushes)).Single();
        Assert.Equal(("Owner does not exist", null, null), (row.Error, row.Installation, row.Pushed));
        var told = Listen(world);
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        await Run(world);
        Assert.Equal("AppInstallation", told[0]);
    }

    [Fact]
    public async Task A_new_installation_is_told_anew_and_a_shop_that_left_is_not_told()
    {
        await using var world = await ModulesWorld.Create();
        var told = Listen(world);
        await Run(world);
        await world.Do<AppDb>(db => db.Write(() => db.TellThemeAnew(world.ShopId, world.Now)));
        await Run(world);
        Assert.Equal(6, told.Count);
        await world.Execute($"UPDATE shops SET uninstalled_at = {world.Now} WHERE id = {world.ShopId}");
        await world.Do<AppDb>(db => db.Write(() => db.TellThemeAnew(world.ShopId, world.Now)));
        await Run(world);
        Assert.Equal(6, told.Count);
    }

    [Fact]
    public async Task A_merchants_own_path_of_the_proxy_is_learned_from_what_Shopify_signs()
    {
        await using var world = await ModulesWorld.Create();
        var told = Listen(world);
        await Run(world);
        Assert.Contains("\"path\":\"/apps/retention\"", Last);
        world.Get<ProxyPaths>().Saw(world.ShopId, "/fr/apps/retention");
        await Run(world);
        Assert.Equal(3, told.Count);
        world.Get<ProxyPaths>().Saw(world.ShopId, "/tools/points");
        await Run(world);
        Assert.Contains("\"path\":\"/tools/points\"", Last);
    }

    private string Last { get; set; } = "";

    private static Task Run(ModulesWorld world) => world.Do<ThemePushes>(pushes => pushes.Run(default));

    private List<string> Listen(ModulesWorld world)
    {
        var told = new List<string>();
        world.Shopify = (operation, variables) =>
        {
            if (operation == "AppInstallation")
            {
                told.Add(operation);
                return Task.FromResult("""{"data":{"currentAppInstallation":{"id":"gid://shopify/AppInstallation/7"}}}""");
            }
            var fields = variables.GetProperty("metafields").EnumerateArray().ToDictionary(field => field.GetProperty("key").GetString()!);
            Assert.All(fields.Values, field => Assert.Equal(("gid://shopify/AppInstallation/7", "loyalty"), (field.GetProperty("ownerId").GetString(), field.GetProperty("namespace").GetString())));
            Last = fields["programme"].GetProperty("value").GetString()!;
            var facts = JsonDocument.Parse(Last).RootElement;
            told.Add($"ready={fields["ready"].GetProperty("value")}");
            told.Add($"programme {(facts.GetProperty("on").GetBoolean() ? "on" : "off")} {facts.GetProperty("currency")} {facts.GetProperty("earn").GetProperty("points")} {facts.GetProperty("rewards").GetArrayLength()} rewards");
            return Task.FromResult("""{"data":{"metafieldsSet":{"userErrors":[]}}}""");
        };
        return told;
    }
}
