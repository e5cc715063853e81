using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using RetentionApp.Storefront;
using RetentionApp.Tests.Shopify;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>How often may be asked, and by whom.</summary>
public class LimitTests
{
    [Fact]
    public void So_many_pass_at_once_and_then_one_after_the_other()
    {
        var clock = new TestClock();
        var turnstile = new Turnstile(120, clock);
        for (var i = 0; i < 120; i++) Assert.Equal(TimeSpan.Zero, turnstile.Enter(7));
        Assert.Equal(TimeSpan.FromMilliseconds(500), turnstile.Enter(7));
        Assert.Equal(TimeSpan.Zero, turnstile.Enter(8));
        clock.Advance(TimeSpan.FromMilliseconds(500));
        Assert.Equal(TimeSpan.Zero, turnstile.Enter(7));
        Assert.True(turnstile.Enter(7) > TimeSpan.Zero);
        clock.Advance(TimeSpan.FromMinutes(1));
        for (var i = 0; i < 120; i++) Assert.Equal(TimeSpan.Zero, turnstile.Enter(7));
        Assert.True(turnstile.Enter(7) > TimeSpan.Zero);
    }

    [Fact]
    public void Whoever_keeps_within_the_limit_never_waits_and_a_clock_put_back_locks_nobody_out()
    {
        var clock = new TestClock();
        var turnstile = new Turnstile(60, clock);
        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(TimeSpan.Zero, turnstile.Enter(-3));
            clock.Advance(TimeSpan.FromSeconds(1));
        }
        for (var i = 0; i < 60; i++) turnstile.Enter(-3);
        clock.Advance(TimeSpan.FromHours(-5));
        Assert.Equal(TimeSpan.Zero, turnstile.Enter(-3));
    }

    [Fact]
    public async Task Of_many_at_once_no_more_pass_than_may()
    {
        var turnstile = new Turnstile(50, new TestClock());
        var passed = 0;
        await Parallel.ForAsync(0, 500, (_, _) =>
        {
            if (turnstile.Enter(1) == TimeSpan.Zero) Interlocked.Increment(ref passed);
            return ValueTask.CompletedTask;
        });
        Assert.Equal(50, passed);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, 10.0.0.1", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "20010DB800010002")]
    [InlineData("nonsense", "198.51.100.9")]
    [InlineData("", "198.51.100.9")]
    public void A_guest_is_known_by_the_address_that_Shopify_passes_on(string forwarded, string expected)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Parse("198.51.100.9");
        http.Request.Headers["X-Forwarded-For"] = forwarded;
        Assert.Equal(expected, RedeemLimit.Address(http));
    }

    [Theory]
    [InlineData("/loyalty/redeem")]
    [InlineData("/loyalty/birthday")]
    [InlineData("/loyalty/deeds/x")]
    [InlineData("/loyalty/redemptions/1/cancel")]
    public async Task Guests_wait_by_their_address_and_are_told_how_long(string path)
    {
        await using var host = await Start();
        async Task<HttpResponseMessage> From(string address)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, host.Address(path, customer: null)) { Content = JsonContent.Create(new { }) };
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", address);
            return await host.Http.SendAsync(request);
        }
        for (var i = 0; i < RedeemLimit.GuestsPerMinute; i++) Assert.Equal(HttpStatusCode.Unauthorized, (await From("203.0.113.7")).StatusCode);
        var answer = await From("203.0.113.7");
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.Equal(2, answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds);
        Assert.Equal("too_many_requests", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, (await From("203.0.113.8")).StatusCode);
    }

    [Fact]
    public async Task Made_up_addresses_do_not_lift_the_limit_of_a_shops_guests()
    {
        await using var host = await Start();
        var limit = host.Get<RedeemLimit>();
        var passed = 0;
        for (var i = 0; i < RedeemLimit.AllGuestsPerMinute + 50; i++)
        {
            var http = new DefaultHttpContext();
            http.Request.Headers["X-Forwarded-For"] = $"10.{i / 250}.{i % 250}.1";
            if (limit.AdmitsGuest(http, 1)) passed++;
        }
        Assert.InRange(passed, RedeemLimit.AllGuestsPerMinute - 20, RedeemLimit.AllGuestsPerMinute);
    }

    [Theory]
    [InlineData("cross-site", HttpStatusCode.Forbidden)]
    [InlineData("same-origin", HttpStatusCode.Conflict)]
    [InlineData("none", HttpStatusCode.Conflict)]
    [InlineData(null, HttpStatusCode.Conflict)]
    public async Task What_a_browser_says_comes_from_another_site_changes_nothing(string? site, HttpStatusCode expected)
    {
        await using var host = await Start();
        await host.AddEarner(10);
        var request = new HttpRequestMessage(HttpMethod.Post, host.Address("/loyalty/redeem")) { Content = JsonContent.Create(new { rewardId = 7, key = "a-key" }) };
        if (site is not null) request.Headers.Add("Sec-Fetch-Site", site);
        Assert.Equal(expected, (await host.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Reading_may_come_from_another_site_as_a_followed_link_does()
    {
        await using var host = await Start();
        var request = new HttpRequestMessage(HttpMethod.Get, host.Address("/"));
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.OK, (await host.Http.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_preflight_from_another_site_is_not_allowed_anything()
    {
        await using var host = await Start();
        var request = new HttpRequestMessage(HttpMethod.Options, host.Address("/loyalty/redeem"));
        request.Headers.Add("Origin", "https://evil.example");
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type");
        var answer = await host.Http.SendAsync(request);
        Assert.False(answer.IsSuccessStatusCode);
        Assert.DoesNotContain(answer.Headers, header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }
}
