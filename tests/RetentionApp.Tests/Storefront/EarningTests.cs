using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Storefront;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>It is 22 November 2025 in London.</summary>
public sealed partial class EarningTests
{
    private static readonly ProgrammeSettings Programme = new()
    {
        PendingDays = 0,
        Deeds =
        [
            new DeedRule("quiz", DeedKind.Custom, 15, true, "The {{ quiz }} <b>", PerDay: 2),
            new DeedRule("insta", DeedKind.SocialFollow, 20, true, "Instagram", "https://instagram.example/vases"),
            new DeedRule("birthday", DeedKind.Birthday, 200, true, DaysBefore: 7),
            new DeedRule("signup", DeedKind.SignUp, 100, true),
            new DeedRule("review", DeedKind.Review, 50, false),
        ],
        Challenges = [new Challenge("three", "Three months", ChallengeKind.Months, 3, 0, 300, true, true, Since: Now.AddYears(-1)), new Challenge("old", "Old", ChallengeKind.Months, 3, 0, 300, false, true)],
    };

    private static async Task<StorefrontHost> Open(ProgrammeSettings? programme = null, bool isMember = true)
    {
        var host = await Start();
        await host.Run(programme ?? Programme);
        if (isMember) await host.AddMember(available: 0, lifetime: 0);
        return host;
    }

