using System.Globalization;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;

namespace RetentionApp.DevStore.Theme;

/// <summary>Which page is being rendered, for Liquid's global objects.</summary>
internal sealed record PageData(string Template, Product? Product = null, bool IsDesign = false, string Path = "/", string? Variant = null);

/// <summary>Liquid's global objects. Prices are hundredths of the unit whatever the currency, as Shopify has them.</summary>
internal static class ThemeData
{
    public static JsonObject Of(Store store, Visit visit, PageData page) => store.Read(() =>
    {
        var root = $"/{store.Domain}/storefront";
        var data = new JsonObject
        {
            ["now"] = store.Clock.Now.ToString("o", CultureInfo.InvariantCulture),
            ["asset_base"] = "/cdn/extensions/loyalty-theme",
            ["shop"] = new JsonObject
            {
                ["id"] = store.ShopId, ["name"] = store.Name, ["email"] = store.Email, ["domain"] = store.Domain, ["permanent_domain"] = store.Domain, ["currency"] = store.Currency, ["url"] = store.Host.Url + root,
                ["secure_url"] = store.Host.Url + root, ["locale"] = "en", ["money_format"] = Format(store.Currency), ["money_with_currency_format"] = $"{Format(store.Currency)} {store.Currency}",
                ["taxes_included"] = store.TaxesIncluded, ["customer_accounts_enabled"] = true, ["customer_accounts_optional"] = true, ["enabled_currencies"] = new JsonArray(Currency(store.Currency)), ["metafields"] = new JsonObject(),
            },
            ["customer"] = visit.Customer is { } customer ? Customer(customer) : null,
            ["product"] = page.Product is { } product ? Product(store, product, page.Variant) : null,
            ["cart"] = Cart(store, visit),
            ["template"] = new JsonObject { ["name"] = page.Template, ["suffix"] = null, ["directory"] = null },
            ["request"] = new JsonObject
            {
                ["design_mode"] = page.IsDesign, ["visual_preview_mode"] = false, ["page_type"] = page.Template, ["path"] = page.Path, ["host"] = new Uri(store.Host.Url).Authority, ["origin"] = store.Host.Url,
                ["locale"] = Language(visit.Locale, visit.Locale),
            },
            ["localization"] = new JsonObject
            {
                ["language"] = Language(visit.Locale, visit.Locale), ["available_languages"] = new JsonArray([.. Languages.All.Select(one => (JsonNode)Language(one.Code, visit.Locale))]),
                ["country"] = new JsonObject { ["iso_code"] = visit.Customer?.CountryCode ?? "GB", ["currency"] = Currency(store.Currency) }, ["market"] = new JsonObject { ["handle"] = "primary" },
            },
            ["routes"] = Routes(root),
            ["app"] = new JsonObject { ["metafields"] = Metafields(store.AppMetafields) },
        };
        return data;
    });

    private static JsonObject Routes(string root) => new()
    {
        ["root_url"] = root + "/", ["account_url"] = $"{root}/account", ["account_login_url"] = $"{root}/signin", ["storefront_login_url"] = $"{root}/signin", ["account_register_url"] = $"{root}/signin", ["account_logout_url"] = $"{root}/account/logout",
        ["cart_url"] = $"{root}/cart", ["cart_add_url"] = $"{root}/cart/add", ["cart_change_url"] = $"{root}/cart/change", ["all_products_collection_url"] = $"{root}/", ["collections_url"] = $"{root}/", ["search_url"] = $"{root}/",
    };

    private static JsonObject Language(string code, string current) => new()
    {
        ["iso_code"] = code, ["primary"] = code == "en", ["name"] = Languages.Of(code).English, ["endonym_name"] = Languages.Of(code).Own, ["root_url"] = "/", ["current"] = code == current,
    };

    private static JsonObject Currency(string currency) => new() { ["iso_code"] = currency, ["name"] = currency, ["symbol"] = Format(currency).Replace("{{amount}}", "").Replace("{{amount_no_decimals}}", "").Trim() };

    private static JsonObject Customer(Customer customer) => new()
    {
        ["id"] = customer.Id, ["first_name"] = customer.FirstName, ["last_name"] = customer.LastName, ["name"] = customer.Name, ["email"] = customer.Email, ["phone"] = customer.Phone, ["accepts_marketing"] = customer.AcceptsEmail,
        ["has_account"] = true, ["orders_count"] = customer.Orders.Count, ["total_spent"] = customer.Spent, ["tags"] = new JsonArray([.. customer.Tags.Select(tag => (JsonNode)tag)]), ["metafields"] = Metafields(customer.Metafields),
    };

