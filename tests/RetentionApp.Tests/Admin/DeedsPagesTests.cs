using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Admin;

public sealed class DeedsPagesTests
{
    private static Dictionary<string, string> Filled(int version = 1) => new()
    {
        ["Version"] = version.ToString(), ["signup-points"] = "120", ["signup-pending"] = "0", ["signup-active"] = "true", ["birthday-points"] = "200", ["birthday-before"] = "7", ["birthday-pending"] = "0",
        ["follow-new-label"] = "Instagram", ["follow-new-url"] = "https://instagram.com/vases", ["follow-new-points"] = "20", ["follow-new-active"] = "true",
        ["custom-new-label"] = "App installed", ["custom-new-id"] = "app-install", ["custom-new-points"] = "1,000", ["custom-new-day"] = "1", ["custom-new-active"] = "true",
    };

    private static Task<ProgrammeSettings> Settings(AdminHost host, int shop = 1) => host.Do<Programmes, ProgrammeSettings>(async programmes => (await programmes.Current(shop)).Settings);

    [Fact]
    public async Task Ways_to_earn_are_saved_changed_and_removed_and_say_so_in_the_history()
    {
        await using var host = await AdminHost.Start();
        Assert.Equal("/programme/deeds?done=saved", (await host.Post("/programme/deeds", Filled())).Location);
        var deeds = (await Settings(host)).Deeds!;
        Assert.Equal(["signup 120 True 0", "20 True 0 Instagram https://instagram.com/vases", "app-install 1000 True 1 App installed"],
            deeds.Select(rule => rule.Kind switch
            {
                DeedKind.SocialFollow => $"{rule.Points} {rule.IsActive} {rule.PerDay} {rule.Label} {rule.Url}",
                DeedKind.Custom => $"{rule.Id} {rule.Points} {rule.IsActive} {rule.PerDay} {rule.Label}",
                _ => $"{rule.Id} {rule.Points} {rule.IsActive} {rule.DaysBefore}",
            }));
        Assert.All(deeds, rule => Assert.Equal(AdminHost.Now, rule.Since));
        Assert.Null((await Settings(host, shop: 2)).Deeds);
        foreach (var added in new[] { "Added: activity “Creating an account”", "Added: activity “App installed”" }) Assert.Contains(added, (await host.Get("/programme/changes")).Text);
        Assert.Contains("Follow us on Instagram", (await host.Get("/programme/deeds")).Text);

        var slot = "follow-" + deeds[1].Id;
        var change = new Dictionary<string, string>
        {
            ["Version"] = "2", ["signup-points"] = "120", [slot + "-label"] = "Instagram", [slot + "-url"] = "https://instagram.com/v", [slot + "-points"] = "25", [slot + "-active"] = "true",
            ["custom-app-install-label"] = "App installed", ["custom-app-install-points"] = "5", ["custom-app-install-remove"] = "true",
        };
        await host.Post("/programme/deeds", change);
        deeds = (await Settings(host)).Deeds!;
        Assert.Equal(["signup False", $"{deeds[1].Id} True"], deeds.Select(rule => $"{rule.Id} {rule.IsActive}"));
        Assert.Equal(25, deeds[1].Points);
    }

