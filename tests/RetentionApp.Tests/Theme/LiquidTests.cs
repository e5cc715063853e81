using System.Text.Json.Nodes;
using RetentionApp.DevStore.Theme;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>The DevStore's Liquid against what Shopify's does, where the two could differ.</summary>
public sealed class LiquidTests
{
    private static readonly JsonObject Context = new()
    {
        ["now"] = "2031-02-03T04:05:06Z", ["shop"] = new JsonObject { ["name"] = "Vases & Co", ["money_format"] = "£{{amount}}" }, ["request"] = new JsonObject { ["locale"] = new JsonObject { ["iso_code"] = "en" } },
        ["customer"] = new JsonObject { ["first_name"] = "<b>\"Ann\"</b>", ["metafields"] = new JsonObject { ["$app:loyalty"] = new JsonObject { ["balance"] = new JsonObject { ["type"] = "number_integer", ["value"] = 1240 } } } },
    };

    [Theory]
    [InlineData("{{ 10 | divided_by: 4 }}", "2")]
    [InlineData("{{ 10 | divided_by: 4.0 }}", "2.5")]
    [InlineData("{{ 5 | times: 2.0 }}", "10.0")]
    [InlineData("{{ '1.15' | times: 100 | floor }}", "115")]
    [InlineData("{{ -7 | divided_by: 2 }}", "-4")]
    [InlineData("{{ 7 | modulo: 3 }}", "1")]
    [InlineData("{{ 4.5 | round }}|{{ 4.456 | round: 2 }}", "5|4.46")]
    [InlineData("{% assign x = 3 | times: 1.0 %}{% if x == 3 and x < 4 %}three{% endif %}", "three")]
    [InlineData("{{ 123450 | money }}|{{ 123450 | money_without_currency }}|{{ 120000 | money_without_trailing_zeros }}", "£1,234.50|1,234.50|£1,200")]
    [InlineData("{{ 'Fig & Cedar Candle' | handleize }}", "fig-cedar-candle")]
    [InlineData("{{ 'now' | date: '%Y-%m-%d' }}", "2031-02-03")]
    [InlineData("{% if '' %}an empty text is true{% endif %}", "an empty text is true")]
    [InlineData("{{ customer.first_name }}", "<b>\"Ann\"</b>")]
    [InlineData("{{ customer.first_name | escape }}", "&lt;b&gt;&#34;Ann&#34;&lt;/b&gt;")]
    [InlineData("{{ '</script>&' | json }}", "\"\\u003c/script\\u003e\\u0026\"")]
    [InlineData("{{ customer.metafields['$app:loyalty'].balance }}|{{ customer.metafields['$app:loyalty'].balance.value | plus: 1 }}", "1240|1241")]
    [InlineData("{% raw %}{{ shop.name }}{% endraw %}", "{{ shop.name }}")]
    [InlineData("{{ nobody.first_name.anything }}", "")]
    public async Task Liquid_says_what_Shopify_says(string template, string expected) => Assert.Equal(expected, (string?)(await Render(template))["html"]);

    [Theory]
    [InlineData("{% layout none %}x", false)]
    [InlineData("x", true)]
    public async Task A_page_stands_in_the_layout_unless_it_says_no(string template, bool inLayout) => Assert.Equal(inLayout, (bool?)(await Render(template))["layout"]);

    [Theory]
    [InlineData("{{ 'x' | no_such_filter }}", "no_such_filter")]
    [InlineData("{% no_such_tag %}", "no_such_tag")]
    [InlineData("{% if x %}", "not closed")]
    public async Task What_is_not_Liquid_is_refused_with_the_reason(string template, string reason) =>
        Assert.Contains(reason, (await Assert.ThrowsAsync<LiquidError>(() => Render(template))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task Many_pages_at_once_each_get_their_own_answer()
    {
        var pages = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Render($"{{{{ {number} | plus: 1 }}}}")));
        Assert.Equal(Enumerable.Range(1, 50).Select(number => $"{number}"), pages.Select(page => (string)page["html"]!));
    }

    private static async Task<JsonNode> Render(string template) => (await LiquidEngine.Shared.Ask("page", new JsonObject { ["template"] = template, ["context"] = Context.DeepClone() }))!;
}
