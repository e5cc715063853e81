using System.Net;
using RetentionApp.Loyalty;
using RetentionApp.Loyalty.Simulating;
using Xunit;

namespace RetentionApp.Tests.Admin;

public class ChangesTests
{
    [Fact]
    public async Task An_older_version_is_restored_as_a_new_one_after_one_question()
    {
        await using var host = await AdminHost.Start();
        var from = new DateTime(2026, 1, 1, 5, 0, 0, DateTimeKind.Utc);
        await host.Do<Programmes>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Points = 7, FromAt = from }, "42"));
        var asked = await host.Get("/programme/changes?restore=1");
        Assert.Contains("Restore version 1? It becomes the newest version. This changes: 5 points for every £1.00 (before: 7 points for every £1.00)", asked.Text);
        Assert.DoesNotContain("All orders earn Restore", asked.Text);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/programme/changes?handler=Restore", new() { ["version"] = "1", ["current"] = "1" })).Status);
        Assert.Equal("/programme/changes?done=saved", (await host.Post("/programme/changes?handler=Restore", new() { ["version"] = "1", ["current"] = "2" })).Location);
        var current = await host.Do<Programmes, ProgrammeVersion>(async programmes => await programmes.Current(1));
        Assert.Equal((3, 5, from, "42"), (current.Version, current.Settings.Points, current.Settings.FromAt, current.CreatedBy));
        Assert.Contains("From version 1 to version 2 7 points for every £1.00", (await host.Get("/programme/changes?from=2&to=1")).Text);
        Assert.Contains("They say the same.", (await host.Get("/programme/changes?from=2&to=2")).Text);
    }

    [Theory]
    [InlineData("/programme/changes?restore=9")]
    [InlineData("/programme/changes?from=1&to=9")]
    [InlineData("/programme/simulator?version=9")]
    public async Task A_version_of_another_shop_is_not_there(string path)
    {
        await using var host = await AdminHost.Start();
        for (var i = 0; i < 9; i++) await host.Do<Programmes>(programmes => programmes.Save(2, ProgrammeSettings.For("GBP") with { Points = 10 + i }, "x"));
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get(path)).Status);
        Assert.Equal(HttpStatusCode.OK, (await host.Get(path, shop: 2)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/programme/changes?handler=Restore", new() { ["version"] = "9", ["current"] = "1" })).Status);
    }

    [Fact]
    public async Task Versions_are_paged()
    {
        await using var host = await AdminHost.Start();
        for (var i = 0; i < 25; i++) await host.Do<Programmes>(programmes => programmes.Save(1, ProgrammeSettings.For("GBP") with { Points = 10 + i }, "x"));
        var newest = await host.Get("/programme/changes");
        Assert.Contains("34 points for every £1.00 (before: 33 points for every £1.00)", newest.Text);
        Assert.DoesNotContain("Started with", newest.Text);
        Assert.Contains("before=7", newest.Body);
        Assert.Contains("Started with 5 points for every £1.00", (await host.Get("/programme/changes?before=7")).Text);
    }

    [Fact]
    public async Task A_simulated_month_is_shown_and_its_values_used_after_one_question()
    {
        await using var host = await AdminHost.Start();
        await host.Add(AdminHost.Customer(1, 7), AdminHost.Order(1, 1, 7, AdminHost.Now.AddDays(-20), 1000), AdminHost.Order(1, 2, 7, AdminHost.Now.AddDays(-10), 1000));
        var form = new Dictionary<string, string> { ["Month"] = "2026-02", ["Points"] = "10", ["PerAmount"] = "1", ["Minimum"] = "", ["RewardCost"] = "1000", ["RewardAmount"] = "5", ["MonthTimes"] = "2" };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/programme/simulator", new(form) { ["Month"] = "2025-07" })).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/programme/simulator", new(form) { ["MonthTimes"] = "x" })).Status);
        Assert.Equal("/programme/simulator#result", (await host.Post("/programme/simulator", form)).Location);
        await TestApp.Until(async () => (await host.Do<Simulations, Simulation?>(all => all.Latest(1)))!.State == SimulationState.Done, "the month was computed");

        var seen = (await host.Get("/programme/simulator")).Text;
        Assert.Contains("February 2026 as it would have been", seen);
        Assert.Contains("Points given 100 points 400 points +300%", seen);
        Assert.Contains("Worth £1.00 £2.00 +100%", seen);
        Assert.Contains("Share of revenue 5.0% 10.0%", seen);
        Assert.Contains("февраль 2026: как было бы", (await host.Get("/programme/simulator", locale: "ru")).Text);
        Assert.Contains("No month to try yet", (await host.Get("/programme/simulator", shop: 2)).Text);

        var asked = await host.Get("/programme/simulator?use=true");
        Assert.Contains("In February 2026 they would have given 400 points instead of 100 points, worth £2.00 instead of £1.00.", asked.Text);
        Assert.Contains("The multiplier for the whole month was only tried", asked.Text);
        var id = (await host.Do<Simulations, Simulation?>(all => all.Latest(1)))!.Id.ToString();
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/programme/simulator?handler=Use", new() { ["id"] = id }, shop: 2)).Status);
        Assert.Equal("/programme?done=saved", (await host.Post("/programme/simulator?handler=Use", new() { ["id"] = id })).Location);
        var current = await host.Do<Programmes, ProgrammeVersion>(async programmes => await programmes.Current(1));
        Assert.Equal((2, 10), (current.Version, current.Settings.Points));
        // The numbers were computed against a version that no longer holds.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await host.Post("/programme/simulator?handler=Use", new() { ["id"] = id })).Status);
    }
}
