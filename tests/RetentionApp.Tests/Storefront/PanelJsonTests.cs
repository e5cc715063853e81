using System.Net;
using System.Text.Json;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

public class PanelJsonTests
{
    [Fact]
    public async Task The_panel_gets_everything_of_the_plain_answer_and_what_only_it_shows()
    {
        await using var host = await Start();
        await host.AddMember(available: 1240, pending: 57, lifetime: 1797, nextChangeAt: Now.AddDays(14));
        await host.Add(Lot(9, 57, Now.AddDays(14)));
        var (plain, panel) = (await host.Json("/loyalty"), await host.Json("/loyalty/panel"));
        Assert.All(plain.EnumerateObject().Where(one => one.Name is not ("rewards" or "history" or "tier" or "earn")), one => Assert.Equal(one.Value.GetRawText(), panel.GetProperty(one.Name).GetRawText()));
        Assert.False(plain.TryGetProperty("token", out _));
        Assert.Equal(("member", "en", false), (panel.GetProperty("state").GetString(), panel.GetProperty("language").GetString(), panel.GetProperty("rtl").GetBoolean()));
        var words = panel.GetProperty("words");
        Assert.Equal(("1,240 points", "worth £12.40", "57 more on 6 December"), (words.GetProperty("balance").GetString(), words.GetProperty("worth").GetString(), words.GetProperty("pending")[0].GetString()));
        Assert.Equal(("760 points to go: £20.00 off", 62), (words.GetProperty("nextReward").GetString(), words.GetProperty("nextRewardPercent").GetInt32()));
        Assert.Equal("500 points", panel.GetProperty("rewards")[0].GetProperty("price").GetString());
        Assert.Equal("/apps/retention", panel.GetProperty("page").GetString());
    }

    [Fact]
    public async Task Its_token_is_one_that_the_pages_forms_take()
    {
        await using var host = await Start();
        await host.AddMember();
        var token = (await host.Json("/loyalty/panel")).GetProperty("token").GetString();
        Assert.NotNull(host.Get<FormTokens>().Read(token, 1, Anna));
        Assert.Null(host.Get<FormTokens>().Read(token, 1, 5));
        Assert.Null(host.Get<FormTokens>().Read(token, 2, Anna));
    }

    [Fact]
    public async Task A_guest_is_told_where_to_sign_in_and_gets_no_token()
    {
        await using var host = await Start();
        var answer = await host.Http.GetAsync(host.Address("/loyalty/panel", customer: null));
        Assert.True(answer.Headers.CacheControl is { NoStore: true, Private: true });
        var panel = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal(("guest", JsonValueKind.Null, JsonValueKind.Null), (panel.GetProperty("state").GetString(), panel.GetProperty("token").ValueKind, panel.GetProperty("birthdayForm").ValueKind));
        Assert.Equal(("/account/login?return_url=%2Fapps%2Fretention", "/account/register"), (panel.GetProperty("signIn").GetString(), panel.GetProperty("register").GetString()));
        Assert.Equal(JsonValueKind.Null, panel.GetProperty("words").GetProperty("nextReward").ValueKind);
    }

    [Fact]
    public async Task Codes_that_wait_come_with_the_link_that_applies_them_and_others_without()
    {
        await using var host = await Start();
        await host.AddMember(available: 100);
        await host.Add(Redemption("ANNA-1", RedemptionState.Issued, "key-1", Now.AddDays(12)), Redemption("ANNA-2", RedemptionState.Pending, "key-2"), Redemption("ANNA-3", RedemptionState.Used, "key-3"),
            Redemption("ANNA-4", RedemptionState.Issued, "key-4", Now.AddSeconds(-1)), Redemption("ANNA-5", RedemptionState.Cancelling, "key-5"));
        var redemptions = (await host.Json("/loyalty/panel")).GetProperty("redemptions").EnumerateArray().Select(one => string.Join(' ', one.GetProperty("key"), one.GetProperty("state"), one.GetProperty("code"), one.GetProperty("applyUrl"), one.GetProperty("until")));
        Assert.Equal(["key-5 cancelling ANNA-5  no end date", "key-2 pending   no end date", "key-1 ready ANNA-1 /discount/ANNA-1?redirect=/cart until 4 December"], redemptions);
    }

