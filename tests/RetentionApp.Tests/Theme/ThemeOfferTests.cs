using System.Text;
using System.Text.Json;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shops;
using RetentionApp.Theme;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>What a shop's theme is told, as a function of programme and rewards.</summary>
public sealed class ThemeOfferTests
{
    private static readonly DateTime Now = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public async Task A_new_shop_tells_its_rate_its_reward_and_what_points_are_worth()
    {
        var facts = await Told(ProgrammeSettings.For("GBP"), [Amount(7, 500, 500)]);
        Assert.Equal((1, true, "GBP", "/apps/retention"), (facts.GetProperty("v").GetInt32(), facts.GetProperty("on").GetBoolean(), facts.GetProperty("currency").GetString(), facts.GetProperty("path").GetString()));
        Assert.Equal("""{"points":"5","per":"1.00","first":0,"rounding":"down","tax":false,"products":[],"campaigns":[],"tiers":{}}""", facts.GetProperty("earn").GetRawText());
        Assert.Equal("""{"points":500,"amount":"5.00"}""", facts.GetProperty("value").GetRawText());
        var reward = facts.GetProperty("rewards")[0];
        Assert.Equal((7, "amount_off", 500, "£5.00 off"), (reward.GetProperty("id").GetInt32(), reward.GetProperty("kind").GetString(), reward.GetProperty("cost").GetInt32(), reward.GetProperty("name").GetProperty("en").GetString()));
        Assert.Equal(6, reward.GetProperty("name").EnumerateObject().Count());
        Assert.Matches("[а-я]", reward.GetProperty("name").GetProperty("ru").GetString());
        Assert.False(facts.GetProperty("referrals").GetBoolean() || facts.GetProperty("reviews").GetBoolean() || facts.GetProperty("birthday").GetBoolean());
        Assert.False(facts.TryGetProperty("word", out _) || facts.TryGetProperty("cut", out _));
    }

    [Fact]
    public async Task Money_without_minor_units_is_told_in_whole_units()
    {
        var facts = await Told(ProgrammeSettings.For("JPY"), [Amount(7, 500, 500, "JPY")], shop => shop.Currency = "JPY");
        Assert.Equal(("100", "500"), (facts.GetProperty("earn").GetProperty("per").GetString(), facts.GetProperty("value").GetProperty("amount").GetString()));
    }

    [Fact]
    public async Task Product_rules_keep_their_order_because_the_first_that_fits_decides()
    {
        var facts = await Told(ProgrammeSettings.For("GBP") with
        {
            ProductRules = [new(ProductMatch.Tag, "Sale ", null, 0), new(ProductMatch.Tag, "outlet", null, 0), new(ProductMatch.Product, "42", "Vase", 2.5m), new(ProductMatch.Tag, "gift", null, 0), new(ProductMatch.Collection, "9", "New", 2)],
        });
        Assert.Equal("""[{"by":"tag","values":["Sale","outlet"],"times":"0"},{"by":"product","values":["42"],"times":"2.5"},{"by":"tag","values":["gift"],"times":"0"},{"by":"collection","values":["9"],"times":"2"}]""",
            facts.GetProperty("earn").GetProperty("products").GetRawText());
    }

    [Fact]
    public async Task Campaigns_are_told_with_their_instants_unless_over_switched_off_or_only_for_some()
    {
        static Campaign At(string id, DateTime starts, DateTime? ends, bool isActive = true, string[]? tiers = null, decimal times = 2) => new(id, id, times, starts, ends, isActive, tiers, null);
        var facts = await Told(ProgrammeSettings.For("GBP") with
        {
            Campaigns = [At("later", Now.AddDays(30), null, times: 1.25m), At("now", Now.AddDays(-1), Now.AddDays(1)), At("over", Now.AddDays(-9), Now.AddDays(-2)), At("off", Now.AddDays(-1), null, isActive: false), At("gold", Now.AddDays(-1), null, tiers: ["gold"])],
        });
        // 31 March 2026 is summer time in London: an hour earlier in UTC.
        Assert.Equal("""[{"name":"now","times":"2","from":1772280000,"to":1772452800},{"name":"later","times":"1.25","from":1774954800}]""", facts.GetProperty("earn").GetProperty("campaigns").GetRawText());
    }

