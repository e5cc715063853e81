using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Rewards;
using Xunit;

namespace RetentionApp.Tests.Admin;

public class RewardPagesTests
{
    [Fact]
    public async Task A_reward_is_added_changed_reordered_switched_off_and_deleted_and_every_change_is_remembered()
    {
        await using var host = await AdminHost.Start();
        Assert.Equal("/rewards?done=saved", (await host.Post("/rewards/0", Form("percent_off", ("Cost", "800"), ("Percent", "12,5"), ("Minimum", "20"), ("Prefix", "fern"), ("Name", "A <b>gift</b>"), ("Names[ru]", "Подарок")))).Location);
        var reward = await Single(host, RewardKind.PercentOff);
        Assert.Equal((800, 1250, 2000, "FERN", "Подарок", 2), (reward.Cost, reward.Terms.Percent, reward.MinimumSubtotal, reward.Terms.Prefix, reward.Terms.Texts!["ru"].Name, reward.Position));
        Assert.Contains("Percentage off 800 points", (await host.Get("/rewards")).Text.Replace("</p>", ""));

        Assert.Equal("/rewards?done=saved", (await host.Post($"/rewards/{reward.Id}", Form("percent_off", ("Cost", "900"), ("Percent", "10")))).Location);
        await host.Post("/rewards?handler=Move", new() { ["id"] = reward.Id.ToString(), ["by"] = "-1" });
        await host.Post("/rewards?handler=Switch", new() { ["id"] = reward.Id.ToString() });
        var changed = await Single(host, RewardKind.PercentOff);
        Assert.Equal((900, 1000, 1, false), (changed.Cost, changed.Terms.Percent, changed.Position, changed.IsActive));
        var page = (await host.Get($"/rewards/{reward.Id}")).Text;
        Assert.Contains("Switched off", page);
        Assert.Contains("Cost 900 points (before: 800)", page);
        Assert.Contains("Share 10.0% (before: 12.5%)", page);
        Assert.Contains("staff member 42", page);

        Assert.Equal("/rewards?done=archived", (await host.Post($"/rewards/{reward.Id}?handler=Archive", [])).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get($"/rewards/{reward.Id}")).Status);
        Assert.Equal(4, await host.Do<AppDb, int>(db => db.RewardChanges.CountAsync(c => c.RewardId == reward.Id)));
    }

    [Theory]
    [InlineData("amount_off", "Cost", "0", "The reward must cost a whole number of points, at least 1.")]
    [InlineData("amount_off", "Amount", "", "The amount must be above 0.")]
    [InlineData("amount_off", "ValidDays", "1.5", "The days must be a whole number above 0")]
    [InlineData("amount_off", "Prefix", "GIFT CARD", "The prefix may have up to ten letters")]
    [InlineData("amount_off", "Image", "http://example.com/a.png", "The picture must be an address that begins with https://.")]
    [InlineData("amount_off", "Applies", "products", "Choose what it applies to.")]
    [InlineData("amount_off", "PerCustomer", "-1", "The limit must be a whole number above 0")]
    [InlineData("amount_off", "Stock", "many", "How many are left must be a whole number")]
    [InlineData("amount_off", "Until", "2020-01-01", "The last day must not be before the first.")]
    [InlineData("percent_off", "Percent", "100.01", "The percentage must be more than 0 and at most 100")]
    [InlineData("percent_off", "Percent", "", "The percentage must be more than 0 and at most 100")]
    [InlineData("percent_off", "MaximumOff", "0", "The most it takes off must be an amount above 0")]
    [InlineData("amount_off_slider", "MaximumPoints", "500", "The most points must be more than the fewest.")]
    [InlineData("amount_off_slider", "StepPoints", "300", "From the fewest to the most points it must be a whole number of steps.")]
    [InlineData("amount_off_slider", "Amount", "3.33", "One step must be worth a whole number of the smallest coins.")]
    [InlineData("free_shipping", "MaximumShipping", "free", "The price of shipping must be an amount above 0")]
    [InlineData("free_product", "Products", "", "Choose the one product that is free.")]
    [InlineData("early_access", "Tag", "a,b", "The tag must have 1 to 40 characters and no comma.")]
    [InlineData("early_access", "ValidDays", "", "Say for how many days the access lasts.")]
    [InlineData("birthday_gift", "Choices", "", "Choose one to six rewards.")]
    [InlineData("birthday_gift", "DaysBefore", "31", "The days must be whole numbers, at most 30 before and 60 after the birthday.")]
    public async Task A_wrong_reward_comes_back_with_its_error_and_changes_nothing(string kind, string field, string value, string error)
    {
        await using var host = await AdminHost.Start();
        var form = Form(kind, (field, value), ("From", "2026-05-01"));
        if (field == "Applies") form.Remove("Products");
        var seen = await host.Post("/rewards/0", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Single(await Rewards(host));
    }

    [Fact]
    public async Task Restocking_counts_on_what_was_taken_meanwhile()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/rewards/1", Form("amount_off", ("Stock", "5")));
        Assert.Equal(5, (await Single(host, RewardKind.AmountOff)).Stock);
        await host.Do<AppDb>(db => db.Write(() => db.Sql.Execute($"UPDATE rewards SET stock = 3 WHERE shop_id = 1").AsTask()));
        await host.Post("/rewards/1", Form("amount_off", ("Stock", "5"), ("StockSeen", "5")));
        Assert.Equal(3, (await Single(host, RewardKind.AmountOff)).Stock);
        await host.Post("/rewards/1", Form("amount_off", ("Stock", "9"), ("StockSeen", "5")));
        Assert.Equal(7, (await Single(host, RewardKind.AmountOff)).Stock);
        await host.Post("/rewards/1", Form("amount_off", ("Stock", ""), ("StockSeen", "7")));
        Assert.Null((await Single(host, RewardKind.AmountOff)).Stock);
    }

    [Fact]
    public async Task The_days_a_reward_is_offered_are_the_shops()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/rewards/1", Form("amount_off", ("From", "2026-05-01"), ("Until", "2026-05-31")));
        var terms = (await Single(host, RewardKind.AmountOff)).Terms;
        // Midnight in New York in summer.
        Assert.Equal((new DateTime(2026, 5, 1, 4, 0, 0), new DateTime(2026, 6, 1, 4, 0, 0)), (terms.From, terms.Until));
        Assert.Contains("value=\"2026-05-31\"", (await host.Get("/rewards/1")).Body);
    }

    [Fact]
    public async Task The_preview_follows_what_is_typed()
    {
        await using var host = await AdminHost.Start();
        var seen = (await host.Get("/rewards/0?handler=Preview&Kind=amount_off_slider&Cost=200&Amount=2&MaximumPoints=1000&StepPoints=100&ValidDays=30")).Text;
        Assert.Contains("200 to 1,000 points · £2.00 for every 200 points · Lasts 30 days", seen);
        Assert.Contains("1,000 points £10.00", seen);
    }

    [Fact]
    public async Task A_percentage_with_a_cap_shows_what_it_comes_to_and_is_for_all_goods()
    {
        await using var host = await AdminHost.Start();
        var seen = (await host.Get("/rewards/0?handler=Preview&Kind=percent_off&Cost=800&Percent=20&MaximumOff=10")).Text;
        foreach (var said in new[] { "20% off, at most £10.00", "cart of £25.00 £5.00 off from £25.00", "cart of £100.00 £10.00 off from £50.00", "no cart known £10.00 off from £50.00" }) Assert.Contains(said, seen);
        await host.Post("/rewards/0", Form("percent_off", ("Cost", "800"), ("Percent", "20"), ("MaximumOff", "10")));
        Assert.Equal(1000, (await Single(host, RewardKind.PercentOff)).Terms.MaximumOff);
        var some = await host.Post("/rewards/0", Form("percent_off", ("Cost", "800"), ("Percent", "20"), ("MaximumOff", "10"), ("Applies", "products"), ("Products", "5|Vase")));
        Assert.Contains("A percentage with a cap is for all goods.", some.Text);
    }

    [Theory]
    [InlineData("9|Vase", 9, null, "Vase")]
    [InlineData("9:30|Vase – large", 9, 30L, "Vase – large")]
    public async Task The_free_product_may_be_a_variant(string posted, long id, long? variant, string title)
    {
        await using var host = await AdminHost.Start();
        await host.Post("/rewards/0", Form("free_product", ("Products", posted)));
        var reward = await Single(host, RewardKind.FreeProduct);
        Assert.Equal(new Picked(id, title, variant), Assert.Single(reward.Terms.Products!));
        var page = (await host.Get($"/rewards/{reward.Id}")).Body;
        Assert.Contains($"name=\"Products\" value=\"{posted}\"", System.Net.WebUtility.HtmlDecode(page));
        Assert.Equal(variant is null, page.Contains("Without a chosen variant"));
        foreach (var broken in new[] { "x|Vase", "9:x|Vase", "9:1:2|Vase", "9" })
            Assert.Contains("Choose the one product that is free.", (await host.Post($"/rewards/{reward.Id}", Form("free_product", ("Products", broken)))).Text);
    }

    [Fact]
    public async Task Another_shops_rewards_and_redemptions_are_not_there()
    {
        await using var host = await AdminHost.Start();
        await host.Add(Redemption(5, shop: 2));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/rewards/2")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/rewards/2", Form("amount_off"))).Status);
        foreach (var handler in new[] { "/rewards/2?handler=Archive", "/rewards?handler=Switch&id=2", "/rewards?handler=Move&id=2&by=1", "/redemptions?handler=Cancel&id=5", "/redemptions?handler=Decide&id=5&verdict=GiveBack" })
            Assert.Equal(HttpStatusCode.NotFound, (await host.Post(handler, [])).Status);
        Assert.DoesNotContain("CODE-5", (await host.Get("/redemptions")).Text);
        Assert.Contains("CODE-5", (await host.Get("/redemptions", shop: 2)).Text);
        Assert.True((await host.Do<AppDb, Reward>(db => db.Rewards.SingleAsync(r => r.Id == 2))).IsActive);
    }

    [Fact]
    public async Task Redemptions_are_filtered_by_state_and_exported_without_formulas()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7, first: "=cmd()", last: "x"), Redemption(5), Redemption(6, state: RedemptionState.Used), Redemption(7, state: RedemptionState.Unclear), Redemption(8, state: RedemptionState.Cancelled));
        Assert.Contains("CODE-5", (await host.Get("/redemptions?state=ready")).Text);
        Assert.DoesNotContain("CODE-6", (await host.Get("/redemptions?state=ready")).Text);
        var unclear = (await host.Get("/redemptions?state=unclear")).Text;
        Assert.Contains("Yes, it is", unclear);
        var csv = (await host.Get("/redemptions?handler=Export&state=used")).Body;
        Assert.Contains(",'=cmd() x,£5.00 off,used,500,5.00,GBP,CODE-6,", csv);
        Assert.DoesNotContain("CODE-5", csv);
        Assert.Equal("/redemptions?state=unclear&done=saved", (await host.Post("/redemptions?handler=Decide", new() { ["id"] = "7", ["verdict"] = "WasMade" })).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/redemptions?handler=Decide", new() { ["id"] = "7", ["verdict"] = "GiveBack" })).Status);
    }

    [Fact]
    public async Task A_kind_whose_permission_is_missing_says_so()
    {
        await using var host = await AdminHost.Start();
        var seen = await host.Get("/rewards/0?kind=gift_card");
        Assert.Contains("This kind needs a permission that your shop has not given yet.", seen.Text);
        Assert.Contains("write_gift_cards", seen.Text);
        Assert.Contains("needs a permission", (await host.Get("/rewards/new")).Text);
    }

    private static Redemption Redemption(long id, long shop = 1, RedemptionState state = RedemptionState.Issued) => new()
    {
        Id = id, ShopId = shop, AccountId = 1, CustomerId = 7, RewardId = shop, IdempotencyKey = "k" + id, Title = $"5.00 GBP · {id}", Cost = 500, Amount = 500, Currency = "GBP", Code = "CODE-" + id, State = state, CreatedAt = AdminHost.Now,
    };

    private static Dictionary<string, string> Form(string kind, params (string Name, string Value)[] more)
    {
        var form = new Dictionary<string, string>
        {
            ["Kind"] = kind, ["Cost"] = "500", ["Amount"] = "5", ["Percent"] = "10", ["MaximumPoints"] = "1500", ["StepPoints"] = "100", ["ValidDays"] = "30", ["IsActive"] = "true", ["Applies"] = "all", ["Tag"] = "early", ["DaysBefore"] = "7",
            ["DaysAfter"] = "14", ["Choices"] = "1", ["Products"] = "9|Vase",
        };
        foreach (var (name, value) in more) form[name] = value;
        if (form["Choices"].Length == 0) form.Remove("Choices");
        return form;
    }

    private static Task<List<Reward>> Rewards(AdminHost host) => host.Do<AppDb, List<Reward>>(db => db.Rewards.AsNoTracking().Where(r => r.ShopId == 1).ToListAsync());

    private static async Task<Reward> Single(AdminHost host, RewardKind kind) => (await Rewards(host)).Single(r => r.Kind == kind);
}
