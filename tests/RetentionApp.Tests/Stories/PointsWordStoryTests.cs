using System.Net;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Stories;

public class PointsWordStoryTests
{
    [Fact]
    public async Task Shoppers_read_the_merchants_own_word_and_ours_again_once_it_is_restored()
    {
        await using var world = await World.Installed();
        await world.Buys(world.Anna, world.Book);
        var shop = await world.Row();
        var stars = new PointsName(new Dictionary<string, string[]> { ["en"] = ["star", "stars"] }).ToJson();
        await world.App.With<IServiceProvider>(services => Save(services, shop.Id, stars));
        Assert.Contains("5 stars for every £1.00", (await world.Loyalty(world.Anna)).GetProperty("ways")[0].GetProperty("title").GetString());
        var page = await world.Http.GetStringAsync(world.ProxyAddress("/proxy", world.Anna));
        Assert.Contains("Stars and rewards", page);
        Assert.DoesNotContain("oints and rewards", page);

        await world.App.With<IServiceProvider>(services => Save(services, shop.Id, null));
        Assert.Contains("5 points for every £1.00", (await world.Loyalty(world.Anna)).GetProperty("ways")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task A_shop_without_a_programme_answers_with_nothing_to_earn()
    {
        await using var world = await World.Installed();
        var shop = await world.Row();
        await world.App.Tamper($"DELETE FROM programmes WHERE shop_id = {shop.Id}");
        await world.App.Restart();
        var said = await world.Loyalty(world.Anna);
        Assert.False(said.GetProperty("active").GetBoolean());
        Assert.Equal(0, said.GetProperty("ways").GetArrayLength());
        using var page = await world.Http.GetAsync(world.ProxyAddress("/proxy", world.Anna));
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
    }

    private static Task Save(IServiceProvider services, long shopId, string? word) =>
        ((Installs)services.GetService(typeof(Installs))!).SavePointsWord((AppDb)services.GetService(typeof(AppDb))!, shopId, word);
}
