using System.Text.RegularExpressions;
using Microsoft.Extensions.Configuration;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Shopify;

public sealed class ShopifyOptionsTests
{
    private static ShopifyOptions Read(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string?> { ["Shopify:ApiKey"] = "key", ["Shopify:ApiSecret"] = "secret", ["App:Url"] = "https://app.example.com/" };
        foreach (var (name, value) in changes) settings[name] = value;
        return ShopifyOptions.Read(new ConfigurationBuilder().AddInMemoryCollection(settings).Build());
    }

    [Fact]
    public void What_is_not_set_has_the_documented_default()
    {
        var options = Read();
        Assert.Equal(("2026-01", "https://{shop}", "https://app.example.com"), (options.ApiVersion, options.Endpoint, options.AppUrl));
        Assert.Equal("https://a.myshopify.com/admin/api/2026-01/graphql.json", options.GraphAddress("a.myshopify.com").ToString());
        Assert.Equal("https://a.myshopify.com https://admin.shopify.com", options.FrameAncestorsOf("a.myshopify.com"));
    }

    [Theory]
    [InlineData("http://localhost:5081/{shop}", "http://localhost:5081/a.myshopify.com/admin/api/2026-01/graphql.json")]
    [InlineData("http://127.0.0.1:9/{shop}/", "http://127.0.0.1:9/a.myshopify.com/admin/api/2026-01/graphql.json")]
    [InlineData("http://{shop}.localhost:9", "http://a.myshopify.com.localhost:9/admin/api/2026-01/graphql.json")]
    [InlineData("https://proxy.example.com/{shop}", "https://proxy.example.com/a.myshopify.com/admin/api/2026-01/graphql.json")]
    public void The_shop_may_be_a_path_segment_of_a_stand_in(string endpoint, string address) =>
        Assert.Equal(address, Read(("Shopify:Endpoint", endpoint)).GraphAddress("a.myshopify.com").ToString());

    [Theory]
    [InlineData("Shopify:ApiKey", null)]
    [InlineData("Shopify:ApiKey", " ")]
    [InlineData("Shopify:ApiSecret", "")]
    [InlineData("App:Url", null)]
    [InlineData("App:Url", "app.example.com")]
    [InlineData("App:Url", "http://app.example.com")]
    [InlineData("App:Url", "ftp://localhost")]
    [InlineData("Shopify:Endpoint", "{shop}")]
    [InlineData("Shopify:Endpoint", "http://{shop}")]
    [InlineData("Shopify:Endpoint", "https://example.com")]
    [InlineData("Shopify:ApiVersion", "2026-02")]
    [InlineData("Shopify:ApiVersion", "latest")]
    [InlineData("Shopify:AppBridgeUrl", "app-bridge.js")]
    [InlineData("Shopify:FrameAncestors", "https://*.myshopify.com")]
    [InlineData("Shopify:FrameAncestors", "https://a; script-src *")]
    [InlineData("App:EncryptionKey", "short")]
    [InlineData("App:PreviousEncryptionKey", "AAAA")]
    public void A_bad_setting_is_named_in_one_line(string name, string? value)
    {
        var failure = Assert.Throws<SettingException>(() => Read((name, value)));
        Assert.StartsWith(name.Replace(":", "__") + " must ", failure.Message);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void A_secret_is_never_in_a_message()
    {
        var failure = Assert.Throws<SettingException>(() => Read(("Shopify:ApiSecret", "geheim"), ("App:EncryptionKey", "auch-geheim")));
        Assert.DoesNotContain("geheim", failure.Message);
    }

    [Theory]
    [InlineData("a.myshopify.com", true)]
    [InlineData("A-1.myshopify.com", true)]
    [InlineData("a.myshopify.com\n", false)]
    [InlineData("a.myshopify.com.evil.com", false)]
    [InlineData("evil.com/a.myshopify.com", false)]
    [InlineData("-a.myshopify.com", false)]
    [InlineData("a.b.myshopify.com", false)]
    [InlineData(".myshopify.com", false)]
    [InlineData("a.myshopify.io", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_shop_domain_is_exactly_that(string? domain, bool isValid) => Assert.Equal(isValid, ShopDomain.IsValid(domain));

    [Theory]
    [InlineData("gid://shopify/Order/123", 123L)]
    [InlineData("gid://shopify/InventoryLevel/5?inventory_item_id=9", 5L)]
    [InlineData("123", 123L)]
    [InlineData("gid://shopify/Order/", null)]
    [InlineData("gid://shopify/Order/x", null)]
    [InlineData(null, null)]
    public void A_global_id_ends_in_a_number(string? gid, long? number) => Assert.Equal(number, Gid.Number(gid));
}

public sealed partial class AppConfigurationTests
{
    private static readonly string Toml = File.ReadAllText(Path.Combine(Repository.Root, "shopify.app.toml"));

    [Fact]
    public void The_scopes_are_those_the_app_asks_for() => Assert.Contains($"\nscopes = \"{ShopifyOptions.Scopes}\"\n", Toml);

    [Fact]
    public void The_api_version_is_the_default_one() => Assert.Contains($"api_version = \"{ShopifyOptions.DefaultVersion}\"", Toml);

    [Fact]
    public void The_proxy_is_apps_retention() => Assert.Contains("[app_proxy]\nurl = \"/proxy\"\nprefix = \"apps\"\nsubpath = \"retention\"\n", Toml);

    [Fact]
    public void Every_subscription_names_its_own_topic_class()
    {
        var subscriptions = Subscription().Matches(Toml);
        Assert.Equal(Toml.Split("[[webhooks.subscriptions]]").Length - 1, subscriptions.Count);
        Assert.Equal(subscriptions.Count, subscriptions.Select(s => s.Groups["topic"].Value).Distinct().Count());
        // One file handles all that can happen to a return, and one to a dispute.
        Assert.All(subscriptions.Where(s => s.Groups["topic"].Value.Split('/')[0] is not ("returns" or "disputes")), s => Assert.Equal(string.Concat(s.Groups["topic"].Value.Split('/', '_').Select(w => char.ToUpperInvariant(w[0]) + w[1..])), s.Groups["file"].Value));
    }

    [Theory]
    [InlineData("orders/create orders/updated orders/paid orders/cancelled orders/edited orders/fulfilled orders/delete order_transactions/create refunds/create fulfillment_events/create")]
    [InlineData("customers/create customers/update customers/delete customers/merge products/create products/update products/delete")]
    [InlineData("app/uninstalled app/scopes_update shop/update bulk_operations/finish customers/data_request customers/redact shop/redact")]
    public void Every_topic_the_app_needs_is_subscribed(string topics) =>
        Assert.All(topics.Split(' '), topic => Assert.Single(Subscription().Matches(Toml), s => s.Groups["topic"].Value == topic));

    [GeneratedRegex("""# Handled by Webhooks/Topics/(?<file>\w+)\.cs\n\[\[webhooks\.subscriptions\]\]\n(compliance_)?topics = \["(?<topic>[a-z_]+/[a-z_]+)"\]\nuri = "/webhooks"\n""")]
    private static partial Regex Subscription();
}
