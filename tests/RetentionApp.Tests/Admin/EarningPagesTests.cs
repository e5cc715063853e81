using System.Net;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Earning;
using Xunit;

namespace RetentionApp.Tests.Admin;

/// <summary>The programme's pages for products, campaigns and bonuses, and the page that explains an order.</summary>
public sealed class EarningPagesTests
{
    [Fact]
    public async Task Product_rules_are_saved_in_their_order_and_shown_again()
    {
        await using var host = await Sold();
        (string, string)[] form = [("Version", "1"), ("Match", "Collection"), ("Value", "77"), ("Label", "Sale"), ("Times", "0"), ("Match", "Vendor"), ("Value", "Finch"), ("Label", ""), ("Times", "1,5")];
        Assert.Equal("/programme/products?done=saved", (await host.PostAll("/programme/products", Form(form))).Location);
        Assert.Equal([new ProductRule(ProductMatch.Collection, "77", "Sale", 0), new ProductRule(ProductMatch.Vendor, "Finch", null, 1.5m)], (await Settings(host)).ProductRules!);
        Assert.Equal(1, await host.Do<RetentionApp.Data.AppDb, long>(db => db.Sql.Long($"SELECT COUNT(*) FROM watched_collections WHERE shop_id = 1 AND id = 77").AsTask()));
        var seen = await host.Get("/programme/products");
        Assert.Matches("(?s)Collection.*Sale.*Vendor.*Finch", seen.Text);
        // Without rows the rules are gone; a stale form is told so.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.PostAll("/programme/products", Form(("Version", "1")))).Status);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.PostAll("/programme/products", Form(("Version", "2")))).Status);
        Assert.Null((await Settings(host)).ProductRules);
    }

