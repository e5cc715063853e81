using RetentionApp.Loyalty;
using Xunit;
using static RetentionApp.Tests.Loyalty.TierRulesTests;

namespace RetentionApp.Tests.Storefront;

/// <summary>The shopper's tier on the loyalty page; what the JSON says is told by the stories.</summary>
public sealed class TierTests
{
    [Theory]
    [InlineData("en-GB", "Gold", "700 points more to Platinum", "From 1,000 points", "The last 12 months count.")]
    [InlineData("ru", "Золото", "Ещё 700 баллов до уровня «Platinum»", "Порог: 1 000 баллов", "Считаются последние 12 месяцев.")]
    [InlineData("de", "Gold", "Noch 700 Punkte bis Platinum", "Ab 1.000 Punkte", "Es zählen die letzten 12 Monate.")]
    [InlineData("fr", "Gold", "Encore 700 points pour atteindre Platinum", "Dès 1 000 points", "Les 12 derniers mois comptent.")]
    [InlineData("es", "Gold", "700 puntos más para llegar a Platinum", "Desde 1.000 puntos", "Cuentan los últimos 12 meses.")]
    [InlineData("ja", "Gold", "あと700 ポイントでPlatinum", "1,000 ポイントから", "直近12か月が対象です。")]
    public async Task The_page_says_where_the_shopper_stands_in_every_language(string locale, params string[] texts)
    {
        await using var host = await StorefrontHost.Start();
        await host.Run(new ProgrammeSettings { Tiers = Ladder });
        await Member(host, "gold", 4300);
        var page = System.Net.WebUtility.HtmlDecode(await host.Text("/", locale: locale)).Replace('\u00a0', ' ').Replace('\u202f', ' ');
        Assert.All(texts, text => Assert.Contains(text, page));
        Assert.Contains("aria-current=\"true\"", page);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(10, true)]
    public async Task A_level_that_asks_for_nothing_has_no_end_to_be_told_of(long threshold, bool hasEnd)
    {
        await using var host = await StorefrontHost.Start();
        await host.Run(new ProgrammeSettings { Tiers = Tiers(levels: [Level("bronze", threshold), Level("gold", 1000)]) });
        await Member(host, "bronze", 300);
        Assert.Equal(hasEnd, (await host.Text("/")).Contains("Yours until", StringComparison.Ordinal));
        Assert.Equal(hasEnd, (await host.Json("/loyalty")).GetProperty("tier").GetProperty("until").ValueKind == System.Text.Json.JsonValueKind.String);
    }

    [Fact]
    public async Task A_guest_sees_the_levels_and_nobody_sees_a_script_that_a_name_holds()
    {
        await using var host = await StorefrontHost.Start();
        await host.Run(new ProgrammeSettings { Tiers = Ladder with { Levels = [Level("silver", 500) with { Name = "<script>{{ shop }}", Colour = "red;}</style>", Perks = new Dictionary<string, string> { ["en"] = "First look\n<b>Bold</b>" } }] } });
        var page = await host.Text("/", customer: null);
        Assert.Contains("First look", page);
        Assert.DoesNotContain("<script>{{", page);
        Assert.DoesNotContain("<b>Bold", page);
        Assert.DoesNotContain("red;", page);
        Assert.DoesNotContain("Your tier", page);
    }

    [Fact]
    public async Task A_shop_without_tiers_shows_none()
    {
        await using var host = await StorefrontHost.Start();
        Assert.DoesNotContain("ra-tiers\"", await host.Text("/"));
        Assert.Equal(System.Text.Json.JsonValueKind.Null, (await host.Json("/loyalty")).GetProperty("tier").ValueKind);
    }

    [Fact]
    public async Task Who_was_merged_away_is_shown_the_survivors_tier()
    {
        await using var host = await StorefrontHost.Start();
        await host.Run(new ProgrammeSettings { Tiers = Ladder });
        await host.Add(StorefrontHost.Person(5, mergedInto: StorefrontHost.Anna));
        await Member(host, "gold", 1000);
        Assert.Equal("gold", (await host.Json("/loyalty", customer: 5)).GetProperty("tier").GetProperty("id").GetString());
    }

    private static readonly TierSettings Ladder = Tiers(levels: [Level("silver", 500), Level("gold", 1000) with { Names = new Dictionary<string, string> { ["ru"] = "Золото" } }, Level("platinum", 5000)]);

    /// <summary>A customer in a level, with an order that counts so many points.</summary>
    private static async Task Member(StorefrontHost host, string level, long points)
    {
        await host.AddMember();
        await host.Add(
            new CustomerTier { ShopId = 1, CustomerId = StorefrontHost.Anna, LevelId = level, Since = StorefrontHost.Now, Until = StorefrontHost.Now.AddYears(1), Standing = points, EvaluatedAt = StorefrontHost.Now },
            new RetentionApp.Commerce.Order
            {
                ShopId = 1, Id = 77, Name = "#77", CustomerId = StorefrontHost.Anna, Currency = "GBP", CreatedAt = StorefrontHost.Now, ProcessedAt = StorefrontHost.Now.AddDays(-3), UpdatedAt = StorefrontHost.Now,
                FinancialStatus = "paid", Facts = "{}",
            },
            new OrderAward { ShopId = 1, OrderId = 77, AccountId = StorefrontHost.Anna, ProgrammeVersion = 1, Points = points, Eligible = points, Entries = 1, AvailableAt = StorefrontHost.Now });
    }
}
