using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Theme;

/// <summary>What the app's theme extension adds to one page: files in the head, blocks in the template, embeds at the end of the body.</summary>
internal sealed record AppParts(Html Head, Html Blocks, Html Embeds)
{
    private static readonly AppParts None = new(Html.Empty, Html.Empty, Html.Empty);

    /// <summary>The parts, or none and the reason why they could not be rendered.</summary>
    public static async Task<(AppParts Parts, string? Trouble)> Of(Store store, Visit visit, PageData page, HttpContext http)
    {
        var folder = store.Host.Options.ThemeExtension;
        var (blocks, embeds) = store.Read(() => (Usable(store.Theme.IsVintage ? [] : store.Theme.Blocks.GetValueOrDefault(page.Template) ?? [], folder), Usable(store.Theme.Embeds, folder)));
        // Until the app was installed its extension is not there.
        if (!store.Installed || blocks.Length + embeds.Length == 0) return (None, null);
        try
        {
            var asked = new JsonObject
            {
                ["extensionDir"] = folder, ["context"] = ThemeData.Of(store, visit, page with { Path = http.Request.Path, Variant = http.Request.Query["variant"] }),
                ["blocks"] = new JsonArray([.. blocks.Concat(embeds).Select(one => (JsonNode)new JsonObject { ["block"] = one.Block, ["id"] = one.Id, ["settings"] = one.Settings.DeepClone() })]),
            };
            var rendered = (await LiquidEngine.Shared.Ask("blocks", asked))!.AsArray();
            return (new AppParts(Files(rendered), Bodies(store, blocks, rendered.Take(blocks.Length)), Bodies(store, embeds, rendered.Skip(blocks.Length))), null);
        }
        catch (LiquidError error)
        {
            store.Host.Log.LogError("The theme extension is not rendered: {Reason}", error.Message);
            return (None, error.Message);
        }
    }

    private static PlacedBlock[] Usable(IEnumerable<PlacedBlock> placed, string folder) => [.. placed.Where(one => one.IsOn && File.Exists(Path.Combine(folder, "blocks", $"{one.Block}.liquid")))];

    /// <summary>Each file once a page, however many blocks name it.</summary>
    private static Html Files(JsonArray rendered)
    {
        var styles = Named("stylesheet").Select(url => Html.Of($"""<link rel="stylesheet" href="{url}" media="all">""").Text);
        var scripts = Named("javascript").Select(url => Html.Of($"""<script src="{url}" async></script>""").Text);
        return new Html(string.Concat(styles.Concat(scripts)));

        IEnumerable<string> Named(string kind) => rendered.Where(one => (bool?)one!["available"] == true).Select(one => (string?)one![kind]).OfType<string>().Distinct();
    }

    private static Html Bodies(Store store, PlacedBlock[] placed, IEnumerable<JsonNode?> rendered) => new(string.Concat(placed.Zip(rendered, (block, one) =>
    {
        if ((string?)one!["error"] is not { } error) return (string)one["html"]!;
        store.Host.Log.LogError("Block {Block}: {Reason}", block.Block, error);
        return Html.Of($"<p class=\"trouble\">Liquid error ({block.Block}): {error}</p>").Text;
    })));
}
