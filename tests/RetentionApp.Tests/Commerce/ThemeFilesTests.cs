using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;
using Xunit;

namespace RetentionApp.Tests.Commerce;

public sealed class ThemeFilesTests
{
    private const string Launcher = "\"type\": \"shopify://apps/retention-app/blocks/launcher/0197\"";
    private const string Points = "\"type\": \"shopify://apps/retention-app/blocks/product-points/0197\"";

    [Theory]
    [InlineData("""{"current": {"blocks": {"1": {LAUNCHER, "disabled": false, "settings": {}}}}}""", true)]
    [InlineData("""{"current": {"blocks": {"1": {LAUNCHER, "settings": {}}}}}""", true)]
    [InlineData("""{"current": {"blocks": {"1": {LAUNCHER, "disabled": true}}}}""", false)]
    [InlineData("""{"current": {"blocks": {"1": {"type": "shopify://apps/somebody-else/blocks/launcher/0197", "disabled": false}}}}""", false)]
    [InlineData("""{"current": {"colors": "#fff"}}""", false)]
    [InlineData("""{"current": "Default", "presets": {"Default": {"blocks": {"1": {LAUNCHER, "disabled": false}}}}}""", true)]
    [InlineData("""{"current": "Gone", "presets": {}}""", false)]
    [InlineData("/*\n * IMPORTANT: auto-generated, with \"quotes\" and { braces\n */\n{\"current\": {\"blocks\": {\"1\": {LAUNCHER,}},}}", true)]
    public void The_launcher_is_on_where_the_settings_in_use_hold_it(string settings, bool isOn) =>
        Assert.Equal(isOn, Read(("config/settings_data.json", settings)).IsEmbedOn);

    [Fact]
    public void Blocks_are_found_in_templates_and_section_groups_unless_they_or_their_section_are_hidden()
    {
        var reading = Read(("config/settings_data.json", """{"current": {}}"""),
            ("templates/product.json", """/* comment */ {"sections": {"main": {"type": "main-product", "blocks": {"a": {POINTS}, "b": {"type": "price"}}}}}"""),
            ("templates/product.gift.json", """{"sections": {"main": {"disabled": true, "blocks": {"a": {POINTS}}}}}"""),
            ("templates/index.json", """{"sections": {"x": {"blocks": {"a": {POINTS, "disabled": true}}}}}"""),
            ("templates/page.json", """{"sections": {"x": {"blocks": {"group": {"type": "group", "blocks": {"inner": {POINTS}}}}}}}"""),
            ("sections/footer-group.json", """{"sections": {"x": {"blocks": {"a": {POINTS}}}}}"""));
        Assert.Equal([("product-points", "product"), ("product-points", "page"), ("product-points", "footer-group")], reading.Placed);
        Assert.False(reading.IsVintage);
    }

    [Fact]
    public void A_theme_without_JSON_templates_is_vintage() => Assert.True(Read(("config/settings_data.json", """{"current": {}}"""), ("sections/header-group.json", "{}")).IsVintage);

    [Theory]
    [InlineData("config/settings_data.json", "no JSON")]
    [InlineData("config/settings_data.json", "[]")]
    [InlineData("templates/product.json", "{}")]
    public void What_cannot_be_understood_is_not_taken_for_off(string name, string content) => Assert.ThrowsAny<JsonException>(() => Read((name, content)));

    [Fact]
    public void The_handle_is_the_one_in_the_app_s_configuration() =>
        Assert.Contains($"\nhandle = \"{ShopifyOptions.DefaultHandle}\"\n", File.ReadAllText(Path.Combine(Repository.Root, "shopify.app.toml")), StringComparison.Ordinal);

    private static ThemeReading Read(params (string Name, string Content)[] files)
    {
        var nodes = files.Select(file => new { filename = file.Name, body = new { content = file.Content.Replace("LAUNCHER", Launcher, StringComparison.Ordinal).Replace("POINTS", Points, StringComparison.Ordinal) } });
        return ThemeFiles.Read(JsonSerializer.SerializeToElement(new { name = "Dawn", files = new { nodes } }), ShopifyOptions.DefaultHandle);
    }
}
