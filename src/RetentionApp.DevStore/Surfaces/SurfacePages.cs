using System.Text.Json;
using System.Text.Json.Nodes;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Surfaces;

/// <summary>The pages on which the extensions can be looked at.</summary>
internal static class SurfacePages
{
    /// <summary>What a shopper sees of them: in the account, after an order, at the checkout.</summary>
    public static IResult Shopper(Store store, Visit visit)
    {
        var latest = visit.Customer is { } customer ? store.Read(() => customer.Orders.MaxBy(order => order.ProcessedAt)) : null;
        return Layout.Page(store, visit, "Loyalty", Html.Of($"""
            <h1>{visit.Say("Loyalty")}</h1>
            {Place(store, Surface.Profile)}
            {Html.If(latest is not null, () => Html.Of($"""{Place(store, Surface.ThankYou, $"?order={latest!.Id}")}{Place(store, Surface.OrderStatus, $"?order={latest.Id}")}"""))}
            {Html.If(visit.Count > 0, () => Place(store, Surface.Checkout))}
            {Place(store, Surface.Page)}
            """));
    }

    /// <summary>The point of sale, with a customer in its cart.</summary>
    public static IResult Till(Store store, long id)
    {
        var people = store.Read(() => store.Customers.Values.Take(200).ToArray());
        var query = id > 0 ? $"?customer={id}" : "";
        return Pages.Office(store, "Till", "till", Html.Of($"""
            <form class="bar" method="get"><label>Customer <select name="customer"><option value="">None</option>{Html.Each(people, one => Html.Of($"""<option value="{one.Id}"{(one.Id == id ? new Html(" selected") : Html.Empty)}>{one.Name} · {one.Email}</option>"""))}</select></label><button>Put into the cart</button></form>
            <div class="two">
              <div>{Place(store, Surface.Tile, query)}{Place(store, Surface.Home, query)}</div>
              <div>{Html.If(id > 0, () => Html.Of($"""{Place(store, Surface.CustomerBlock, query)}{Place(store, Surface.CustomerAction, query)}"""))}</div>
            </div>
            """));
    }

    /// <summary>The inside of a frame: the extension draws itself into the body.</summary>
    public static IResult Frame(Store store, Surface surface, JsonObject context) => Html.Of($"""
        <!doctype html>
        <html lang="{(string?)context["locale"]}">
        <head>
          <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
          <title>{surface.Title} · {store.Name}</title>
          <link rel="stylesheet" href="/assets/surface.css">
          <script type="application/json" id="context">{new Html(context.ToJsonString(new JsonSerializerOptions()))}</script>
          <script type="module" src="/assets/surface.js"></script>
        </head>
        <body></body>
        </html>
        """).Page();

    private static Html Place(Store store, Surface surface, string query = "") => Html.Of($"""
        <section class="card"><h2>{surface.Title}</h2><iframe class="surface" title="{surface.Title}" src="/{store.Domain}/surfaces/{surface.Folder}/{surface.Module}{query}" style="inline-size:100%;border:0" height="120"></iframe></section>
        """);
}