    [Fact]
    public async Task A_line_of_the_history_says_what_why_and_of_which_order()
    {
        await using var host = await Start();
        await host.AddMember(available: 100);
        await host.Add(host.Entry(EntryKind.OrderEarned, 150, "#1042 · Gold ×1.5", Now.AddDays(-3)), host.Entry(EntryKind.OrderBonus, 50, "first #1041", Now.AddDays(-4)),
            host.Entry(EntryKind.Adjusted, 5, "{{ shop.name }}<script>", Now.AddDays(-5)), host.Entry(EntryKind.OrderReversed, -9, "EN 1040", Now.AddDays(-6)));
        var history = (await host.Json("/loyalty/panel")).GetProperty("history").EnumerateArray().Select(one => string.Join('|', one.GetProperty("kind"), one.GetProperty("order"), one.GetProperty("day"), one.GetProperty("points")));
        Assert.Equal(["order|#1042|19 November|150", "order|#1041|18 November|50", "adjusted||17 November|5", "reversal|EN 1040|16 November|-9"], history);
    }

    [Fact]
    public async Task Ways_to_earn_have_a_state_and_the_birthday_a_form()
    {
        await using var host = await Start();
        await host.AddMember();
        await host.Run(new ProgrammeSettings
        {
            Deeds = [new("signup", DeedKind.SignUp, 100, true), new("birthday", DeedKind.Birthday, 200, true), new("insta", DeedKind.SocialFollow, 20, true, "Instagram", "https://instagram.com/vases")],
        });
        var panel = await host.Json("/loyalty/panel");
        Assert.Equal(["signup moot", "insta open", "birthday open"], panel.GetProperty("earn").EnumerateArray().Select(one => $"{one.GetProperty("id")} {one.GetProperty("state")}").OrderByDescending(text => text));
        var form = panel.GetProperty("birthdayForm");
        Assert.Equal((JsonValueKind.Null, 200, 12, 30), (form.GetProperty("known").ValueKind, form.GetProperty("points").GetInt32(), form.GetProperty("months").GetArrayLength(), form.GetProperty("daysAfterChange").GetInt32()));
        Assert.All((await host.Json("/loyalty/panel", customer: null)).GetProperty("earn").EnumerateArray(), one => Assert.Equal("open", one.GetProperty("state").GetString()));
    }

    [Fact]
    public async Task Tiers_come_with_the_whole_ladder_and_how_far_it_is()
    {
        await using var host = await Start();
        await host.AddMember(lifetime: 100);
        TierLevel Level(string id, string name, long threshold) => new(id, name, new Dictionary<string, string> { ["ru"] = name + "-ру" }, "#d4a017", "star", threshold, 0, 1.5m, null, null, null);
        await host.Run(new ProgrammeSettings { Tiers = new TierSettings(true, TierBasis.Points, TierWindow.Ever, 0, [Level("silver", "Silver", 0), Level("gold", "Gold", 1000)]) });
        var tier = (await host.Json("/loyalty/panel", locale: "ru")).GetProperty("tier");
        Assert.Equal(["Silver-ру", "Gold-ру"], tier.GetProperty("levels").EnumerateArray().Select(level => level.GetProperty("name").GetString()));
        Assert.InRange(tier.GetProperty("percent").GetInt32(), 0, 100);
    }

    [Theory]
    [InlineData("ru", "ru", false, "1240 баллов")]
    [InlineData("ar", "en", true, "points")]
    [InlineData("ja", "ja", false, "ポイント")]
    public async Task It_speaks_the_pages_language_and_knows_its_direction(string locale, string language, bool isRtl, string balance)
    {
        await using var host = await Start();
        await host.AddMember(available: 1240);
        var panel = await host.Json("/loyalty/panel", locale: locale);
        Assert.Equal((language, isRtl), (panel.GetProperty("language").GetString(), panel.GetProperty("rtl").GetBoolean()));
        Assert.Contains(balance, panel.GetProperty("words").GetProperty("balance").GetString()!.Replace("\u00a0", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_not_for_whoever_signs_nothing()
    {
        await using var host = await Start();
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.GetAsync("/proxy/loyalty/panel?logged_in_customer_id=1")).StatusCode);
    }
}