    [Theory]
    [InlineData("signup-points", "-1", "Points must be a whole number from 1 to 1,000,000.")]
    [InlineData("signup-points", "", "Points must be a whole number from 1 to 1,000,000.")]
    [InlineData("birthday-before", "61", "The days ahead must be a whole number from 0 to 60.")]
    [InlineData("signup-pending", "1.5", "The waiting time must be a whole number of days from 0 to 365.")]
    [InlineData("follow-new-url", "javascript:alert(1)", "The link must be a whole address that begins with https://.")]
    [InlineData("follow-new-url", "http://instagram.com", "The link must be a whole address that begins with https://.")]
    [InlineData("follow-new-label", "", "Name the network, for example Instagram.")]
    [InlineData("custom-new-id", "App Install", "The id may hold small letters, digits and dashes, 40 at most")]
    [InlineData("custom-new-id", "birthday", "Another way to earn has this id.")]
    [InlineData("custom-new-label", "", "Give it a name that shoppers understand.")]
    [InlineData("custom-new-day", "x", "A limit must be a whole number up to 10,000; leave it empty for none.")]
    public async Task A_mistake_is_told_at_its_field_and_nothing_is_saved(string field, string value, string error)
    {
        await using var host = await AdminHost.Start();
        var form = Filled();
        form[field] = value;
        var seen = await host.Post("/programme/deeds", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Contains($"href=\"#{field}\"", seen.Body);
        Assert.Contains($"id=\"{field}-error\"", seen.Body);
        Assert.Null((await Settings(host)).Deeds);
    }

    [Fact]
    public async Task Two_merchants_at_once_do_not_overwrite_each_other()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/programme/deeds", Filled());
        var seen = await host.Post("/programme/deeds", new() { ["Version"] = "1", ["signup-points"] = "5", ["signup-active"] = "true" });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains("Somebody else has changed the programme meanwhile", seen.Text);
        Assert.Equal(120, (await Settings(host)).Deeds![0].Points);
    }