    [Fact]
    public async Task A_multiplier_that_is_none_is_said_at_its_rule()
    {
        await using var host = await AdminHost.Start();
        var seen = await host.PostAll("/programme/products", Form(("Version", "1"), ("Match", "Tag"), ("Value", "<b>new"), ("Label", "<b>new"), ("Times", "many")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains("“<b>new”: the multiplier must be a number", seen.Body);
        Assert.Contains("href=\"#times-0\"", seen.Body);
    }

    [Fact]
    public async Task The_preview_works_out_a_real_order_with_rules_that_are_not_saved_yet()
    {
        await using var host = await Sold();
        // The vase for £10.00 earns 50; doubled 100.
        Assert.Matches("50 points", (await host.Get("/programme/products/preview")).Text);
        Assert.Matches("× 2 Vases 100 Order earns 100 points", (await host.Get("/programme/products/preview?Match=Product&Value=111&Label=Vases&Times=2")).Text);
        Assert.Matches("Left out: Vases −£10.00", (await host.Get("/programme/products/preview?Match=Product&Value=111&Label=Vases&Times=0")).Text);
        Assert.Matches("× 3 Party 150 Order earns 150 points", (await host.Get("/programme/campaigns/new/preview?Name=Party&Times=3&Starts=2026-03-07T00:00")).Text);
        Assert.Matches(@"Programme is off|First order \+100 Order earns 150 points", (await host.Get("/programme/bonuses/preview?FirstOrder=100")).Text);
        Assert.Matches("Tips|Paid with a gift card", (await host.Get("/programme")).Text);
    }

    [Fact]
    public async Task A_campaign_is_planned_changed_and_switched_off()
    {
        await using var host = await AdminHost.Start();
        (string, string)[] form = [("Name", "Spring"), ("Times", "2"), ("Starts", "2026-02-27T00:00"), ("Ends", "2026-03-09T00:00"), ("IsActive", "true"), ("CustomerTags", "friend, vip")];
        Assert.Equal("/programme/campaigns?done=saved", (await host.PostAll("/programme/campaigns/new", Form(form))).Location);
        var campaign = (await Settings(host)).Campaigns!.Single();
        Assert.Equal(("Spring", 2m, new DateTime(2026, 2, 27), new DateTime(2026, 3, 9), true), (campaign.Name, campaign.Times, campaign.Starts, campaign.Ends!.Value, campaign.IsActive));
        Assert.Equal(["friend", "vip"], campaign.CustomerTags!);
        Assert.Contains("Running now", (await host.Get("/programme/campaigns")).Text);
        Assert.Contains("Spring", (await host.Get("/programme/campaigns/" + campaign.Id)).Text);

        await host.PostAll("/programme/campaigns?handler=Switch", Form(("id", campaign.Id)));
        Assert.Contains("Switched off", (await host.Get("/programme/campaigns")).Text);
        await host.PostAll("/programme/campaigns/" + campaign.Id, Form([.. form, ("Name", "ignored")]).Where(pair => pair.Key != "Ends"));
        Assert.Null((await Settings(host)).Campaigns!.Single().Ends);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/programme/campaigns/" + campaign.Id, shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAll("/programme/campaigns/" + campaign.Id, Form(form), shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.PostAll("/programme/campaigns?handler=Switch", Form(("id", campaign.Id)), shop: 2)).Status);
    }

    [Theory]
    [InlineData("Name", "", "Give the campaign a name")]
    [InlineData("Times", "1", "above 1")]
    [InlineData("Times", "x", "above 1")]
    [InlineData("Starts", "", "on which day")]
    [InlineData("Ends", "2026-02-01T00:00", "after the start")]
    [InlineData("Ends", "soon", "a day and a time")]
    public async Task What_is_wrong_with_a_campaign_is_said_at_the_field(string field, string value, string said)
    {
        await using var host = await AdminHost.Start();
        var form = new Dictionary<string, string> { ["Name"] = "Spring", ["Times"] = "2", ["Starts"] = "2026-03-01T00:00", ["Ends"] = "2026-03-02T00:00", [field] = value };
        var seen = await host.PostAll("/programme/campaigns/new", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(said, seen.Text);
        Assert.Contains($"href=\"#{field}\"", seen.Body);
    }

    [Fact]
    public async Task Bonuses_are_saved_and_what_is_wrong_is_said_at_the_field()
    {
        await using var host = await AdminHost.Start();
        (string, string)[] form = [("Version", "1"), ("FirstOrder", "1,000"), ("EveryNth", "5"), ("NthOrder", "50"), ("BiggestOrder", ""), ("MilestoneAmount", "200"), ("MilestonePoints", "70"), ("MilestoneAmount", "100.50"), ("MilestonePoints", "20"), ("MilestoneAmount", ""), ("MilestonePoints", "")];
        Assert.Equal(HttpStatusCode.SeeOther, (await host.PostAll("/programme/bonuses", Form(form))).Status);
        var bonuses = (await Settings(host)).Bonuses!;
        Assert.Equal((1000, 5, 50, 0), (bonuses.FirstOrder, bonuses.EveryNth, bonuses.NthOrder, bonuses.BiggestOrder));
        Assert.Equal([new OrderMilestone(10_050, 20), new OrderMilestone(20_000, 70)], bonuses.Milestones!);
        Assert.Contains("value=\"100.5\"", (await host.Get("/programme/bonuses")).Body);

        var wrong = await host.PostAll("/programme/bonuses", Form(("Version", "2"), ("NthOrder", "50"), ("FirstOrder", "many"), ("MilestoneAmount", "x"), ("MilestonePoints", "5")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        foreach (var field in new[] { "EveryNth", "FirstOrder", "MilestoneAmount-0" }) Assert.Contains($"href=\"#{field}\"", wrong.Body);
        Assert.Equal(HttpStatusCode.SeeOther, (await host.PostAll("/programme/bonuses", Form(("Version", "2")))).Status);
        Assert.Null((await Settings(host)).Bonuses);
    }

    [Fact]
    public async Task The_orders_page_saves_what_counts_where_and_when()
    {
        await using var host = await AdminHost.Start();
        (string, string)[] form = [("Version", "1"), ("Points", "5"), ("PerAmount", "1"), ("PendingDays", "14"), ("IsActive", "true"), ("CountsTips", "true"), ("LeavesOutGiftCardPayments", "true"), ("Rounding", "Nearest"), ("Channels", "Online"), ("WaitsForFulfilment", "true"),
            ("RewardCost", "500"), ("RewardAmount", "5"), ("RewardActive", "true")];
        Assert.Equal(HttpStatusCode.SeeOther, (await host.PostAll("/programme", Form(form))).Status);
        var saved = await Settings(host);
        Assert.Equal((true, true, false, Rounding.Nearest, OrderChannels.Online, true), (saved.CountsTips, saved.LeavesOutGiftCardPayments, saved.LeavesOutStoreCreditPayments, saved.Rounding, saved.Channels, saved.WaitsForFulfilment));
        var seen = (await host.Get("/programme/changes")).Text;
        foreach (var change in new[] { "Tips count", "What is paid with a gift card earns nothing", "Fractions of a point: rounded to the nearest (before: left off)", "Orders that earn: online only", "Points wait until the order is fulfilled" }) Assert.Contains(change, seen);
    }

    [Fact]
    public async Task Every_point_of_an_order_is_explained_to_the_merchant()
    {
        await using var host = await AdminHost.Start();
        await host.Do<Programmes>(programmes => programmes.Save(1, new ProgrammeSettings { Points = 1 }, "test"));
        var at = AdminHost.Now.AddDays(-20);
        var order = AdminHost.Order(1, 5, 7, at, total: 3800);
        order.Facts = """{"Lines":[{"Id":1,"ProductId":111,"Title":"Vase","Quantity":4,"Current":3,"Price":950}]}""";
        await host.Add(AdminHost.Customer(1, 7), order, new Account { Id = 3, ShopId = 1, CustomerId = 7, Available = 152, Lifetime = 152, CreatedAt = at },
            new Refund { ShopId = 1, Id = 9, OrderId = 5, CreatedAt = at.AddDays(2), Facts = """{"Id":9,"CreatedAt":"2026-02-11T12:00:00Z","Lines":[{"LineId":1,"Quantity":1,"Amount":950}]}""" },
            new OrderAward { ShopId = 1, OrderId = 5, AccountId = 3, ProgrammeVersion = 2, Points = 42, Eligible = 2850, Entries = 2, AvailableAt = at.AddDays(14), Terms = """{"Tier":"Gold","TierTimes":1.5}""" },
            new OrderBonus { ShopId = 1, OrderId = 5, Kind = BonusKind.First, AccountId = 3, Points = 100, Entries = 1 },
            Entry(1, EntryKind.OrderEarned, 57, "order:5#1", "#5 · Gold ×1.5", at), Entry(2, EntryKind.OrderReversed, -15, "order:5#2", "#5", at.AddDays(2)), Entry(3, EntryKind.OrderBonus, 100, "bonus:first:5#1", "first #5", at));
        var seen = await host.Get("/customers/7/orders/5");
        Assert.Contains("#5: 38 × 1.5 Gold = 57, minus 15 for the refund on 11 Feb, plus 100 as a bonus.", seen.Text);
        Assert.Contains("First order #5", seen.Text);
        Assert.Contains("× 1.5 Gold 57", seen.Text);
        Assert.Contains("#5: 38 × 1,5 Gold = 57, минус 15 за возврат", (await host.Get("/customers/7/orders/5", locale: "ru")).Text);
        Assert.Contains("/customers/7/orders/5", (await host.Get("/customers/7")).Body);
        Assert.Contains("/customers/7/orders/5", (await host.Get("/customers/7?tab=orders")).Body);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/7/orders/5", shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/8/orders/5")).Status);

        static LedgerEntry Entry(long id, EntryKind kind, long points, string source, string note, DateTime at) =>
            new() { Id = id, ShopId = 1, AccountId = 3, Kind = kind, Points = points, Lifetime = points, Source = source, Subject = 5, Note = note, OccurredAt = at, PostedAt = at };
    }

    /// <summary>With one order of a vase (product 111) for £10.00.</summary>
    private static async Task<AdminHost> Sold()
    {
        var host = await AdminHost.Start();
        var order = AdminHost.Order(1, 5, 7, AdminHost.Now.AddDays(-3));
        order.Facts = """{"Lines":[{"Id":1,"ProductId":111,"Title":"Vase","Quantity":1,"Current":1,"Price":1000,"Vendor":"Finch"}]}""";
        await host.Add(AdminHost.Customer(1, 7), order, new OrderAward { ShopId = 1, OrderId = 5, ProgrammeVersion = 1, Points = 50, Eligible = 1000, Entries = 0, AvailableAt = AdminHost.Now });
        return host;
    }

    private static Task<ProgrammeSettings> Settings(AdminHost host) => host.Do<Programmes, ProgrammeSettings>(async programmes => (await programmes.Current(1)).Settings);

    private static IEnumerable<KeyValuePair<string, string>> Form(params (string Name, string Value)[] fields) => fields.Select(field => KeyValuePair.Create(field.Name, field.Value));
}
