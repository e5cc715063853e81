using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RetentionApp.Rewards;
using RetentionApp.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

public class RedeemJsonTests
{
    private static readonly object Wish = new { rewardId = 7, idempotencyKey = "a-key-of-mine" };

    [Fact]
    public async Task Points_become_a_code()
    {
        await using var host = await Start();
        host.Redemptions.Answer = (reward, key) => new Redeemed(Redemption("ANNA-7Q4K", RedemptionState.Issued, key, Now.AddDays(30)));
        var answer = await host.Redeem(Wish);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("""{"status":"issued","code":"ANNA-7Q4K","expiresAt":"2025-12-22T12:00:00Z","title":"\u00A35.00 off","cost":500}""", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_code_that_Shopify_has_not_confirmed_is_not_shown()
    {
        await using var host = await Start();
        host.Redemptions.Answer = (_, key) => new Redeemed(Redemption("ANNA-7Q4K", RedemptionState.Pending, key));
        var body = await (await host.Redeem(Wish)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("pending", body.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("code").ValueKind);
    }

    [Fact]
    public async Task Asking_later_gives_the_code_once_it_exists()
    {
        await using var host = await Start();
        await host.AddMember();
        await host.Add(Redemption("ANNA-1", RedemptionState.Pending, "key-00001"), Redemption("ANNA-2", RedemptionState.Issued, "key-00002"), Redemption("ANNA-3", RedemptionState.Refused, "key-00003"));
        Assert.Equal("pending", (await host.Json("/loyalty/redemptions/key-00001")).GetProperty("status").GetString());
        Assert.Equal("ANNA-2", (await host.Json("/loyalty/redemptions/key-00002")).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00003"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00009"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00002", customer: 5))).StatusCode);
    }

    [Theory]
    [InlineData("NotEnoughPoints", 409, "not_enough_points", "You need 260 points more for this reward.")]
    [InlineData("ProgrammePaused", 409, "programme_paused", "Your points are safe. You can use them again once the shop opens its programme.")]
    [InlineData("AccountClosed", 409, "account_closed", "The points of a closed account cannot be used. The shop can tell you more.")]
    [InlineData("RefusedByShop", 409, "refused_by_shop", "Your points are back on your account. Try again later, or ask the shop.")]
    [InlineData("UnknownReward", 422, "unknown_reward", "Reload the page and choose another one.")]
    [InlineData("RewardInactive", 422, "reward_inactive", "Reload the page and choose another one.")]
    [InlineData("InvalidKey", 422, "invalid_key", "Reload the page and try again. No points were taken.")]
    public async Task A_refusal_says_why(string reason, int status, string code, string detail)
    {
        await using var host = await Start();
        host.Redemptions.Answer = (_, _) => new RedeemRefused(Enum.Parse<RefusalReason>(reason), 260);
        var answer = await host.Redeem(Wish);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((code, detail, status), (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString(), problem.GetProperty("status").GetInt32()));
    }

    [Fact]
    public async Task A_refusal_speaks_the_readers_language()
    {
        await using var host = await Start();
        await host.AddMember(locale: "ru");
        host.Redemptions.Answer = (_, _) => new RedeemRefused(RefusalReason.NotEnoughPoints, 22);
        var problem = await (await host.Redeem(Wish)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("До этого подарка не хватает: 22 балла.", problem.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"rewardId":7}""")]
    [InlineData("""{"rewardId":"7","idempotencyKey":"a-key-of-mine"}""")]
    [InlineData("""{"rewardId":7.5,"idempotencyKey":"a-key-of-mine"}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":"short"}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":"\ud800-half-a-letter"}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":"a-key-of-mine"} {}""")]
    public async Task A_request_that_is_not_complete_is_refused(string body)
    {
        await using var host = await Start();
        Assert.Equal(422, (int)(await Post(host, body, "application/json")).StatusCode);
    }

    [Fact]
    public async Task A_key_is_eight_to_a_hundred_characters()
    {
        Assert.False(Storefront.Wish.IsKey(new string('k', 7)));
        Assert.True(Storefront.Wish.IsKey(new string('k', 8)));
        Assert.True(Storefront.Wish.IsKey(new string('k', 100)));
        Assert.False(Storefront.Wish.IsKey(new string('k', 101)));
        await Task.CompletedTask;
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData("multipart/form-data; boundary=x")]
    public async Task What_another_sites_form_can_send_is_refused(string contentType)
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await Post(host, """{"rewardId":7,"idempotencyKey":"a-key-of-mine"}""", contentType)).StatusCode);
    }

    [Fact]
    public async Task A_body_of_more_than_four_kilobytes_is_too_large()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await Post(host, new string(' ', 5000), "application/json")).StatusCode);
    }

    [Fact]
    public async Task A_guest_is_asked_to_sign_in()
    {
        await using var host = await Start();
        var answer = await host.Redeem(Wish, customer: null);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Equal("Sign in to use your points", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("title").GetString());
    }

    [Fact]
    public async Task Too_many_requests_of_one_customer_wait_and_others_do_not()
    {
        await using var host = await Start();
        for (var i = 0; i < RedeemLimit.PerMinute; i++) await host.Redeem(Wish);
        var answer = await host.Redeem(Wish);
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, (await host.Redeem(Wish, customer: 5)).StatusCode);
    }

    private static Task<HttpResponseMessage> Post(StorefrontHost host, string body, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return host.Http.PostAsync(host.Address("/loyalty/redeem"), content);
    }
}
