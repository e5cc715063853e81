using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

/// <summary>The shop's theme: every storefront page and the app's Liquid pages stand in it.</summary>
internal static class Layout
{
    public static IResult Page(Store store, Visit visit, string title, Html body, int status = 200)
    {
        var root = $"/{store.Domain}/storefront";
        return Html.Of($"""
            <!doctype html>
            <html lang="{visit.Locale}">
            <head>
              <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
              <title>{visit.Say(title)} – {store.Name}</title>
              <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/assets/shop.css">
            </head>
            <body>
              <div class="dev"><span>DevStore</span><nav aria-label="Places"><a href="/{store.Domain}/">Back office</a><a href="{root}/" aria-current="true">Storefront</a><a href="/{store.Domain}/admin/apps/retention/">Admin</a></nav></div>
              <header class="shop">
                <a class="name" href="{root}/">{store.Name}</a>
                <nav aria-label="{visit.Say("Shop")}">
                  <a href="{root}/">{visit.Say("Shop")}</a>
                  <a href="{root}/apps/retention/">{visit.Say("Rewards")}</a>
                  {(visit.Customer is { } customer ? Html.Of($"""<a href="{root}/account">{customer.Name}</a>""") : Html.Of($"""<a href="{root}/signin">{visit.Say("Sign in")}</a>"""))}
                  <a href="{root}/cart">{visit.Say("Cart")}{Html.If(visit.Count > 0, () => Html.Of($""" <b class="count">{visit.Count}</b>"""))}</a>
                  <span class="locale"><a href="{root}/locale/en" hreflang="en"{(visit.Locale == "en" ? new Html(" aria-current=\"true\"") : Html.Empty)}>EN</a><a href="{root}/locale/ru" hreflang="ru"{(visit.Locale == "ru" ? new Html(" aria-current=\"true\"") : Html.Empty)}>RU</a></span>
                </nav>
              </header>
              <main>
                {(visit.TakeNotice() is { } notice ? Html.Of($"""<p class="flash" role="status">{visit.Say(notice)}</p>""") : null)}
                {body}
              </main>
              <footer><p>{store.Name} · {store.Domain}</p></footer>
            </body>
            </html>
            """).Page(status);
    }
}
