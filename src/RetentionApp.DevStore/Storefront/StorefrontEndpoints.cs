using System.Globalization;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

internal static class StorefrontEndpoints
{
    public static void Map(WebApplication web, DevStoreHost host)
    {
        var shop = web.MapGroup("/{shop}/storefront");
        Get("/", (store, visit, _) => CatalogPages.Home(store, visit));
        Get("/products/{handle}", (store, visit, http) => CatalogPages.Product(store, visit, (string)http.GetRouteValue("handle")!, http.Request.Query["variant"].ToString()));
        Get("/cart", (store, visit, _) => CartPages.Cart(store, visit));
        Get("/cart.js", (store, visit, _) => CartPages.Json(store, visit));
        Get("/checkout", (store, visit, _) => CartPages.Checkout(store, visit));
        Get("/signin", (store, visit, http) => AccountPages.SignIn(store, visit, http.Request.Query["q"].ToString(), http.Request.Query["return_url"].ToString()));
        Get("/account/login", (store, _, http) => Go($"/{store.Domain}/storefront/signin{http.Request.QueryString}"));
        Get("/account/register", (store, _, http) => Go($"/{store.Domain}/storefront/signin{http.Request.QueryString}"));
        Get("/account", (store, visit, _) => AccountPages.Account(store, visit));
        Get("/orders/{id:long}", (store, visit, http) => AccountPages.Order(store, visit, Number(http.GetRouteValue("id")!.ToString())));
        Get("/locale/{locale}", (store, visit, http) => SetLocale(store, visit, http));
        Get("/discount/{code}", (store, visit, http) => UseLink(store, visit, http));
        Post("/cart/add", (store, visit, form) => Change(store, visit, Number(form["product"]), Number(form["id"]), Number(form["quantity"], 1), isMore: true));
        Post("/cart/update", (store, visit, form) => Remember(store, visit, form.Where(field => field.Key.StartsWith("attributes[", StringComparison.Ordinal)).Select(field => (field.Key[11..].TrimEnd(']'), field.Value.ToString()))));
        shop.MapPost("/cart/update.js", async (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            var visit = Visits.Of(store, http);
            var asked = await http.Request.ReadFromJsonAsync<System.Text.Json.Nodes.JsonObject>();
            Remember(store, visit, (asked?["attributes"] as System.Text.Json.Nodes.JsonObject ?? []).Select(pair => (pair.Key, pair.Value?.ToString() ?? "")));
            return CartPages.Json(store, visit);
        });
        Post("/cart/change", (store, visit, form) => Change(store, visit, Number(form["product"]), Number(form["id"]), Number(form["quantity"]), isMore: false));
        Post("/signin", (store, visit, form) => SignIn(store, visit, form));
        Post("/register", (store, visit, form) => Register(store, visit, form));
        Post("/checkout/code", (store, visit, form) => UseCode(store, visit, form["code"].ToString(), form["with"].ToString()));
        Post("/checkout", (store, visit, form) => PlaceOrder(store, visit, form));
        web.MapGet("/{shop}/pictures/{id:long}.svg", (string shop, long id) =>
            host.Find(shop)?.Products.GetValueOrDefault(id) is { } product ? Results.Content(Pictures.Of(product), "image/svg+xml") : Results.NotFound());

        void Get(string path, Func<Store, Visit, HttpContext, IResult> page) => shop.MapGet(path, (string shop, HttpContext http) =>
            host.Find(shop) is { } store ? page(store, Visits.Of(store, http), http) : Results.NotFound());

        void Post(string path, Func<Store, Visit, IFormCollection, IResult> act) => shop.MapPost(path, async (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            var visit = Visits.Of(store, http);
            try
            {
                return act(store, visit, await http.Request.ReadFormAsync());
            }
            catch (StoreRefusal refusal)
            {
                visit.Notice = refusal.Message;
                return Go(http.Request.Headers.Referer.ToString() is { Length: > 0 } back ? new Uri(back).PathAndQuery : $"/{store.Domain}/storefront/cart");
            }
        });
    }

    /// <summary>A redirect after a change: the browser always fetches the next page with GET.</summary>
    public static IResult Go(string path) => new SeeOther(path);

    public static IReadOnlyList<Wanted> Wanted(Store store, Visit visit) => store.Read(() =>
    {
        visit.Cart.RemoveAll(item => !store.Products.ContainsKey(item.Product));
        return visit.Cart.Select(item => new Wanted(store.Products[item.Product], item.Quantity, Variant: item.Variant)).ToArray();
    });

    private static IResult Change(Store store, Visit visit, long id, long variantId, long quantity, bool isMore)
    {
        if (store.Products.GetValueOrDefault(id) is not { } product) throw new StoreRefusal("This product is no longer sold.");
        var variant = product.VariantAt(variantId);
        var at = visit.Cart.FindIndex(item => item.Product == id && item.Variant == variant);
        var total = (int)Math.Clamp(quantity + (isMore && at >= 0 ? visit.Cart[at].Quantity : 0), 0, 999);
        if (at >= 0 && total == 0) visit.Cart.RemoveAt(at);
        else if (at >= 0) visit.Cart[at] = (id, variant, total);
        else if (total > 0) visit.Cart.Add((id, variant, total));
        if (isMore) visit.Notice = "Added to your cart.";
        return Go($"/{store.Domain}/storefront/cart");
    }

