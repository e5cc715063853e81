using System.Net;
using System.Text.RegularExpressions;
using RetentionApp.Data;
using RetentionApp.Hooks;
using RetentionApp.Tests.Admin;
using Xunit;

namespace RetentionApp.Tests.Hooks;

/// <summary>Endpoints and Flow as the merchant sets them up.</summary>
public sealed partial class HookPagesTests
{
    private const string Address = "https://93.184.216.34/hooks";

    [Fact]
    public async Task An_endpoint_is_added_changed_tested_rotated_and_removed()
    {
        await using var host = await AdminHost.Start();
        var added = await host.Post("/hooks", new() { ["url"] = Address, ["events"] = "points.earned" });
        Assert.Equal((HttpStatusCode.SeeOther, "/hooks/1?done=saved"), (added.Status, added.Location));
        Assert.Contains(Address, (await host.Get("/hooks")).Text);

        Assert.Equal(HttpStatusCode.SeeOther, (await host.Post("/hooks/1", new() { ["url"] = Address + "2", ["events"] = "reward.used" })).Status);
        var page = (await host.Get("/hooks/1")).Body;
        Assert.Contains($"value=\"{Address}2\"", page);
        Assert.Matches("value=\"reward.used\" checked", page);
        Assert.DoesNotMatch("value=\"points.earned\" checked", page);
        Assert.DoesNotMatch("name=\"isOn\" value=\"true\" checked", page);

        await host.Post("/hooks/1?handler=Test", []);
        Assert.Contains("Test event", (await host.Get("/hooks/1")).Text);
        var first = await Secret();
        Assert.DoesNotContain(first, page);
        await host.Post("/hooks/1?handler=Rotate", []);
        Assert.NotEqual(first, await Secret());
        Assert.Contains("The former secret signs too until", (await host.Get("/hooks/1")).Text);

        Assert.Equal("/hooks?done=removed", (await host.Post("/hooks/1?handler=Remove", [])).Location);
        Assert.Contains("Nobody is told yet.", (await host.Get("/hooks")).Text);
        Assert.Equal(0, await host.Do<AppDb, long>(db => db.Sql.Long($"SELECT COUNT(*) FROM hook_deliveries").AsTask()));

        async Task<string> Secret() => Shown().Match((await host.Post("/hooks/1?handler=Reveal", [])).Body).Groups[1].Value;
    }

    [Theory]
    [InlineData("http://example.com/", "points.earned", "must begin with https")]
    [InlineData("https://192.168.0.1/", "points.earned", "inside a network")]
    [InlineData("https://169.254.169.254/latest/meta-data", "points.earned", "inside a network")]
    [InlineData("nonsense", "points.earned", "whole address")]
    [InlineData(Address, "", "at least one event")]
    [InlineData(Address, "order.paid", "at least one event")]
    public async Task What_cannot_be_called_is_refused_at_the_field(string url, string events, string error)
    {
        await using var host = await AdminHost.Start();
        var seen = await host.Post("/hooks", new() { ["url"] = url, ["events"] = events });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Contains($"value=\"{url}\"", seen.Body);
    }

    [Fact]
    public async Task Another_shops_endpoint_is_not_there()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/hooks", new() { ["url"] = Address, ["events"] = "points.earned" }, shop: 2);
        await host.Post("/hooks/1?handler=Test", [], shop: 2);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Get("/hooks/1")).Status);
        foreach (var handler in new[] { "Reveal", "Rotate", "Remove", "Test", "Replay&delivery=1" }) Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/hooks/1?handler=" + handler, [])).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Post("/hooks/1", new() { ["url"] = Address, ["events"] = "points.earned" })).Status);
        Assert.DoesNotContain(Address, (await host.Get("/hooks")).Text);
        Assert.Equal(HttpStatusCode.OK, (await host.Get("/hooks/1", shop: 2)).Status);
    }

    [Fact]
    public async Task Home_says_when_an_endpoint_was_switched_off()
    {
        await using var host = await AdminHost.Start();
        await host.Add(new HookEndpoint { ShopId = 1, Url = Address, Events = "points.earned", SealedSecret = "x", SwitchedOffAt = AdminHost.Now, CreatedAt = AdminHost.Now, CreatedBy = "42" });
        Assert.Contains("Webhooks that were switched off: 1", (await host.Get("/")).Text);
        Assert.Contains("It answered with errors for three days", (await host.Get("/hooks/1")).Text);
        Assert.DoesNotContain("switched off", (await host.Get("/", shop: 2)).Text);
    }

    [Fact]
    public async Task Flow_is_switched_on_and_off_for_one_shop()
    {
        await using var host = await AdminHost.Start();
        await host.Post("/flow", new() { ["on"] = "true" });
        Assert.Contains("Switch off", (await host.Get("/flow")).Text);
        Assert.Contains("Switch on", (await host.Get("/flow", shop: 2)).Text);
        await host.Post("/flow", new() { ["on"] = "false" });
        Assert.Contains("Switch on", (await host.Get("/flow")).Text);
    }

    [GeneratedRegex("id=\"hook-secret\" value=\"(whsec_[^\"]+)\"")] private static partial Regex Shown();
}
