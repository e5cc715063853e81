using System.Text.RegularExpressions;
using RetentionApp.DevStore;
using RetentionApp.DevStore.State;
using Xunit;

namespace RetentionApp.Tests.Theme;

/// <summary>The DevStore's storefront puts a theme extension where Shopify would.</summary>
public sealed class StorefrontTests : IAsyncLifetime
{
    private readonly ExtensionFolder extension = new();
    private readonly HttpClient http = new(new SocketsHttpHandler { AutomaticDecompression = System.Net.DecompressionMethods.None });
    private DevStoreHost host = null!;
    private Store store = null!;
    private string root = "";

    public async Task InitializeAsync()
    {
        host = await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0", AppUrl = "http://localhost:1", LogLevel = Microsoft.Extensions.Logging.LogLevel.None, ThemeExtension = extension.Path });
        store = host.Store();
        var vase = store.AddProduct("White <vase>", 3800, vendor: "Honey", sizes: [("Large", 5700)]);
        store.AddCollection("Vases", [vase]);
        store.Install();
        store.AppMetafields["loyalty.ready"] = new Metafield("boolean", "true");
        store.AppMetafields["loyalty.programme"] = new Metafield("json", """{"path":"/apps/points"}""");
        root = $"{host.Url}/{store.Domain}/storefront";
    }

    public async Task DisposeAsync()
    {
        http.Dispose();
        extension.Dispose();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task The_embed_stands_at_the_end_of_every_page_and_its_script_once_in_the_head()
    {
        foreach (var path in new[] { "/", "/cart", "/signin", "/products/white-vase" })
        {
            var page = await http.GetStringAsync(root + path);
            Assert.Matches("""(?s)</footer>\s*<div id="shopify-block-\w+" class="shopify-block shopify-app-block"><aside id="launcher">.*</aside>.*</body>""", page);
            Assert.Single(Regex.Matches(page, "<script src=\"[^\"]*/launcher.js\" async>"));
        }
    }

    [Fact]
    public async Task Words_numbers_and_settings_are_the_shopper_s()
    {
        var olga = store.AddCustomer("<i>Olga</i>", "B", "olga@example.com", "ru");
        olga.Metafields["$app:loyalty.balance"] = new Metafield("number_integer", "1242");
        using var visit = new HttpClient();
        await visit.PostAsync($"{root}/signin", new FormUrlEncodedContent(new Dictionary<string, string> { ["customer"] = $"{olga.Id}" }));
        var page = await visit.GetStringAsync($"{root}/");
        Assert.Contains("Здравствуйте, &#60;i&#62;Olga&#60;/i&#62;: 1242 балла", page);
        // Snippets see what they are given and globals, nothing else; a missing key comes from the default language.
        Assert.Contains("Only English [given] /apps/points #123456</aside>", page);
    }

    [Theory]
    [InlineData("", "190")]
    [InlineData("?variant=2", "285")]
    public async Task A_block_of_the_product_page_knows_product_variant_vendor_and_collections(string query, string points)
    {
        var product = store.Products.Values.Single();
        var page = await http.GetStringAsync($"{root}/products/white-vase{query.Replace("=2", $"={product.VariantId + 1}")}");
        Assert.Matches($"""(?s)</form>\s*<div id="shopify-block-\w+" class="shopify-block shopify-app-block"><p class="earn">{points} for White &lt;vase&gt; by Honey in Vases</p>""", page);
        Assert.Single(Regex.Matches(page, "points.css"));
    }

    [Fact]
    public async Task An_asset_has_its_hash_in_the_address_a_long_life_and_few_bytes()
    {
        var page = await http.GetStringAsync($"{root}/products/white-vase");
        var address = Regex.Match(page, "href=\"(/cdn/[^\"]*points.css)\"").Groups[1].Value;
        using var request = new HttpRequestMessage(HttpMethod.Get, host.Url + address) { Headers = { { "Accept-Encoding", "gzip, br" } } };
        using var asset = await http.SendAsync(request);
        Assert.Equal(("public, max-age=31536000, immutable", "br", "text/css"), (asset.Headers.GetValues("Cache-Control").Single(), asset.Content.Headers.ContentEncoding.Single(), asset.Content.Headers.ContentType!.MediaType));
        extension.Write("assets/points.css", ".points { color: red; }");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, (await http.GetAsync(host.Url + address)).StatusCode);
        Assert.DoesNotContain(address, await http.GetStringAsync($"{root}/products/white-vase"));
    }

    [Theory]
    [InlineData("not ready")]
    [InlineData("switched off")]
    [InlineData("not installed")]
    public async Task An_embed_that_is_off_leaves_nothing_behind(string why)
    {
        if (why == "not ready") store.AppMetafields["loyalty.ready"] = new Metafield("boolean", "false");
        if (why == "switched off") store.Theme.Switch(store.Theme.Embeds[0].Id);
        if (why == "not installed") store.Uninstall();
        var page = await http.GetStringAsync($"{root}/");
        Assert.DoesNotContain("launcher", page);
        Assert.DoesNotContain("shopify-block", page);
    }

    [Fact]
    public async Task The_theme_editor_adds_a_block_saves_its_settings_and_previews_it_in_design_mode()
    {
        var editor = $"{host.Url}/{store.Domain}/theme";
        await Do(new() { ["do"] = "add", ["block"] = "product-points", ["template"] = "index" });
        await Do(new() { ["do"] = "save", ["id"] = store.Theme.Embeds[0].Id, ["kind.colour"] = "color", ["set.colour"] = "#abcdef", ["kind.big"] = "checkbox" });
        Assert.Contains("<code>product-points</code> <span class=\"badge paid\">on</span>", await http.GetStringAsync($"{editor}?template=index"));
        Assert.Contains("#abcdef design</aside>", await http.GetStringAsync($"{root}/?design_mode=1"));
        Assert.Contains("\"colour\": \"#abcdef\"", store.Theme.File("config/settings_data.json"));
        Assert.Contains("blocks/product-points/", store.Theme.File("templates/index.json"));

        async Task Do(Dictionary<string, string> form) => (await http.PostAsync(editor, new FormUrlEncodedContent(form))).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task A_block_with_an_error_says_so_in_its_place_and_the_page_stays()
    {
        extension.Write("blocks/product-points.liquid", "{{ 'no-such.js' | asset_url }}{% schema %}{\"name\":\"x\",\"target\":\"section\"}{% endschema %}");
        var page = await http.GetStringAsync($"{root}/products/white-vase");
        Assert.Contains("Liquid error (product-points): ", page);
        Assert.Contains("The extension has no asset no-such.js", page);
        Assert.Contains("id=\"launcher\"", page);
    }

    [Fact]
    public async Task The_language_is_switched_and_Arabic_runs_from_right_to_left()
    {
        using var visit = new HttpClient();
        Assert.Contains("<html lang=\"ar\" dir=\"rtl\">", await visit.GetStringAsync($"{root}/locale/ar"));
        Assert.Contains("أضف إلى السلة", System.Net.WebUtility.HtmlDecode(await visit.GetStringAsync($"{root}/products/white-vase")));
    }
}
