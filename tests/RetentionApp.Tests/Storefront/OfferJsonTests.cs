using System.Net;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>The public list of what the shop offers.</summary>
public class OfferJsonTests
{
    [Fact]
    public async Task It_is_the_same_for_everybody_and_says_nothing_of_who_asks()
    {
        await using var host = await Start();
        await host.AddMember(available: 1240, locale: "ru");
        var (member, guest) = (await host.Http.GetAsync(host.Address("/rewards")), await host.Http.GetAsync(host.Address("/rewards", customer: null)));
        Assert.Equal(await guest.Content.ReadAsStringAsync(), await member.Content.ReadAsStringAsync());
        Assert.Equal(guest.Headers.ETag, member.Headers.ETag);
        Assert.Equal((true, TimeSpan.FromMinutes(5), false), (member.Headers.CacheControl!.Public, member.Headers.CacheControl.MaxAge!.Value, member.Headers.CacheControl.NoStore));
        Assert.False(member.Headers.Contains("Set-Cookie"));
        var json = await host.Json("/rewards");
        Assert.Equal(["7 £5.00 off 500 500 points", "8 £20.00 off 2000 2,000 points"], json.GetProperty("rewards").EnumerateArray().Select(reward => $"{reward.GetProperty("id")} {reward.GetProperty("name")} {reward.GetProperty("cost")} {reward.GetProperty("price")}"));
        Assert.Equal("""{"points":500,"amount":"5.00"}""", json.GetProperty("value").GetRawText());
        foreach (var personal in new[] { "customer", "available", "codes", "history", "token" }) Assert.False(json.TryGetProperty(personal, out _));
    }

    [Fact]
    public async Task What_has_not_changed_is_not_sent_again()
    {
        await using var host = await Start();
        var first = await host.Http.GetAsync(host.Address("/rewards"));
        async Task<HttpResponseMessage> Again(string? locale = null)
        {
            var request = new HttpRequestMessage(HttpMethod.Get, host.Address("/rewards", locale: locale));
            request.Headers.Add("If-None-Match", first.Headers.ETag!.ToString());
            return await host.Http.SendAsync(request);
        }
        var same = await Again();
        Assert.Equal((HttpStatusCode.NotModified, ""), (same.StatusCode, await same.Content.ReadAsStringAsync()));
        Assert.Equal(first.Headers.ETag, same.Headers.ETag);
        Assert.True(same.Headers.CacheControl!.Public);
        Assert.Equal(HttpStatusCode.OK, (await Again("ru")).StatusCode);
        await host.Offer(Reward(7, 400, 500));
        Assert.Equal(HttpStatusCode.OK, (await Again()).StatusCode);
    }

    [Fact]
    public async Task Another_language_is_another_address_and_an_unknown_one_reads_the_shops_numbers_in_English()
    {
        await using var host = await Start();
        Assert.Contains("баллов", (await host.Json("/rewards", locale: "ru")).GetProperty("rewards")[0].GetProperty("price").GetString(), StringComparison.Ordinal);
        Assert.Equal(("ar", "en"), ((await host.Json("/rewards", locale: "ar")).GetProperty("locale").GetString(), (await host.Json("/rewards", locale: "ar")).GetProperty("language").GetString()));
    }

    [Fact]
    public async Task Birthday_gifts_are_left_out_and_ways_and_tiers_are_in()
    {
        await using var host = await Start();
        var gift = Reward(9, 0, 0);
        (gift.Kind, gift.Terms) = (RewardKind.BirthdayGift, new RewardDetails { Choices = [7] });
        await host.Offer(Reward(7, 500, 500), gift);
        await host.Run(new ProgrammeSettings
        {
            Deeds = [new("signup", DeedKind.SignUp, 100, true)],
            Tiers = new TierSettings(true, TierBasis.Points, TierWindow.Ever, 0, [new("gold", "Gold", null, "#d4a017", "star", 1000, 0, 1.5m, null, null, null)]),
        });
        var json = await host.Json("/rewards");
        Assert.Equal(1, json.GetProperty("rewards").GetArrayLength());
        Assert.Equal(("signup", 100), (json.GetProperty("earn")[0].GetProperty("id").GetString(), json.GetProperty("earn")[0].GetProperty("points").GetInt32()));
        Assert.False(json.GetProperty("earn")[0].TryGetProperty("done", out _));
        Assert.Equal(("Gold", "From 1,000 points"), (json.GetProperty("tiers")[0].GetProperty("name").GetString(), json.GetProperty("tiers")[0].GetProperty("requirement").GetString()));
        Assert.NotEmpty(json.GetProperty("ways").EnumerateArray());
    }

    [Fact]
    public async Task Whoever_signs_nothing_gets_nothing_even_of_what_is_public()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("/proxy/rewards?shop=vases.myshopify.com")).StatusCode);
    }
}