    [Fact]
    public async Task The_preview_shows_what_is_typed_as_shoppers_read_it()
    {
        await using var host = await AdminHost.Start();
        Assert.Contains("Nothing yet", (await host.Get("/programme/deeds/preview")).Text);
        var seen = (await host.Get("/programme/deeds/preview?" + string.Join('&', Filled().Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")))).Text;
        Assert.Contains("Create an account Once +120", seen);
        Assert.Contains("Follow us on Instagram Once +20", seen);
        Assert.DoesNotContain("Your birthday", seen);
        Assert.Contains("Buy 4 months in a row", (await host.Get("/programme/challenges/preview?Version=1&new-name=Streak&new-kind=streak&new-goal=4&new-points=5&new-active=true")).Text);
    }

    [Fact]
    public async Task Challenges_are_saved_checked_and_counted()
    {
        await using var host = await AdminHost.Start();
        var form = new Dictionary<string, string> { ["Version"] = "1", ["new-name"] = "Ten in a month", ["new-kind"] = "orders", ["new-goal"] = "10", ["new-days"] = "30", ["new-points"] = "500", ["new-active"] = "true", ["new-repeats"] = "true" };
        foreach (var (field, wrong, error) in new[] { ("new-goal", "0", "The goal must be a whole number from 1 to 100."), ("new-days", "", "The days must be a whole number from 1 to 365."), ("new-points", "many", "Points must be a whole number") })
        {
            var seen = await host.Post("/programme/challenges", new(form) { [field] = wrong });
            Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
            Assert.Contains(error, seen.Text);
        }
        Assert.Equal("/programme/challenges?done=saved", (await host.Post("/programme/challenges", form)).Location);
        var challenge = Assert.Single((await Settings(host)).Challenges!);
        Assert.Equal(("Ten in a month", ChallengeKind.Orders, 10, 30, 500L, true, true), (challenge.Name, challenge.Kind, challenge.Goal, challenge.Days, challenge.Points, challenge.IsActive, challenge.Repeats));
        await host.Add(new ChallengeRound { ShopId = 1, CustomerId = 7, ChallengeId = challenge.Id, Since = AdminHost.Now, Worth = 500, Points = 500, Entries = 1, WonAt = AdminHost.Now, ProgrammeVersion = 2 },
            new ChallengeRound { ShopId = 2, CustomerId = 7, ChallengeId = challenge.Id, Since = AdminHost.Now, Worth = 500, Points = 500, Entries = 1, WonAt = AdminHost.Now, ProgrammeVersion = 2 });
        Assert.Contains("met 1 time, 500 points", (await host.Get("/programme/challenges")).Text);
        await host.Post("/programme/challenges", new(form.Where(field => field.Key != "Version").ToDictionary(field => field.Key.Replace("new-", $"c-{challenge.Id}-"), field => field.Value))
        {
            ["Version"] = "2", [$"c-{challenge.Id}-name-ru"] = " Десять за месяц ", [$"c-{challenge.Id}-name-de"] = "",
        });
        var named = Assert.Single((await Settings(host)).Challenges!);
        Assert.Equal(("Десять за месяц", "Ten in a month", challenge.Since), (named.NameIn("ru"), named.NameIn("de"), named.Since));
        Assert.Contains("name in other languages", (await host.Get("/programme/changes")).Text);
        await host.Post("/programme/challenges", new() { ["Version"] = "3", [$"c-{challenge.Id}-name"] = "x", [$"c-{challenge.Id}-remove"] = "true" });
        Assert.Empty((await Settings(host)).Challenges!);
    }

    [Fact]
    public async Task A_deed_is_taken_back_with_a_reason_and_only_the_shops_own()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(2, 7));
        await host.Do<Programmes, ProgrammeVersion>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Deeds = [new DeedRule("quiz", DeedKind.Custom, 30, true, "The <b>quiz</b>")] }, "test"));
        var deed = (await host.Do<RetentionApp.Loyalty.Deeds, DeedAnswer>(deeds => deeds.Do(1, 7, "quiz", "a"))).Deed!;
        var seen = await host.Get("/customers/7/deeds");
        Assert.Contains("+30", seen.Text);

        var refused = await host.Post("/customers/7/deeds?handler=Undo", new() { ["deed"] = deed.Id.ToString(), ["reason"] = " " });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains("Say why", refused.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/7/deeds?handler=Undo", new() { ["deed"] = deed.Id.ToString(), ["reason"] = "x" }, shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/8/deeds?handler=Undo", new() { ["deed"] = deed.Id.ToString(), ["reason"] = "x" })).Status);
        Assert.Equal("/customers/7/deeds?done=undone", (await host.Post("/customers/7/deeds?handler=Undo", new() { ["deed"] = deed.Id.ToString(), ["reason"] = "by mistake" })).Location);
        Assert.Contains("taken back by mistake", (await host.Get("/customers/7/deeds")).Text);
        Assert.Contains("taken back: by mistake", (await host.Get("/customers/7")).Text);
        Assert.Equal(0, await host.Do<AppDb, long>(async db => await db.Sql.Long($"SELECT available FROM accounts WHERE shop_id = 1")));
    }

    [Fact]
    public async Task The_merchant_sees_corrects_and_removes_a_birthday()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(2, 7));
        Task<AdminHost.Seen> Set(string day, string month, string year) => host.Post("/customers/7/deeds?handler=Birthday", new() { ["day"] = day, ["month"] = month, ["year"] = year });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Set("31", "4", "")).Status);
        Assert.Contains("There is no such day", (await Set("29", "2", "2001")).Text);
        Assert.Equal("/customers/7/deeds?done=saved", (await Set("29", "2", "2000")).Location);
        Assert.Contains("29 Feb 2000", (await host.Get("/customers/7/deeds")).Text);
        Assert.Contains("29 фев", (await host.Get("/customers/7/deeds", locale: "ru")).Text);
        Assert.DoesNotContain("29 Feb", (await host.Get("/customers/7/deeds", shop: 2)).Text);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/9/deeds?handler=Birthday", new() { ["day"] = "1", ["month"] = "1" })).Status);
        await host.Post("/customers/7/deeds?handler=Birthday", new() { ["remove"] = "true" });
        Assert.DoesNotContain("29 Feb", (await host.Get("/customers/7/deeds")).Text);
    }

    [Fact]
    public async Task Another_shops_customer_has_no_activities_here()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(2, 7));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/7/deeds")).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.Get("/customers/7/deeds", shop: 2)).Status);
    }
}
