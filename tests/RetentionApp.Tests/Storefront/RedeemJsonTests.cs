using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using RetentionApp.Language;
using RetentionApp.Loyalty;
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
        await host.AddEarner(1240);
        var answer = await host.Redeem(Wish);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var code = body.GetProperty("code").GetString();
        Assert.Equal(("issued", "£5.00 off", 500, JsonValueKind.Null),
            (body.GetProperty("status").GetString(), body.GetProperty("title").GetString(), body.GetProperty("cost").GetInt64(), body.GetProperty("expiresAt").ValueKind));
        var after = await host.Json("/loyalty");
        Assert.Equal(740, after.GetProperty("available").GetInt64());
        Assert.Equal(code, after.GetProperty("codes")[0].GetProperty("code").GetString());
        Assert.Equal($"£5.00 off (code {code})", after.GetProperty("history")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task The_same_key_twice_gives_the_same_answer_and_takes_points_once()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ => await (await host.Redeem(Wish)).Content.ReadAsStringAsync()));
        Assert.Single(answers.Distinct());
        Assert.Equal(740, (await host.Json("/loyalty")).GetProperty("available").GetInt64());
    }

    [Fact]
    public async Task A_code_that_Shopify_has_not_confirmed_is_not_shown_and_can_be_asked_for_later()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        host.IsShopifyThere = false;
        var body = await (await host.Redeem(Wish)).Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal("pending", body.GetProperty("status").GetString());
        Assert.Equal(JsonValueKind.Null, body.GetProperty("code").ValueKind);
        Assert.Equal("pending", (await host.Json("/loyalty/redemptions/a-key-of-mine")).GetProperty("status").GetString());
        var json = await host.Json("/loyalty");
        Assert.Empty(json.GetProperty("codes").EnumerateArray());
        Assert.Equal("£5.00 off", json.GetProperty("history")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task A_key_finds_what_was_redeemed_under_it_and_nobody_elses()
    {
        await using var host = await Start();
        await host.AddMember();
        await host.Add(Redemption("ANNA-2", RedemptionState.Issued, "key-00002"), Redemption("ANNA-3", RedemptionState.Refused, "key-00003"));
        Assert.Equal("ANNA-2", (await host.Json("/loyalty/redemptions/key-00002")).GetProperty("code").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00003"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00009"))).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync(host.Address("/loyalty/redemptions/key-00002", customer: 5))).StatusCode);
    }

    [Fact]
    public async Task What_Shopify_refuses_gives_the_points_back()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        host.Refusal = "No more discounts";
        await Refused(await host.Redeem(Wish), 409, "refused_by_shop", "Your points are back on your account. Try again later, or ask the shop.");
        var json = await host.Json("/loyalty");
        Assert.Equal(1240, json.GetProperty("available").GetInt64());
        Assert.Equal("Given back: £5.00 off", json.GetProperty("history")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Too_few_points_are_refused_with_what_is_missing()
    {
        await using var host = await Start();
        await host.AddEarner(240);
        await Refused(await host.Redeem(Wish), 409, "not_enough_points", "You need 260 points more for this reward.");
    }

    [Fact]
    public async Task A_reward_of_nobody_is_not_available()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await Refused(await host.Redeem(new { rewardId = 4711, idempotencyKey = "a-key-of-mine" }), 422, "unknown_reward", "Reload the page and choose another one.");
    }

    [Fact]
    public async Task A_paused_programme_takes_no_points()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        await host.Run(new ProgrammeSettings { IsActive = false });
        await Refused(await host.Redeem(Wish), 409, "programme_paused", "Your points are safe. You can use them again once the shop opens its programme.");
    }

    [Theory]
    [InlineData("AccountClosed", 409, "account_closed")]
    [InlineData("RewardInactive", 422, "reward_inactive")]
    [InlineData("InvalidKey", 422, "invalid_key")]
    public async Task Every_refusal_has_a_status_and_words(string reason, int status, string code)
    {
        await using var host = await Start();
        var problem = host.Get<Problems>().Of(new RedeemRefused(Enum.Parse<RefusalReason>(reason)), new Words(Cultures.Choose("ru"), PointsName.Default));
        Assert.Equal((status, code), (problem.Status, problem.Code));
        Assert.Matches("[а-я]", problem.Title + problem.Detail);
    }

    [Fact]
    public async Task A_refusal_speaks_the_readers_language()
    {
        await using var host = await Start();
        await host.AddEarner(478, locale: "ru");
        await Refused(await host.Redeem(Wish), 409, "not_enough_points", "До этого подарка не хватает: 22 балла.");
    }

    [Theory]
    [InlineData("")]
    [InlineData("not json")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"rewardId":7}""")]
    [InlineData("""{"rewardId":"seven","idempotencyKey":"a-key-of-mine"}""")]
    [InlineData("""{"rewardId":7.5,"idempotencyKey":"a-key-of-mine"}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":""}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":"\ud800-half-a-letter"}""")]
    [InlineData("""{"rewardId":7,"idempotencyKey":"a-key-of-mine"} {}""")]
    public async Task A_request_that_is_not_complete_is_refused(string body)
    {
        await using var host = await Start();
        Assert.Equal(422, (int)(await Post(host, body, "application/json")).StatusCode);
    }

    [Fact]
    public void A_key_is_one_to_two_hundred_characters()
    {
        Assert.False(RetentionApp.Storefront.Wish.IsKey(""));
        Assert.True(RetentionApp.Storefront.Wish.IsKey("k"));
        Assert.True(RetentionApp.Storefront.Wish.IsKey(new string('k', 200)));
        Assert.False(RetentionApp.Storefront.Wish.IsKey(new string('k', 201)));
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

    private static async Task Refused(HttpResponseMessage answer, int status, string code, string detail)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>();
        Assert.Equal((code, detail, status), (problem.GetProperty("code").GetString(), problem.GetProperty("detail").GetString(), problem.GetProperty("status").GetInt32()));
    }

    private static Task<HttpResponseMessage> Post(StorefrontHost host, string body, string contentType)
    {
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return host.Http.PostAsync(host.Address("/loyalty/redeem"), content);
    }
}