    private static Task<HttpResponseMessage> Post(StorefrontHost host, string path, object body, long? customer = Anna) => host.Http.PostAsJsonAsync(host.Address(path, customer), body);

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Told(StorefrontHost host, string path, object body, long? customer = Anna)
    {
        using var answer = await Post(host, path, body, customer);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>());
    }

    private static string Raw(JsonElement json, string name) => json.GetProperty(name).GetRawText();

    [Fact]
    public async Task A_guest_reads_what_there_is_to_earn()
    {
        await using var host = await Open();
        var json = await host.Json("/loyalty", customer: null);
        Assert.Equal(["signup Create an account 100 Once", "birthday Your birthday 200 Every year, 7 days ahead", "follow Follow us on Instagram 20 Once", "custom The {{ quiz }} <b> 15 Up to 2 times a day"],
            json.GetProperty("earn").EnumerateArray().Select(one => $"{one.GetProperty("kind")} {one.GetProperty("title")} {one.GetProperty("points")} {one.GetProperty("detail")}"));
        Assert.All(json.GetProperty("earn").EnumerateArray(), one => Assert.Equal("false true 0", $"{Raw(one, "done")} {Raw(one, "available")} {Raw(one, "times")}"));
        Assert.Equal("""{"perDay":2,"perYear":null,"ever":null}""", Raw(json.GetProperty("earn")[3], "limit"));
        Assert.Equal("https://instagram.example/vases", json.GetProperty("earn")[2].GetProperty("url").GetString());
        Assert.Equal("""{"id":"three","name":"Three months","detail":"Buy in 3 different months","points":300,"goal":3,"progress":0,"won":0,"repeats":true,"until":null}""", json.GetProperty("challenges")[0].GetRawText());
        Assert.Equal("null", Raw(json, "birthday"));

        var page = await host.Text("/", customer: null);
        Assert.Contains("Follow us on Instagram", page);
        Assert.Contains("Three months", page);
        Assert.DoesNotContain("data-ra-deed", page);
        Assert.DoesNotContain("data-ra-birthday", page);
        Assert.DoesNotContain("{{", page);
        Assert.DoesNotContain("quiz }} <b>", page);
    }

    [Fact]
    public async Task A_shop_without_deeds_shows_none_and_is_asked_for_nothing_more()
    {
        await using var host = await Open(new ProgrammeSettings());
        var json = await host.Json("/loyalty");
        Assert.Equal("[] [] null", $"{Raw(json, "earn")} {Raw(json, "challenges")} {Raw(json, "birthday")}");
        Assert.DoesNotContain("ra-birthday", Panel().Replace(await host.Text("/"), ""));
    }

    [Theory]
    [InlineData(false, 4)]
    [InlineData(true, 3)]
    public async Task What_a_member_cannot_do_any_more_is_not_held_out_to_them(bool isSubscribed, int rows)
    {
        await using var host = await Open(Programme with { Deeds = [.. Programme.Deeds!, new DeedRule("newsletter", DeedKind.Newsletter, 50, true)] }, isMember: false);
        var anna = Person(Anna);
        anna.HasEmailConsent = isSubscribed;
        await host.Add(anna);
        var earn = (await host.Json("/loyalty")).GetProperty("earn").EnumerateArray().ToList();
        Assert.Equal(isSubscribed ? ["signup", "newsletter"] : ["signup"], earn.Where(one => !one.GetProperty("available").GetBoolean()).Select(one => one.GetProperty("id").GetString()));
        var page = await host.Text("/");
        Assert.DoesNotContain("Create an account", page);
        Assert.Equal(rows, DeedPoints().Count(page));
    }

    [Fact]
    public async Task A_link_followed_brings_points_once()
    {
        await using var host = await Open();
        var (status, first) = await Told(host, "/loyalty/deeds/insta", new { });
        Assert.Equal((HttpStatusCode.OK, "done", 20, "20 points are yours."), (status, first.GetProperty("status").GetString(), first.GetProperty("points").GetInt32(), first.GetProperty("message").GetString()));
        var (_, again) = await Told(host, "/loyalty/deeds/insta", new { });
        Assert.Equal(("repeated", 0), (again.GetProperty("status").GetString(), again.GetProperty("points").GetInt32()));
        var json = await host.Json("/loyalty");
        Assert.Equal(20, json.GetProperty("available").GetInt64());
        Assert.Equal("true false 1", json.GetProperty("earn").EnumerateArray().Where(one => one.GetProperty("id").GetString() == "insta").Select(one => $"{Raw(one, "done")} {Raw(one, "available")} {Raw(one, "times")}").Single());
        Assert.Equal("Following us on Instagram", json.GetProperty("history")[0].GetProperty("reason").GetString());
        Assert.Equal("Подписка на нас: Instagram", (await host.Json("/loyalty", locale: "ru")).GetProperty("history")[0].GetProperty("reason").GetString());
    }

    [Theory]
    [InlineData("quiz")]
    [InlineData("signup")]
    [InlineData("birthday")]
    [InlineData("review")]
    [InlineData("nothing")]
    public async Task Nobody_can_credit_themselves_anything_but_a_link(string deed)
    {
        await using var host = await Open();
        var (status, body) = await Told(host, "/loyalty/deeds/" + deed, new { });
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "deed_unavailable"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(0, (await host.Json("/loyalty")).GetProperty("lifetime").GetInt64());
    }

    [Fact]
    public async Task Only_signed_in_customers_and_only_json_are_heard()
    {
        await using var host = await Open();
        Assert.Equal(HttpStatusCode.Unauthorized, (await Told(host, "/loyalty/deeds/insta", new { }, customer: null)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await Told(host, "/loyalty/birthday", new { month = 4, day = 1 }, customer: null)).Status);
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("month", "4"), KeyValuePair.Create("day", "1")]);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Http.PostAsync(host.Address("/loyalty/birthday"), form)).StatusCode);
        using var plain = new StringContent("{}", new MediaTypeHeaderValue("text/plain"));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Http.PostAsync(host.Address("/loyalty/deeds/insta"), plain)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await host.Http.PostAsJsonAsync("/proxy/loyalty/birthday?shop=vases.myshopify.com&logged_in_customer_id=5", new { month = 4, day = 1 })).StatusCode);
        Assert.Equal("null", Raw(await host.Json("/loyalty"), "birthday"));
    }

    [Fact]
    public async Task A_birthday_is_kept_and_said_again_and_brings_its_gift_when_it_is_near()
    {
        await using var host = await Open();
        Assert.Equal(HttpStatusCode.OK, (await Told(host, "/loyalty/birthday", new { month = 11, day = 29, year = "1990" })).Status);
        Assert.Equal(HttpStatusCode.OK, (await Told(host, "/loyalty/birthday", new { month = "11", day = "29", year = "" })).Status);
        var json = await host.Json("/loyalty");
        Assert.Equal("""{"month":11,"day":29,"year":1990}""", Raw(json, "birthday"));
        Assert.Equal((200, "Birthday gift"), (json.GetProperty("available").GetInt32(), json.GetProperty("history")[0].GetProperty("reason").GetString()));
        Assert.Equal("true", json.GetProperty("earn").EnumerateArray().Where(one => one.GetProperty("id").GetString() == "birthday").Select(one => Raw(one, "done")).Single());
        Assert.Contains("29 November 1990", await host.Text("/"));
        Assert.Contains("November 29, 1990", await host.Text("/", locale: "en-US"));
        Assert.Contains("29 ноября 1990", await host.Text("/", locale: "ru"));
    }

    [Theory]
    [InlineData("""{"month":2,"day":30}""", "invalid_birthday")]
    [InlineData("""{"month":2,"day":29,"year":2001}""", "invalid_birthday")]
    [InlineData("""{"month":11,"day":23,"year":2025}""", "invalid_birthday")]
    [InlineData("""{"month":0,"day":1}""", "invalid_birthday")]
    [InlineData("""{"month":99999999999,"day":1}""", "invalid_birthday")]
    [InlineData("""{"month":1}""", "invalid_request")]
    [InlineData("""{"month":1,"day":"x"}""", "invalid_request")]
    [InlineData("""{"month":1,"day":1,"year":"long ago"}""", "invalid_request")]
    [InlineData("""[1,2]""", "invalid_request")]
    [InlineData("""no json""", "invalid_request")]
    public async Task A_day_that_does_not_exist_is_refused_in_words(string body, string code)
    {
        await using var host = await Open();
        using var answer = await host.Http.PostAsync(host.Address("/loyalty/birthday"), new StringContent(body, new MediaTypeHeaderValue("application/json")));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, code), (answer.StatusCode, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString()));
        Assert.Equal("null", Raw(await host.Json("/loyalty"), "birthday"));
    }

    [Fact]
    public async Task The_pages_forms_work_without_javascript_and_only_with_their_own_token()
    {
        await using var host = await Open();
        var page = await host.Text("/");
        var token = WebUtility.HtmlDecode(Token().Match(page).Groups[1].Value);
        Assert.Contains("data-ra-deed=\"insta\"", page);

        Assert.Contains("This page was open for too long", await Send("/deeds/insta", [KeyValuePair.Create("token", "stolen")]));
        Assert.Contains("20 points are yours.", await Send("/deeds/insta", [KeyValuePair.Create("token", token)]));
        Assert.Contains("You have these points already.", await Send("/deeds/insta", [KeyValuePair.Create("token", token)]));
        Assert.Contains("There is no such day", await Send("/birthday", [KeyValuePair.Create("token", token), KeyValuePair.Create("day", "31"), KeyValuePair.Create("month", "4")]));
        Assert.Contains("There is no such day", await Send("/birthday", [KeyValuePair.Create("token", token), KeyValuePair.Create("day", "1"), KeyValuePair.Create("month", "4"), KeyValuePair.Create("year", "x")]));
        var saved = await Send("/birthday", [KeyValuePair.Create("token", token), KeyValuePair.Create("day", "29"), KeyValuePair.Create("month", "2"), KeyValuePair.Create("year", "")]);
        Assert.Contains("Your birthday is saved.", saved);
        Assert.Contains("29 February", saved);
        Assert.Contains("Sign in to use your points", await Send("/birthday", [KeyValuePair.Create("token", token)], customer: null));

        async Task<string> Send(string path, KeyValuePair<string, string>[] form, long? customer = Anna)
        {
            using var answer = await host.Http.PostAsync(host.Address(path, customer), new FormUrlEncodedContent(form));
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task Too_many_wishes_are_told_to_wait()
    {
        await using var host = await Open();
        for (var n = 0; n < RedeemLimit.PerMinute; n++) (await Post(host, "/loyalty/deeds/nothing", new { })).Dispose();
        using var answer = await Post(host, "/loyalty/deeds/insta", new { });
        Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
    }

    [Fact]
    public async Task The_progress_of_a_challenge_is_drawn_from_the_orders_and_the_badge_from_what_was_won()
    {
        await using var host = await Open();
        for (var month = 0; month < 5; month++)
            await host.Add(new Order { ShopId = 1, Id = 100 + month, Name = "#1", CustomerId = Anna, Currency = "GBP", CreatedAt = Now.AddMonths(-month), ProcessedAt = Now.AddMonths(-month), UpdatedAt = Now, PaidAt = Now.AddMonths(-month), FinancialStatus = "paid", Facts = "{}" },
                new OrderAward { ShopId = 1, OrderId = 100 + month, AccountId = Anna, ProgrammeVersion = 1, Points = month == 4 ? 0 : 10, Entries = 1, AvailableAt = Now });
        await host.Add(new ChallengeRound { ShopId = 1, CustomerId = Anna, ChallengeId = "three", Since = Now.AddYears(-1), Worth = 300, Points = 300, Entries = 1, WonAt = Now, ProgrammeVersion = 2 });
        var challenge = (await host.Json("/loyalty")).GetProperty("challenges")[0];
        Assert.Equal("1 1", $"{Raw(challenge, "progress")} {Raw(challenge, "won")}");
        var page = await host.Text("/");
        Assert.Contains("aria-valuemax=\"3\" aria-valuenow=\"1\"", page);
        Assert.Contains("1 of 3", page);
        Assert.Contains(">Won</span>", page);
    }

    [Fact]
    public async Task Who_was_merged_away_sees_what_the_survivor_has_done()
    {
        await using var host = await Open(isMember: false);
        await host.AddMember(customer: 8);
        await host.Add(Person(Anna, mergedInto: 8));
        await Told(host, "/loyalty/birthday", new { month = 6, day = 1 }, customer: 8);
        Assert.Equal("""{"month":6,"day":1,"year":null}""", Raw(await host.Json("/loyalty"), "birthday"));
        await Told(host, "/loyalty/birthday", new { month = 7, day = 2 });
        Assert.Equal("""{"month":7,"day":2,"year":null}""", Raw(await host.Json("/loyalty", customer: 8), "birthday"));
    }

    [Fact]
    public async Task A_shop_with_a_birthday_gift_and_no_deeds_asks_for_the_birthday_too()
    {
        await using var host = await Open(new ProgrammeSettings());
        await host.Offer(Reward(7, 500, 500), new Reward { Id = 9, ShopId = 1, Kind = RewardKind.BirthdayGift, Currency = "GBP", CreatedAt = Now, IsActive = true, Terms = new() { DaysBefore = 7, DaysAfter = 14, Choices = [7] } });
        Assert.Contains("data-ra-birthday", await host.Text("/"));
        Assert.Equal(HttpStatusCode.OK, (await Told(host, "/loyalty/birthday", new { month = 11, day = 25 })).Status);
        Assert.Equal("""{"month":11,"day":25,"year":null}""", Raw(await host.Json("/loyalty"), "birthday"));
        Assert.Equal(new DateOnly(2000, 11, 25), await host.Get<ReadPool>().Read(async sql => await host.Get<EnteredBirthdays>().Of(sql, 1, Anna)));
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    [InlineData("de")]
    [InlineData("fr")]
    [InlineData("es")]
    [InlineData("ja")]
    [InlineData("ar")]
    public async Task Every_language_has_words_for_every_kind(string locale)
    {
        var deeds = Enum.GetValues<DeedKind>().Select(kind => new DeedRule("d" + (int)kind, kind, 10, true, DaysBefore: 3, PendingDays: 2, PerDay: 1, PerYear: 2, Ever: 5)).ToArray();
        var challenges = Enum.GetValues<ChallengeKind>().Select(kind => new Challenge("c" + (int)kind, "C", kind, 3, 30, 10, true, true)).ToArray();
        await using var host = await Open(new ProgrammeSettings { Deeds = deeds, Challenges = challenges });
        var json = await host.Json("/loyalty", locale: locale);
        Assert.Equal(10, json.GetProperty("earn").GetArrayLength());
        Assert.All(json.GetProperty("earn").EnumerateArray(), one => Assert.DoesNotContain("{", one.GetProperty("title").GetString() + one.GetProperty("detail").GetString()));
        if (locale is not ("en" or "ar")) Assert.DoesNotContain(json.GetProperty("earn").EnumerateArray(), one => one.GetProperty("title").GetString() is "Create an account" or "Other");
        Assert.Contains("ra-challenges", await host.Text("/", locale: locale));
    }

    [GeneratedRegex("ra-points ra-plus\" dir=\"ltr\">\\+(15|20|200|50)<")] private static partial Regex DeedPoints();
    [GeneratedRegex("(?s)<style>.*?</style>")] private static partial Regex Panel();
    [GeneratedRegex("name=\"token\" value=\"([^\"]+)\"")] private static partial Regex Token();
}
