using System.Globalization;
using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>The product block shows what the server credits: the rows by which the theme's tests check Liquid and JavaScript, settled here.</summary>
public sealed class ThemePointsTests
{
    private static readonly Row[] Table = JsonSerializer.Deserialize<Row[]>(
        File.ReadAllText(Path.Combine(Repository.Root, "tests", "theme", "points-table.json")), new JsonSerializerOptions(JsonSerializerDefaults.Web))!;

    public static TheoryData<string> Rows => [.. Table.Select(row => row.What)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void The_server_credits_what_the_product_page_said(string what)
    {
        var row = Table.Single(one => one.What == what);
        var currency = row.Currency ?? "GBP";
        var settings = new ProgrammeSettings
        {
            Points = Number(row.Points)!.Value,
            PerAmount = Money.Parse(row.Per, currency),
            Rounding = Enum.Parse<Rounding>(row.Rounding ?? "down", ignoreCase: true),
            ProductRules = Number(row.Product) is { } rule ? [new ProductRule(ProductMatch.Product, "101", null, rule)] : null,
        };
        var terms = new OrderTerms { TierTimes = Number(row.Tier) ?? 0, CampaignTimes = Number(row.Campaign) ?? 0, Rules = settings.ProductRules is null ? null : new Dictionary<long, int> { [1] = 0 } };
        var quantity = row.Quantity ?? 1;
        var facts = new OrderFacts { Lines = [new OrderLine(1, 101, null, "Vase", quantity, quantity, Money.Parse(row.Price, currency), 0, 0, false, false)], TaxesIncluded = true };
        Assert.Equal(row.Expected, OrderEarning.Explain(facts, [], settings, terms).Points);
    }

    private static decimal? Number(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);

    private sealed record Row(string What, string Price, string? Currency, int? Quantity, string Points, string Per, string? Rounding, string? Product, string? Tier, string? Campaign, long Expected);
}
