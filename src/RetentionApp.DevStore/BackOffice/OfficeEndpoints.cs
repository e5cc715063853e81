using System.Globalization;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class OfficeEndpoints
{
    public static void Map(WebApplication web, DevStoreHost host)
    {
        var office = web.MapGroup("/{shop}");
        Get("/", OrderPages.List);
        Get("/orders", OrderPages.List);
        Get("/orders/{id:long}", OrderPages.One);
        Get("/customers", CustomerPages.List);
        Get("/customers/{id:long}", CustomerPages.One);
        Get("/products", ProductPages.List);
        Get("/discounts", DiscountPages.List);
        Get("/deliveries", DeliveryPages.List);
        Get("/deliveries/{id:int}", DeliveryPages.One);
        Get("/calls", CallPages.List);
        Get("/mailbox", MailboxPages.List);
        Get("/merchant", MerchantPages.Show);
        Get("/flow", FlowPages.Show);
        Get("/theme", ThemePages.Show);
        Get("/clock", ClockPages.Show);
        Get("/app", AppPages.Show);
        Post("/orders/{id:long}", OrderActions.Do);
        Post("/customers/{id:long}", CustomerActions.Do);
        Post("/products/{id:long}", ProductPages.Do);
        Post("/deliveries", DeliveryPages.Do);
        Post("/calls", CallPages.Do);
        Post("/merchant", MerchantPages.Do);
        Post("/flow", FlowPages.Do);
        Post("/theme", ThemePages.Do);
        Post("/clock", ClockPages.Do);
        Post("/app", AppPages.Do);
        MerchantPages.Map(office, host);
        office.MapPost("/mailbox", async (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            if (await http.Request.ReadFromJsonAsync<Letter>() is not { To: { Length: > 0 } to } letter) return Results.BadRequest();
            store.Mailbox.Add(new Mail(to, letter.Subject ?? "", letter.Text ?? "", letter.Html ?? "", store.Clock.Now));
            return Results.Accepted();
        });

        void Get(string path, Func<Store, HttpContext, IResult> page) => office.MapGet(path, (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            try
            {
                return page(store, http);
            }
            catch (StoreRefusal refusal)
            {
                return Pages.Message(store, "Not found", refusal.Message, 404);
            }
        });

        // Every action answers with 303 to the page it came from and a line that says what was done or why not.
        void Post(string path, Func<Store, HttpContext, IFormCollection, string> act) => office.MapPost(path, async (string shop, HttpContext http) =>
        {
            if (host.Find(shop) is not { } store) return Results.NotFound();
            var form = await http.Request.ReadFormAsync();
            string notice;
            try
            {
                notice = act(store, http, form);
            }
            catch (StoreRefusal refusal)
            {
                notice = refusal.Message;
            }
            var back = form["back"].ToString() is { Length: > 0 } asked && asked.StartsWith($"/{store.Domain}", StringComparison.Ordinal) ? asked : http.Request.Path.Value!;
            // What was deleted has no page any more: its list has.
            if (form["do"] == "delete" && back == http.Request.Path.Value) back = back[..back.LastIndexOf('/')];
            return StorefrontEndpoints.Go($"{back}{(back.Contains('?') ? '&' : '?')}said={Uri.EscapeDataString(notice)}");
        });
    }

    public static string? Said(HttpContext http) => http.Request.Query["said"].ToString() is { Length: > 0 and < 300 } said ? said : null;

    public static long Id(HttpContext http) => long.Parse(http.GetRouteValue("id")!.ToString()!, CultureInfo.InvariantCulture);

    public static int Number(Microsoft.Extensions.Primitives.StringValues text) =>
        int.TryParse(text.ToString(), CultureInfo.InvariantCulture, out var number) ? number : text.ToString().Trim().Length == 0 ? 0 : throw new StoreRefusal($"“{text}” is not a whole number.");

    public static long Amount(Store store, Microsoft.Extensions.Primitives.StringValues text) =>
        text.ToString().Trim().Length == 0 ? 0 : Money.TryParse(text, store.Currency, out var minor) ? minor : throw new StoreRefusal($"“{text}” is not an amount.");

    private sealed record Letter(string? To, string? Subject, string? Text, string? Html);
}