    private static IResult SignIn(Store store, Visit visit, IFormCollection form)
    {
        visit.Customer = Number(form["customer"]) is > 0 and var id ? store.CustomerById(id) : null;
        if (visit.Customer is { Locale: not "en" } customer && Languages.Has(customer.Locale)) visit.Locale = customer.Locale;
        return Go(Back(store, form) ?? $"/{store.Domain}/storefront/{(visit.Customer is null ? "" : "account")}");
    }

    private static IResult Register(Store store, Visit visit, IFormCollection form)
    {
        var email = form["email"].ToString().Trim();
        if (!email.Contains('@') || email.Length > 200) throw new StoreRefusal("Please enter an email address.");
        visit.Customer = store.AddCustomer(form["first"].ToString().Trim(), form["last"].ToString().Trim(), email, visit.Locale);
        return Go(Back(store, form) ?? $"/{store.Domain}/storefront/account");
    }

    /// <summary>The page of this shop from which the shopper came to sign in.</summary>
    private static string? Back(Store store, IFormCollection form) =>
        form["return_url"].ToString() is { Length: > 0 } back && back.StartsWith($"/{store.Domain}/", StringComparison.Ordinal) ? back : null;

    private static IResult UseCode(Store store, Visit visit, string code, string with)
    {
        visit.Code = with.Length > 0 ? with : null;
        if (code.Trim().Length > 0 && with.Length > 0) code = $"{with}, {code.Trim()}";
        if (code.Trim().Length > 0)
        {
            var (_, _, refusal) = store.TryCode(code, visit.Customer, Wanted(store, visit));
            if (refusal is null) visit.Code = code.Trim();
            else visit.Notice = refusal;
        }
        return Go($"/{store.Domain}/storefront/checkout");
    }

    private static IResult PlaceOrder(Store store, Visit visit, IFormCollection form)
    {
        var email = visit.Customer is null ? form["email"].ToString().Trim() : null;
        var order = store.Buy(visit.Customer, Wanted(store, visit), visit.Code, form["pay"] == "now", form["tax"] == "included", string.IsNullOrEmpty(email) ? null : email, visit.Locale, attributes: new Dictionary<string, string>(visit.Attributes));
        visit.Cart.Clear();
        visit.Attributes.Clear();
        visit.Code = null;
        return Go($"/{store.Domain}/storefront/orders/{order.Id}");
    }

    /// <summary>As at Shopify, an empty attribute is forgotten, and a form is answered with the cart.</summary>
    private static IResult Remember(Store store, Visit visit, IEnumerable<(string Name, string Value)> attributes)
    {
        foreach (var (name, value) in attributes)
            if (value.Length == 0) visit.Attributes.Remove(name);
            else if (visit.Attributes.Count < 50) visit.Attributes[name] = value;
        return Go($"/{store.Domain}/storefront/cart");
    }

    private static IResult SetLocale(Store store, Visit visit, HttpContext http)
    {
        visit.Locale = (string)http.GetRouteValue("locale")! is { } wanted && Languages.Has(wanted) ? wanted : "en";
        http.Response.Cookies.Append("locale", visit.Locale, new CookieOptions { Path = $"/{store.Domain}/storefront", MaxAge = TimeSpan.FromDays(30) });
        var back = Uri.TryCreate(http.Request.Headers.Referer.ToString(), UriKind.Absolute, out var referer) && referer.AbsolutePath.StartsWith($"/{store.Domain}/storefront", StringComparison.Ordinal) ? referer.PathAndQuery : $"/{store.Domain}/storefront/";
        return Go(back);
    }

    /// <summary>Shopify's discount link: keeps the code for the checkout, then goes on to a page of this shop.</summary>
    private static IResult UseLink(Store store, Visit visit, HttpContext http)
    {
        visit.Code = (string)http.GetRouteValue("code")!;
        visit.Notice = "The code will be applied at checkout.";
        var redirect = http.Request.Query["redirect"].ToString();
        var isLocal = redirect.StartsWith('/') && !redirect.StartsWith("//", StringComparison.Ordinal) && !redirect.Contains('\\');
        return Go(!isLocal ? $"/{store.Domain}/storefront/cart" : redirect.StartsWith($"/{store.Domain}/", StringComparison.Ordinal) ? redirect : $"/{store.Domain}/storefront{redirect}");
    }

    private static long Number(string? text, long otherwise = 0) => long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private sealed class SeeOther(string path) : IResult
    {
        public Task ExecuteAsync(HttpContext http)
        {
            http.Response.StatusCode = 303;
            // A path may hold what a person typed; Location takes ASCII only.
            http.Response.Headers.Location = string.Concat(path.Select(c => c is > ' ' and < '\x7f' ? c.ToString() : Uri.EscapeDataString(c.ToString())));
            return Task.CompletedTask;
        }
    }
}
