using System.Net;
using System.Net.Http.Json;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Stories;

/// <summary>From a shop's customers to their points, over HTTP.</summary>
public sealed class DeedStoriesTests
{
    [Fact]
    public async Task A_new_customer_signs_up_subscribes_follows_and_has_a_birthday()
    {
        await using var world = await World.Installed();
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        await Save(world,
            [new DeedRule("signup", DeedKind.SignUp, 100, true), new DeedRule("newsletter", DeedKind.Newsletter, 50, true), new DeedRule("insta", DeedKind.SocialFollow, 20, true, "Instagram", "https://instagram.example/x"), new DeedRule("birthday", DeedKind.Birthday, 200, true, DaysBefore: 7)]);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        // Anna had her account before there were points for it.
        world.Shop.EditCustomer(world.Anna, one => one.Phone = "+44 1");
        var cleo = world.Shop.AddCustomer("Cleo", "Cole", "cleo@example.com");
        await world.Settled();
        Assert.Equal((0, 100), ((await world.PointsOf(world.Anna)).Lifetime, (await world.PointsOf(cleo)).Available));

        foreach (var accepts in new[] { true, false, true })
        {
            world.Clock.Advance(TimeSpan.FromSeconds(5));
            world.Shop.EditCustomer(cleo, one => one.AcceptsEmail = accepts);
            await world.Settled();
        }
        Assert.Equal(150, (await world.PointsOf(cleo)).Available);

        for (var times = 0; times < 2; times++) (await world.Http.PostAsync(world.ProxyAddress("/proxy/loyalty/deeds/insta", cleo), JsonContent.Create(new { }))).EnsureSuccessStatusCode();
        var birthday = world.Clock.Now.AddDays(20);
        using (var saved = await world.Http.PostAsync(world.ProxyAddress("/proxy/loyalty/birthday", cleo), JsonContent.Create(new { month = birthday.Month, day = birthday.Day })))
            Assert.Equal(HttpStatusCode.OK, saved.StatusCode);
        Assert.Equal(170, (await world.PointsOf(cleo)).Available);
        await world.Pass(15);
        for (var times = 0; times < 2; times++) await world.App.With<DeedDays>(days => days.Run(default));
        Assert.Equal(370, (await world.PointsOf(cleo)).Available);
    }

    [Fact]
    public async Task A_guest_who_makes_an_account_later_is_thanked_then()
    {
        await using var world = await World.Installed();
        await Save(world, [new DeedRule("signup", DeedKind.SignUp, 100, true)]);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var guest = world.Shop.AddCustomer("Gus", "Gray", "gus@example.com", account: false);
        await world.Buys(guest, world.Book);
        Assert.Equal(50, (await world.PointsOf(guest)).Lifetime);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.EditCustomer(guest, one => one.State = "enabled");
        await world.Settled();
        Assert.Equal(150, (await world.PointsOf(guest)).Lifetime);
    }

    [Fact]
    public async Task Three_months_of_buying_bring_the_bonus_and_a_refund_takes_it_back()
    {
        await using var world = await World.Installed();
        await Save(world, [], [new Challenge("three", "Three months", ChallengeKind.Months, 3, 0, 300, true, true)]);
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        var first = await world.Buys(world.Anna, world.Book);
        await world.Pass(31);
        await world.Buys(world.Anna, world.Book);
        await world.Pass(31);
        await world.Buys(world.Anna, world.Book);
        Assert.Equal(450, (await world.PointsOf(world.Anna)).Lifetime);
        Assert.Equal(1, (await world.Loyalty(world.Anna)).GetProperty("challenges")[0].GetProperty("won").GetInt32());
        world.Clock.Advance(TimeSpan.FromSeconds(5));
        world.Shop.Cancel(first);
        await world.Settled();
        Assert.Equal(100, (await world.PointsOf(world.Anna)).Lifetime);
        Assert.Equal(2, (await world.Loyalty(world.Anna)).GetProperty("challenges")[0].GetProperty("progress").GetInt32());
    }

    private static async Task Save(World world, DeedRule[] deeds, Challenge[]? challenges = null)
    {
        var shop = await world.Row();
        await world.App.With<Programmes>(async programmes => await programmes.Save(shop.Id, (await programmes.Current(shop.Id)).Settings with { PendingDays = 0, Deeds = deeds, Challenges = challenges }, "test"));
    }
}
