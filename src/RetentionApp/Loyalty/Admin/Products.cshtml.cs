using System.Text.Json;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Loyalty.Admin;

internal sealed record ProductChoice(ProductMatch Match, string Value, string Label, string? Detail);

/// <param name="Query">What was looked for; empty before anything was.</param>
internal sealed record ProductChoices(string Query, IReadOnlyList<ProductChoice> Found, bool IsUnreachable);

/// <summary>Products, collections, vendors and tags that earn more, or nothing.</summary>
internal sealed class ProductsModel(Programmes programmes, RewardCatalogue catalogue, ProgrammePreview preview, ProductFacts facts, AdminApi api, AppDb db) : ProgrammePage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    internal ProductRulesForm Form { get; private set; } = null!;
    internal PreviewShown Shown { get; private set; } = null!;

    public async Task OnGet()
    {
        var current = await programmes.Current(ShopId);
        Form = ProductRulesForm.Of(current, T);
        await Preview(current.Settings, current.Settings, 0);
    }

    public async Task<IActionResult> OnPost(ProductRulesForm form)
    {
        var current = await programmes.Current(ShopId);
        Form = form;
        var settings = form.Settings(current.Settings, Errors, T);
        if (IsStale(form.Version, current)) form.Version = current.Version;
        if (Errors.Any)
        {
            await Preview(current.Settings, settings, 0);
            return Invalid();
        }
        await programmes.Save(ShopId, settings, StaffId);
        var rules = settings.ProductRules ?? [];
        await db.Write(async () =>
        {
            foreach (var rule in rules.Where(rule => rule.Match == ProductMatch.Collection)) await facts.Watch(ShopId, ProductRules.Number(rule.Value)!.Value, rule.Label);
        });
        return SeeOther("/programme/products", "saved");
    }

    /// <summary>The frame beside the form, fetched again while somebody types.</summary>
    public async Task<IActionResult> OnGetPreview([FromQuery] ProductRulesForm form, int skip)
    {
        var current = (await programmes.Current(ShopId)).Settings;
        await Preview(current, form.Settings(current, Errors, T), Math.Clamp(skip, 0, 1000));
        return Partial("/Loyalty/Admin/_PreviewFrame.cshtml", Shown);
    }

    /// <summary>The frame with what was found in the shop.</summary>
    public async Task<IActionResult> OnGetFind(string? q) => Partial("/Loyalty/Admin/_ProductChoices.cshtml", await Find((q ?? "").Trim()));

    private async Task<ProductChoices> Find(string query)
    {
        // Shopify's search has signs of its own; every word may be the beginning of one.
        var words = string.Concat(query.Select(c => char.IsLetterOrDigit(c) ? c : ' ')).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || query.Length > 100) return new ProductChoices("", [], false);
        var search = string.Join(' ', words.Select(word => word + "*"));
        var found = new List<ProductChoice>();
        var isUnreachable = false;
        try
        {
            var (collections, products) = (Nodes("CollectionSearch", "collections", search), Nodes("ProductSearch", "products", search));
            found.AddRange((await collections).Select(node => Choice(ProductMatch.Collection, node, null)));
            found.AddRange((await products).Select(node => Choice(ProductMatch.Product, node, node.Text("vendor"))));
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            isUnreachable = true;
        }
        found.Add(new ProductChoice(ProductMatch.Vendor, query, query, null));
        found.Add(new ProductChoice(ProductMatch.Tag, query, query, null));
        return new ProductChoices(query, found, isUnreachable);
    }

    private static ProductChoice Choice(ProductMatch match, JsonElement node, string? detail)
    {
        var id = Gid.Id(node.Text("id")!).ToString(System.Globalization.CultureInfo.InvariantCulture);
        return new ProductChoice(match, id, node.Text("title") ?? id, detail);
    }

    private async Task<List<JsonElement>> Nodes(string document, string list, string search) =>
        await api.Send(Shop, document, new { search }, data => data.Clone(), Patience, HttpContext.RequestAborted) is Ok<JsonElement>(var data) && data.Part(list) is { } page
            ? page.Items("nodes").ToList() : throw new ShopifyUnavailable("Shopify did not answer the search.");

    private async Task Preview(ProgrammeSettings current, ProgrammeSettings then, int skip)
    {
        var rewards = await catalogue.All(ShopId);
        Shown = new PreviewShown(await preview.Of(ShopId, current, then, skip), then, rewards, rewards, Errors.Any);
    }
}
