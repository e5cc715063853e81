using System.Net;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Shops;
using Xunit;

namespace RetentionApp.Tests.Admin;

public sealed class PointsWordPagesTests
{
    private static readonly Dictionary<string, string> Stars = new() { ["en-0"] = "star", ["en-1"] = "stars", ["ru-0"] = "звезда", ["ru-1"] = "звезды", ["ru-2"] = "звёзд", ["ru-3"] = "звезды", ["ru-4"] = "звёзды" };

    [Fact]
    public async Task A_word_is_saved_in_every_form_kept_from_other_shops_and_restored()
    {
        await using var host = await AdminHost.Start();
        Assert.Contains("value=\"points\"", (await host.Get("/settings/points")).Body);
        Assert.Equal("/settings/points?done=saved", (await host.Post("/settings/points", Stars)).Location);
        var name = PointsName.Of(await Word(host));
        Assert.Equal("5 звёзд, 2 stars, 1 Punkt", $"{new Words(Cultures.Choose("ru"), name).Points(5)}, {new Words(Cultures.Choose("en"), name).Points(2)}, {new Words(Cultures.Choose("de"), name).Points(1)}");
        Assert.Null(await Word(host, shop: 2));
        Assert.Equal("/settings/points?done=saved", (await host.Post("/settings/points?handler=Restore", [])).Location);
        Assert.Null(await Word(host));
        // A form that says what we say by default is no word of one's own.
        await host.Post("/settings/points", new() { ["en-0"] = "point", ["en-1"] = "points" });
        Assert.Null(await Word(host));
    }

    [Theory]
    [InlineData("en-1", "", "Fill in every form of a language, or none.")]
    [InlineData("ru-2", "", "Fill in every form of a language, or none.")]
    [InlineData("en-0", "<b>star", "cannot be part of the word.")]
    [InlineData("ru-4", "звёзды{0}", "cannot be part of the word.")]
    [InlineData("en-1", "starsandmoonsandplanetsandcomets", "A word may have")]
    public async Task A_mistake_is_told_at_its_field_with_what_was_typed_and_nothing_is_saved(string field, string typed, string error)
    {
        await using var host = await AdminHost.Start();
        var seen = await host.Post("/settings/points", new(Stars) { [field] = typed });
        Assert.Equal(HttpStatusCode.UnprocessableEntity, seen.Status);
        Assert.Contains(error, seen.Text);
        Assert.Contains($"id=\"{field}-error\"", seen.Body);
        Assert.Contains($"href=\"#{field}\"", seen.Body);
        Assert.Contains("value=\"star", seen.Body.Replace("&lt;b&gt;", ""));
        Assert.Null(await Word(host));
    }

    [Fact]
    public async Task The_preview_reads_as_shoppers_will_and_keeps_our_word_where_a_form_is_missing()
    {
        await using var host = await AdminHost.Start();
        var seen = (await host.Get("/settings/points/examples?" + string.Join('&', Stars.Select(field => $"{field.Key}={Uri.EscapeDataString(field.Value)}")))).Text;
        Assert.Contains("1 star, 2 stars, 5 stars, 21 stars, 1.5 stars", seen);
        Assert.Contains("1 звезда, 2 звезды, 5 звёзд, 21 звезда, 1,5 звезды", seen);
        Assert.Contains("1 Punkt, 2 Punkte", seen);
    }

    private static Task<string?> Word(AdminHost host, long shop = 1) => host.Do<AppDb, string?>(db => db.Shops.AsNoTracking().Where(row => row.Id == shop).Select(row => row.PointsWord).SingleAsync());
}
