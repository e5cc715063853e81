using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Admin;
using Xunit;
using static RetentionApp.Tests.Loyalty.TierRulesTests;

namespace RetentionApp.Tests.Admin;

/// <summary>The merchant's pages for tiers.</summary>
public sealed class TiersTests
{
    [Fact]
    public async Task Tiers_are_proposed_in_numbers_saved_once_and_shown_with_their_members()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(1, 8, "Ben"));
        await Bought(host, 7, 300_00);
        Assert.Contains("Set up tiers", (await host.Get("/tiers")).Text);
        var answer = await host.Post("/tiers/edit", Form());
        Assert.Equal(HttpStatusCode.SeeOther, answer.Status);
        var review = await host.Get(answer.Location!);
        Assert.Contains("2 customers up at once", review.Text);
        Assert.Null((await Current(host)).Tiers);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get(answer.Location!, shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post(answer.Location!, [], shop: 2)).Status);
        Assert.Equal("/tiers?done=tiers", (await host.Post(answer.Location!, [])).Location);
        await host.Do<TierRunner>(runner => runner.Run(default));
        var page = await host.Get("/tiers");
        Assert.Contains("Silver From £200.00", page.Text);
        Assert.Contains("1.5× points on every order · 10% off every order", page.Text);
        Assert.Contains("2 of 2 customers", page.Text);
        Assert.Contains("Anna Belova", (await host.Get("/customers?tier=silver")).Text);
        Assert.DoesNotContain("Ben", (await host.Get("/customers?tier=silver")).Text);
        Assert.Contains("counts now: £300.00", (await host.Get("/customers/7")).Text, StringComparison.OrdinalIgnoreCase);
        // A new name moves nobody: it is saved without a question.
        var renamed = Form();
        renamed["Version"] = "2";
        renamed["Levels[1].Name"] = "Argent";
        Assert.Equal("/tiers?done=saved", (await host.Post("/tiers/edit", renamed)).Location);
        Assert.Equal(["bronze", "silver"], (await Current(host)).Tiers!.Levels.Select(level => level.Id));
    }

    [Theory]
    [InlineData("Levels[1].Threshold", "0", "Each tier must ask for more than the one before it.")]
    [InlineData("Levels[1].Threshold", "x", "From which amount?")]
    [InlineData("Levels[1].Name", " ", "Give the tier a name.")]
    [InlineData("Levels[1].Times", "0.5", "The multiplier must be a number from 1 to 100")]
    [InlineData("Levels[1].Percent", "101", "The discount must be a number above 0 and at most 100.")]
    [InlineData("Levels[1].Tag", "a,b", "no comma")]
    [InlineData("Levels[1].Colour", "red", "Choose a colour.")]
    [InlineData("Grace", "-1", "The grace must be a whole number of days")]
    [InlineData("Pushes", "", "A code for every order needs tiers written to Shopify")]
    [InlineData("Version", "9", "Somebody else has changed the programme meanwhile.")]
    public async Task A_mistake_comes_back_with_its_reason_and_what_was_typed(string field, string value, string error)
    {
        await using var host = await AdminHost.Start();
        var form = Form();
        if (value.Length == 0) form.Remove(field);
        else form[field] = value;
        var seen = await host.Post("/tiers/edit", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Contains("value=\"Bronze\"", seen.Body);
    }

    [Fact]
    public async Task A_tag_for_early_access_needs_tiers_written_to_Shopify()
    {
        await using var host = await AdminHost.Start();
        var form = Form();
        foreach (var field in new[] { "Pushes", "Levels[1].Standing" }) form.Remove(field);
        form["Levels[1].Tag"] = "vip";
        Assert.Contains("An early-access tag needs tiers written to Shopify", (await host.Post("/tiers/edit", form)).Text);
    }

    [Fact]
    public async Task Levels_are_added_moved_and_removed_without_saving()
    {
        await using var host = await AdminHost.Start();
        async Task<List<string>> Names(string act)
        {
            var form = Form();
            form["do"] = act;
            var seen = await host.Post("/tiers/edit", form);
            return [.. System.Text.RegularExpressions.Regex.Matches(seen.Body, "name=\"Levels\\[\\d\\].Name\" type=\"text\" value=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        }
        Assert.Equal(["Bronze", "Silver", ""], await Names("add"));
        Assert.Equal(["Silver", "Bronze"], await Names("up-1"));
        Assert.Equal(["Bronze"], await Names("remove-1"));
        Assert.Equal(["Bronze", "Silver"], await Names("down-7"));
        Assert.Null((await Current(host)).Tiers);
    }

    [Fact]
    public async Task A_tier_is_set_by_hand_and_given_back_to_the_rules_and_another_shops_customer_is_not_there()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(2, 9));
        await host.Do<Programmes, ProgrammeVersion>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Tiers = Tiers() }, "42"));
        Assert.Equal(HttpStatusCode.OK, (await host.Get("/customers/7/tier")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/customers/9/tier")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/9/tier", new() { ["level"] = "gold" })).Status);
        Assert.Contains("Choose a day from today", (await host.Post("/customers/7/tier", new() { ["level"] = "gold", ["until"] = "2026-02-28" })).Text);
        Assert.Contains("Choose a tier.", (await host.Post("/customers/7/tier", new() { ["level"] = "bronze" })).Text);
        Assert.Equal("/customers/7?done=assigned", (await host.Post("/customers/7/tier", new() { ["level"] = "gold", ["until"] = "2026-03-31" })).Location);
        var page = await host.Get("/customers/7");
        Assert.Contains("by hand", page.Text);
        Assert.Contains("until Mar 31", page.Text.Replace("31 Mar", "Mar 31"));
        Assert.Equal("/customers/7?done=released", (await host.Post("/customers/7/tier?handler=Release", [])).Location);
        Assert.DoesNotContain("by hand", (await host.Get("/customers/7")).Text.Replace("Set by hand", ""));
    }

    [Theory]
    [InlineData("Gold", "gold")]
    [InlineData("Золото и Ко", "zoloto-i-ko")]
    [InlineData("ゴールド", "level")]
    [InlineData("  VIP  Club! ", "vip-club")]
    public void A_new_level_has_an_id_that_can_be_read_in_a_tag(string name, string id) => Assert.Equal(id, LevelForm.NewId(name, []));

    private static Dictionary<string, string> Form() => new()
    {
        ["Version"] = "1", ["IsActive"] = "true", ["Basis"] = "Spent", ["Window"] = "RollingYear", ["Grace"] = "14", ["Pushes"] = "true",
        ["Levels[0].Id"] = "", ["Levels[0].Name"] = "Bronze", ["Levels[0].Colour"] = "#a0622d", ["Levels[0].Icon"] = "star", ["Levels[0].Threshold"] = "0", ["Levels[0].Times"] = "1",
        ["Levels[1].Id"] = "silver", ["Levels[1].Name"] = "Silver", ["Levels[1].Colour"] = "#6f7c85", ["Levels[1].Icon"] = "medal", ["Levels[1].Threshold"] = "200", ["Levels[1].Times"] = "1.5",
        ["Levels[1].Standing"] = "percent", ["Levels[1].Percent"] = "10", ["Levels[1].Perks[en]"] = "A card for your birthday",
    };

    private static async Task<ProgrammeSettings> Current(AdminHost host) => (await host.Do<Programmes, ProgrammeVersion>(programmes => programmes.Current(1).AsTask())).Settings;

    private static Task Bought(AdminHost host, long customer, long amount) => host.Add(AdminHost.Order(1, 70 + customer, customer, AdminHost.Now.AddDays(-3), amount),
        new OrderAward { ShopId = 1, OrderId = 70 + customer, AccountId = 1, ProgrammeVersion = 1, Points = amount / 20, Eligible = amount, Entries = 1, AvailableAt = AdminHost.Now });
}