    private static JsonObject Product(Store store, Product product, string? asked)
    {
        var variants = product.Variants.Select(one => Variant(store, product, one)).ToArray();
        var chosen = variants.FirstOrDefault(one => one["id"]!.ToString() == asked);
        return new JsonObject
        {
            ["id"] = product.Id, ["title"] = product.Title, ["handle"] = product.Handle, ["description"] = product.Description, ["vendor"] = product.Vendor, ["type"] = product.Type,
            ["tags"] = new JsonArray([.. product.Tags.Select(tag => (JsonNode)tag)]), ["url"] = $"/{store.Domain}/storefront/products/{product.Handle}", ["available"] = true, ["gift_card?"] = product.IsGiftCard,
            ["price"] = Hundredths(product.Variants.Min(one => one.Price), product.Currency), ["price_min"] = Hundredths(product.Variants.Min(one => one.Price), product.Currency),
            ["price_max"] = Hundredths(product.Variants.Max(one => one.Price), product.Currency), ["price_varies"] = product.Variants.Select(one => one.Price).Distinct().Count() > 1,
            ["has_only_default_variant"] = product.Variants.Count == 1, ["options"] = new JsonArray(product.Variants.Count == 1 ? "Title" : "Size"),
            ["featured_image"] = new JsonObject { ["src"] = $"/{store.Domain}/pictures/{product.Id}.svg", ["alt"] = product.Title, ["width"] = 560, ["height"] = 560 },
            ["collections"] = new JsonArray([.. store.Collections.Values.Where(one => one.Products.Contains(product.Id)).Select(one => (JsonNode)new JsonObject { ["id"] = one.Id, ["title"] = one.Title, ["handle"] = one.Title.ToLowerInvariant().Replace(' ', '-') })]),
            ["selected_variant"] = chosen?.DeepClone(), ["selected_or_first_available_variant"] = (chosen ?? variants[0]).DeepClone(), ["variants"] = new JsonArray([.. variants]), ["metafields"] = new JsonObject(),
        };
    }

    private static JsonObject Variant(Store store, Product product, Variant variant) => new()
    {
        ["id"] = variant.Id, ["title"] = variant.Title, ["price"] = Hundredths(variant.Price, product.Currency), ["compare_at_price"] = null, ["available"] = true, ["taxable"] = product.TaxRate > 0, ["sku"] = product.Sku, ["requires_shipping"] = !product.IsGiftCard,
        ["option1"] = variant.Title, ["options"] = new JsonArray(variant.Title), ["url"] = $"/{store.Domain}/storefront/products/{product.Handle}?variant={variant.Id}",
    };

    public static JsonObject Cart(Store store, Visit visit)
    {
        var lines = StorefrontEndpoints.Wanted(store, visit);
        var total = Hundredths(lines.Sum(one => one.UnitPrice * one.Quantity), store.Currency);
        return new JsonObject
        {
            ["item_count"] = lines.Sum(one => one.Quantity), ["total_price"] = total, ["items_subtotal_price"] = total, ["original_total_price"] = total, ["total_discount"] = 0, ["taxes_included"] = store.TaxesIncluded, ["currency"] = Currency(store.Currency), ["note"] = null,
            ["attributes"] = new JsonObject(), ["discount_codes"] = new JsonArray(visit.Code is { } code ? [new JsonObject { ["code"] = code, ["applicable"] = true }] : []),
            ["items"] = new JsonArray([.. lines.Select(one => (JsonNode)new JsonObject
            {
                ["product_id"] = one.Product.Id, ["variant_id"] = one.VariantId, ["title"] = one.Product.Title, ["quantity"] = one.Quantity, ["price"] = Hundredths(one.UnitPrice, store.Currency),
                ["final_price"] = Hundredths(one.UnitPrice, store.Currency), ["final_line_price"] = Hundredths(one.UnitPrice * one.Quantity, store.Currency), ["vendor"] = one.Product.Vendor, ["gift_card"] = one.Product.IsGiftCard,
            })]),
        };
    }

    /// <summary>Stored by "namespace.key"; the key has no full stop.</summary>
    private static JsonObject Metafields(IReadOnlyDictionary<string, Metafield> stored)
    {
        var spaces = new JsonObject();
        foreach (var (name, field) in stored)
        {
            var at = name.LastIndexOf('.');
            if (spaces[name[..at]] is not JsonObject space) spaces[name[..at]] = space = [];
            space[name[(at + 1)..]] = new JsonObject
            {
                ["type"] = field.Type,
                ["value"] = field.Type switch
                {
                    "number_integer" => long.Parse(field.Value, CultureInfo.InvariantCulture),
                    "boolean" => field.Value == "true",
                    "json" => JsonNode.Parse(field.Value),
                    _ => field.Value,
                },
            };
        }
        return spaces;
    }

    private static long Hundredths(long minor, string currency) => minor * 100 / Money.Scale(currency);

    private static string Format(string currency) => currency switch
    {
        "GBP" => "£{{amount}}",
        "EUR" => "€{{amount}}",
        "USD" => "${{amount}}",
        "JPY" => "¥{{amount_no_decimals}}",
        _ => "{{amount}} " + currency,
    };
}