    [Fact]
    public async Task Tiers_are_told_with_what_they_multiply_by_and_where_they_begin()
    {
        static TierLevel Level(string id, string name, long threshold, decimal times) => new(id, name, new Dictionary<string, string> { ["ru"] = "Золото", ["de"] = "" }, "#d4a017", "star", threshold, 0, times, null, null, null);
        var facts = await Told(ProgrammeSettings.For("GBP") with { Tiers = new TierSettings(true, TierBasis.Spent, TierWindow.Ever, 0, [Level("base", "Base", 0, 1), Level("gold", "Gold", 50_000, 1.5m)]) });
        Assert.Equal("""{"gold":"1.5"}""", facts.GetProperty("earn").GetProperty("tiers").GetRawText());
        Assert.Equal("spent", facts.GetProperty("basis").GetString());
        Assert.Equal("""{"id":"gold","name":{"ru":"Золото","en":"Gold"},"color":"#d4a017","icon":"star","from":50000}""", facts.GetProperty("tiers")[1].GetRawText());
    }

    [Fact]
    public async Task Ways_to_earn_bonuses_and_birthdays_are_told_and_what_is_off_is_not()
    {
        var facts = await Told(ProgrammeSettings.For("GBP") with
        {
            MinimumOrder = 2000, Bonuses = new OrderBonuses(100, 0, 0, 0, null),
            Deeds = [new("birthday", DeedKind.Birthday, 200, true), new("signup", DeedKind.SignUp, 100, true), new("follow", DeedKind.SocialFollow, 20, true, "Instagram", "https://instagram.com/vases"), new("share", DeedKind.SocialShare, 20, false)],
        });
        Assert.Equal((100, "20.00"), (facts.GetProperty("earn").GetProperty("first").GetInt32(), facts.GetProperty("earn").GetProperty("minimum").GetString()));
        Assert.True(facts.GetProperty("birthday").GetBoolean());
        Assert.Equal(["signup signup 100", "birthday birthday 200", "follow follow 20"], facts.GetProperty("ways").EnumerateArray().Select(way => $"{way.GetProperty("id")} {way.GetProperty("kind")} {way.GetProperty("points")}"));
        Assert.Equal("""{"id":"follow","kind":"follow","points":20,"name":{"en":"Instagram"},"url":"https://instagram.com/vases"}""", facts.GetProperty("ways")[2].GetRawText());
    }

    [Fact]
    public async Task A_paused_programme_is_off_and_one_for_the_till_alone_earns_nothing_here()
    {
        Assert.False((await Told(ProgrammeSettings.For("GBP") with { IsActive = false })).GetProperty("on").GetBoolean());
        Assert.Equal("0", (await Told(ProgrammeSettings.For("GBP") with { Channels = OrderChannels.PointOfSale })).GetProperty("earn").GetProperty("points").GetString());
    }

