using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Loyalty;
using RetentionApp.Shops;
using RetentionApp.Timeline;
using Xunit;

namespace RetentionApp.Tests.Admin;

public sealed class BalancePagesTests
{
    [Fact]
    public async Task Saving_the_balance_rules_makes_a_version_and_starts_what_follows()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        await host.Do<PointsLedger>(ledger => ledger.Adjust(1, 7, 400, "x", "42", "a"));
        var saved = await host.Post("/programme/balance", Form(("Negative", "Carry"), ("Expiry", "PerCredit"), ("Months", "6"), ("GuestDays", "14"), ("ExcludedTags", " staff,Staff , wholesale ")));
        Assert.Equal((HttpStatusCode.SeeOther, "/programme/balance?done=saved"), (saved.Status, saved.Location));
        var settings = (await Current(host)).Settings;
        Assert.Equal((false, true, NegativeBalance.Carry, ExpiryKind.PerCredit, 6, AdminHost.Now, 14), (settings.KeepsEarnedPoints, settings.KeepsSpentPoints, settings.NegativeBalance, settings.Expiry!.Kind, settings.Expiry.Months, settings.Expiry.Since, settings.GuestDays));
        Assert.Equal(["staff", "wholesale"], settings.ExcludedTags);
        Assert.Equal([BalanceRun.Setting, Resettling.Setting], await host.Do<AppDb, List<string>>(db => db.Set<ShopSetting>().Where(s => s.ShopId == 1 && (s.Name == BalanceRun.Setting || s.Name == Resettling.Setting)).Select(s => s.Name).Order().ToListAsync()));
        Assert.Contains("0 of 1 customers", (await host.Get("/programme/balance/progress")).Text);
        await host.Do<BalanceRun>(run => run.Run(default));
        Assert.DoesNotContain("data-poll", (await host.Get("/programme/balance/progress")).Body);
        Assert.Contains("Points run out: 6 months after they became available", (await host.Get("/programme/changes")).Text);
        // Saved again as it is: nothing starts, and the days of notice do not begin anew.
        await host.Post("/programme/balance", Form(("Version", "2"), ("Negative", "Carry"), ("Expiry", "PerCredit"), ("Months", "6"), ("GuestDays", "14"), ("ExcludedTags", "staff, wholesale")));
        Assert.Equal(2, (await Current(host)).Version);
    }

    [Theory]
    [InlineData("Months", "0", "whole number from 1 to 120")]
    [InlineData("Months", "soon", "whole number from 1 to 120")]
    [InlineData("GuestDays", "-1", "whole number up to 3650")]
    [InlineData("Version", "9", "Somebody else has changed the programme")]
    public async Task What_cannot_be_is_said_at_the_field(string field, string value, string said)
    {
        await using var host = await AdminHost.Start();
        var refused = await host.Post("/programme/balance", Form(("Negative", "Allow"), ("Expiry", "Inactivity"), (field, value)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Contains(said, refused.Text);
        Assert.Equal(1, (await Current(host)).Version);
    }

    [Fact]
    public async Task A_block_asks_for_a_reason_is_logged_and_can_be_lifted()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/customers/7/block", new() { ["reason"] = " " })).Status);
        Assert.Equal("/customers/7?done=blocked", (await host.Post("/customers/7/block", new() { ["reason"] = "<b>resells</b>" })).Location);
        Assert.Contains("Blocked", (await host.Get("/customers/7")).Text);
        var page = await host.Get("/customers/7/block");
        Assert.DoesNotContain("<b>resells</b>: ", page.Body);
        Assert.Contains("staff member 42", page.Text);
        Assert.Equal("/customers/7?done=unblocked", (await host.Post("/customers/7/block?handler=Lift", [])).Location);
        Assert.DoesNotContain("Unblock", (await host.Get("/customers/7")).Text);
        Assert.Equal([TimelineKinds.AccountBlocked, TimelineKinds.AccountUnblocked], await host.Do<AppDb, List<string>>(db => db.Set<TimelineEntry>().OrderBy(t => t.Id).Select(t => t.Kind).ToListAsync()));
    }

    [Fact]
    public async Task A_merge_asks_once_with_numbers_and_moves_everything()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Customer(1, 8, "Anna", "Bell"), AdminHost.Order(1, 1, 8, AdminHost.Now));
        await host.Do<PointsLedger>(ledger => ledger.Adjust(1, 7, 400, "x", "42", "a"));
        await host.Do<PointsLedger>(ledger => ledger.Adjust(1, 8, 150, "x", "42", "b"));
        Assert.Contains("Anna Bell", (await host.Get("/customers/7/merge?q=anna")).Text);
        var asked = (await host.Get("/customers/7/merge?with=8")).Text;
        Assert.Contains("150 points available and 0 points pending move over, with 1 order and 0 codes", asked);
        Assert.Contains("550 points available", asked);
        Assert.Equal("/customers/7?done=merged", (await host.Post("/customers/7/merge", new() { ["with"] = "8" })).Location);
        Assert.Equal("/customers/7", (await host.Post("/customers/7/merge", new() { ["with"] = "8" })).Location);
        Assert.Contains("550", (await host.Get("/customers/7")).Text);
        Assert.Equal("/customers/7", (await host.Get("/customers/8")).Location);
        Assert.Empty((await host.Do<Verification, Verified>(verification => verification.Verify())).Findings);
    }

    [Fact]
    public async Task Nobody_is_merged_with_themselves_with_an_erased_one_or_with_another_shops()
    {
        await using var host = await AdminHost.Start();
        var erased = AdminHost.Customer(1, 9);
        erased.DeletedAt = AdminHost.Now;
        await host.Add(AdminHost.Customer(1, 7), erased, AdminHost.Customer(2, 8));
        foreach (var other in new[] { 7, 8, 9, 10 }) Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/customers/7/merge", new() { ["with"] = other.ToString() })).Status);
        foreach (var path in new[] { "/customers/8/merge", "/customers/8/block", "/customers/9/merge", "/customers/9/block" })
        {
            Assert.Equal(HttpStatusCode.NotFound, (await host.Get(path)).Status);
            Assert.Equal(HttpStatusCode.NotFound, (await host.Post(path, new() { ["with"] = "7", ["reason"] = "x" })).Status);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/customers/8/block?handler=Lift", [])).Status);
    }

    private static Task<ProgrammeVersion> Current(AdminHost host) => host.Do<Programmes, ProgrammeVersion>(programmes => programmes.Current(1).AsTask());

    private static Dictionary<string, string> Form(params (string Name, string Value)[] fields)
    {
        var form = new Dictionary<string, string> { ["Version"] = "1" };
        foreach (var (name, value) in fields) form[name] = value;
        return form;
    }
}
