using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Web;

/// <summary>The back office's frame: places at the top, sections below.</summary>
internal static class Pages
{
    private static readonly (string Key, string Path, string Name)[] Sections =
    [
        ("orders", "", "Orders"), ("customers", "customers", "Customers"), ("products", "products", "Products"), ("discounts", "discounts", "Discount codes"),
        ("deliveries", "deliveries", "Deliveries"), ("calls", "calls", "API calls"), ("mailbox", "mailbox", "Mailbox"), ("merchant", "merchant", "Merchant's system"), ("flow", "flow", "Flow"), ("theme", "theme", "Theme editor"), ("till", "till", "Till"), ("clock", "clock", "Clock"), ("app", "app", "App"),
    ];

    public static IResult Office(Store store, string title, string section, Html body, string? notice = null, int status = 200)
    {
        var unknown = store.GraphLog.Unknown.Count;
        var failed = store.Deliveries.Count(delivery => delivery.State is Webhooks.DeliveryState.Failed or Webhooks.DeliveryState.GivenUp);
        return Html.Of($"""
            <!doctype html>
            <html lang="en">
            <head>
              <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{title} · {store.Name} back office</title>
              <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/assets/office.css">
            </head>
            <body>
              <header class="top">
                <a class="brand" href="/{store.Domain}/"><span aria-hidden="true">◆</span> {store.Name}</a>
                <nav aria-label="Places"><a href="/{store.Domain}/" aria-current="true">Back office</a><a href="/{store.Domain}/storefront/">Storefront</a><a href="/{store.Domain}/admin/apps/retention/">Admin</a></nav>
                <a class="time" href="/{store.Domain}/clock" title="The store's clock (UTC)">{store.Clock.Now:ddd d MMM yyyy, HH:mm}</a>
              </header>
              <nav class="sections" aria-label="Back office">
                {Html.Each(Sections, one => Html.Of($"""<a href="/{store.Domain}/{one.Path}"{(one.Key == section ? Current : Html.Empty)}>{one.Name}{Count(one.Key switch { "deliveries" => failed, "calls" => unknown, _ => 0 })}</a>"""))}
              </nav>
              <main>
                {Html.If(unknown > 0, () => Html.Of($"""<p class="banner bad"><strong>The app asked {unknown} time{(unknown == 1 ? "" : "s")} for something this store does not know.</strong> <a href="/{store.Domain}/calls">See which operations</a></p>"""))}
                {Html.If(!store.Installed, () => Html.Of($"""<p class="banner">The app is not installed in this store: nothing is delivered. <a href="/{store.Domain}/app">Install it</a></p>"""))}
                {Html.If(!string.IsNullOrEmpty(notice), () => Html.Of($"""<p class="banner note" role="status">{notice}</p>"""))}
                <h1>{title}</h1>
                {body}
              </main>
            </body>
            </html>
            """).Page(status);
    }

    public static IResult Message(Store store, string title, string text, int status) => Office(store, title, "", Html.Of($"""<section class="card"><p>{text}</p></section>"""), status: status);

    public static Html Empty(string title, string text) => Html.Of($"""<section class="card empty"><h2>{title}</h2><p>{text}</p></section>""");

    private static Html Current => new(" aria-current=\"page\"");

    private static Html Count(int count) => count == 0 ? Html.Empty : Html.Of($""" <b class="count">{count}</b>""");
}