    [Fact]
    public async Task Only_rewards_that_can_be_had_now_are_told_and_no_birthday_gift()
    {
        var gift = Amount(3, 0, 0);
        gift.Kind = RewardKind.BirthdayGift;
        var (later, over, off, card, slider) = (Amount(4, 10, 10), Amount(5, 10, 10), Amount(6, 10, 10), Amount(8, 10, 10), Amount(9, 100, 100));
        (later.Terms, over.Terms, off.IsActive, card.Kind, slider.Kind) = (new RewardDetails { From = Now.AddDays(1) }, new RewardDetails { Until = Now }, false, RewardKind.GiftCard, RewardKind.Slider);
        slider.Terms = new RewardDetails { MaximumPoints = 2000, StepPoints = 100, TierIds = ["gold"] };
        var facts = await Told(ProgrammeSettings.For("GBP"), [gift, later, over, off, card, slider]);
        Assert.Equal(["9 amount_off_slider 100 2000 gold"], facts.GetProperty("rewards").EnumerateArray().Select(one => $"{one.GetProperty("id")} {one.GetProperty("kind")} {one.GetProperty("cost")} {one.GetProperty("max")} {one.GetProperty("tiers")[0]}"));
        Assert.True(facts.GetProperty("birthday").GetBoolean());
        Assert.Equal(Now.AddDays(1), ThemeOffer.NextChange(Shop(), ProgrammeSettings.For("GBP"), [later, over], Now));
    }

    [Fact]
    public async Task A_renamed_point_is_told_in_its_plural_forms()
    {
        var facts = await Told(ProgrammeSettings.For("GBP"), [], shop => shop.PointsWord = """{"en":["petal","petals"],"ru":["лепесток","лепестка","лепестков","лепестка","лепестки"],"ja":["花びら"]}""");
        Assert.Equal("""{"en":{"one":"petal","other":"petals"},"ru":{"one":"лепесток","few":"лепестка","many":"лепестков","other":"лепестка"},"ja":{"other":"花びら"}}""", facts.GetProperty("word").GetRawText());
    }

    [Theory]
    [InlineData(0, 60)]
    [InlineData(400, 60)]
    [InlineData(2000, 0)]
    public async Task It_never_grows_beyond_its_size_and_says_when_something_was_left_out(int rules, int rewards)
    {
        await using var world = await ModulesWorld.Create();
        var programme = ProgrammeSettings.For("GBP") with { ProductRules = [.. Enumerable.Range(1, rules).Select(at => new ProductRule(ProductMatch.Tag, $"a-rather-long-tag-{at}", null, at / 500 + 2))] };
        var facts = world.Get<ThemeOffer>().Of(Shop(), programme, [.. Enumerable.Range(1, rewards).Select(at => Amount(at, at, at, name: $"«Награда» number {at} with a name that takes some room"))], "/apps/retention", hasReferrals: false, Now);
        var json = ThemeSize.Fit(facts, "ru", Now);
        Assert.InRange(json.Length, 1000, ThemeSize.Most);
        var read = JsonDocument.Parse(json).RootElement;
        Assert.True(read.GetProperty("cut").GetBoolean());
        // What decides about points is left out last, and from the end.
        Assert.Equal(rules > 1000, read.GetProperty("earn").GetProperty("products").EnumerateArray().Sum(rule => rule.GetProperty("values").GetArrayLength()) < rules);
        if (rewards > 0 && rules == 0) Assert.Equal(["ru", "en"], read.GetProperty("rewards")[0].GetProperty("name").EnumerateObject().Select(name => name.Name).OrderByDescending(name => name));
    }

    private static async Task<JsonElement> Told(ProgrammeSettings programme, Reward[]? rewards = null, Action<Shop>? with = null)
    {
        await using var world = await ModulesWorld.Create();
        var shop = Shop();
        with?.Invoke(shop);
        return JsonDocument.Parse(Encoding.UTF8.GetString(ThemeSize.Fit(world.Get<ThemeOffer>().Of(shop, programme, rewards ?? [], "/apps/retention", hasReferrals: false, Now), "en", Now))).RootElement;
    }

    private static Shop Shop() => new() { Id = 1, Domain = "demo.myshopify.com", Name = "Demo", Currency = "GBP", TimeZone = "Europe/London", Locale = "en-GB", Scopes = "" };

    private static Reward Amount(long id, long cost, long amount, string currency = "GBP", string? name = null) => new() { Id = id, ShopId = 1, Kind = RewardKind.AmountOff, Cost = cost, Amount = amount, Currency = currency, Name = name };
}
