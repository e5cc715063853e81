using System.Net;
using System.Text.RegularExpressions;
using RetentionApp.Rewards;
using Xunit;
using static RetentionApp.Tests.Storefront.StorefrontHost;

namespace RetentionApp.Tests.Storefront;

/// <summary>The rewards of the loyalty page, used as a browser without JavaScript would.</summary>
public partial class RewardsPageTests
{
    [Fact]
    public async Task Points_are_chosen_in_a_number_field_that_ends_at_what_the_shopper_has()
    {
        await using var host = await Start();
        await host.Offer(Slider());
        await host.AddEarner(1240);
        var page = await host.Text("/");
        Assert.Contains("""<input type="number" id="ra-points-7" name="points" inputmode="numeric" min="500" max="1100" step="200" value="1100" required""", page, StringComparison.Ordinal);
        Assert.Contains("£5.00 for every 500 points", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("<bdi>Up to £25.00 off</bdi>", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var form = Form(page, "ra-confirm");
        var done = await Send(host, "/redeem", new(form) { ["points"] = "900" });
        Assert.Contains("Your code is ready", done, StringComparison.Ordinal);
        Assert.Contains("340 points", done, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("3000", "GBP", "£6.00 off", "On orders of £30.00 or more")]
    [InlineData("{{ cart.items_subtotal_price }}", "{{ cart.currency.iso_code }}", "£10.00 off", "On orders of £50.00 or more")]
    public async Task A_percentage_with_a_cap_takes_the_cart_that_the_shops_liquid_fills_in(string cart, string currency, string title, string condition)
    {
        await using var host = await Start();
        await host.Offer(Changed(7, reward => (reward.Kind, reward.Amount, reward.Terms) = (RewardKind.PercentOff, 0, new() { Percent = 2000, MaximumOff = 1000 })));
        await host.AddEarner(1240);
        var page = await host.Text("/");
        Assert.Contains("Worked out from your cart; without one £10.00 off orders of £50.00 or more", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        var form = Form(page, "ra-confirm");
        Assert.Equal(("{{ cart.items_subtotal_price }}", "{{ cart.currency.iso_code }}"), (form["cart"], form["currency"]));
        var done = await Send(host, "/redeem", new(form) { ["cart"] = cart, ["currency"] = currency });
        Assert.Contains($"<bdi>{title}</bdi>", done, StringComparison.Ordinal);
        Assert.Contains(condition, done, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_code_is_cancelled_by_a_form_of_the_page_and_by_no_other()
    {
        await using var host = await Start();
        await host.AddEarner(1240);
        var bought = await Send(host, "/redeem", Form(await host.Text("/"), "ra-confirm"));
        var form = Form(bought, "ra-cancel");
        Assert.Contains("740 points", bought, StringComparison.Ordinal);
        foreach (var token in new[] { "", "forged" }) Assert.Contains("740 points", await Send(host, "/cancel", new(form) { ["token"] = token }), StringComparison.Ordinal);
        var done = await Send(host, "/cancel", form);
        Assert.Contains("The code is cancelled and your points are back.", done, StringComparison.Ordinal);
        Assert.Contains("1,240 points", done, StringComparison.Ordinal);
        Assert.Contains("The code is cancelled", await Send(host, "/cancel", form), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_gone_or_for_others_says_so_and_has_no_button()
    {
        await using var host = await Start();
        await host.Offer(Changed(7, reward => reward.Stock = 0), Changed(8, reward => reward.Terms = new() { TierIds = ["gold"] }), Changed(9, reward => reward.Terms = new() { PerCustomer = 1 }));
        await host.AddMember(available: 5000);
        await host.Add(Redemption("OLD", RedemptionState.Used, rewardId: 9));
        var page = await host.Text("/");
        foreach (var label in new[] { "All gone", "Not in your tier", "You have had it" }) Assert.Contains($"""<span class="ra-missing">{label}</span>""", page, StringComparison.Ordinal);
        Assert.DoesNotContain("data-ra-redeem", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_texts_and_pictures_are_the_merchants_in_the_readers_language()
    {
        await using var host = await Start();
        await host.Offer(Changed(7, reward => (reward.Name, reward.Terms) = ("A treat", new()
        {
            Description = "Just for you", Image = "https://cdn.example/a.png?x=1&y=\"", Texts = new Dictionary<string, RewardText> { ["ru"] = new("Лакомство", "Только вам") },
        })));
        await host.AddMember(available: 5);
        Assert.Contains("<bdi>A treat</bdi>", await host.Text("/", locale: "de"), StringComparison.Ordinal);
        var russian = await host.Text("/", locale: "ru");
        Assert.Contains("<bdi>Лакомство</bdi>", russian, StringComparison.Ordinal);
        Assert.Contains("Только вам", russian, StringComparison.Ordinal);
        Assert.Contains("""src="https://cdn.example/a.png?x=1&amp;y=&quot;" alt="" """.TrimEnd(), russian, StringComparison.Ordinal);
        var json = (await host.Json("/loyalty", locale: "ru")).GetProperty("rewards")[0];
        Assert.Equal(("amount_off", "Лакомство", "Только вам"), (json.GetProperty("kind").GetString(), json.GetProperty("name").GetString(), json.GetProperty("description").GetString()));
    }

    [Theory]
    [InlineData("en", "Free shipping", "10% off", "£10.00 gift card", "£5.00 store credit", "Early access", "Free: Vase")]
    [InlineData("ru", "Бесплатная доставка", "Скидка 10 %", "Подарочная карта на 10,00 £", "5,00 £ на счёт в магазине", "Ранний доступ", "Бесплатно: Vase")]
    [InlineData("de", "Kostenloser Versand", "10 % Rabatt", "Geschenkkarte über 10,00 £", "5,00 £ Guthaben im Shop", "Früher Zugang", "Gratis: Vase")]
    public async Task Every_kind_has_a_name_in_the_readers_language(string locale, params string[] names)
    {
        await using var host = await Start();
        await host.Offer(
            Changed(1, reward => reward.Kind = RewardKind.FreeShipping), Changed(2, reward => (reward.Kind, reward.Terms) = (RewardKind.PercentOff, new() { Percent = 1000 })),
            Changed(5, reward => (reward.Kind, reward.Terms) = (RewardKind.EarlyAccess, new() { Tag = "vip" })), Changed(6, reward => (reward.Kind, reward.Terms) = (RewardKind.FreeProduct, new() { Products = [new Picked(9, "Vase")] })));
        var offered = (await host.Json("/loyalty", locale: locale)).GetProperty("rewards").EnumerateArray().Select(reward => reward.GetProperty("name").GetString()!.Replace('\u00a0', ' ').Replace('\u202f', ' ')).ToList();
        Assert.Equal([names[0], names[1], names[4], names[5]], offered);
    }

    private static Reward Slider() => Changed(7, reward => (reward.Kind, reward.Terms) = (RewardKind.Slider, new() { MaximumPoints = 2500, StepPoints = 200 }));

    private static Reward Changed(long id, Action<Reward> change)
    {
        var reward = Reward(id, 500, 500);
        change(reward);
        return reward;
    }

    /// <summary>The fields of the first form within an element of that class.</summary>
    private static Dictionary<string, string> Form(string page, string within) =>
        Field().Matches(Regex.Match(page, $"""(?s)class="{within}".*?</form>""").Value).ToDictionary(field => field.Groups[1].Value, field => WebUtility.HtmlDecode(field.Groups[2].Value));

    private static async Task<string> Send(StorefrontHost host, string path, Dictionary<string, string> form)
    {
        using var answer = await host.Http.PostAsync(host.Address(path), new FormUrlEncodedContent(form));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("""<input type="hidden" name="(\w+)" value="([^"]*)">""")]
    private static partial Regex Field();
}
