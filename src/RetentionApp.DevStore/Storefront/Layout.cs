using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

/// <summary>The shop's theme: every storefront page and the app's Liquid pages stand in it.</summary>
internal static class Layout
{
    /// <summary>Where a page's body takes the app blocks of its template.</summary>
    public static readonly Html AppBlocks = new("<!--app-blocks-->");

    /// <summary>A page of the theme. Its template decides which app blocks it takes; without data it is a plain page.</summary>
    public static IResult Page(Store store, Visit visit, string title, Html body, int status = 200, PageData? data = null) => new ThemePage(store, visit, title, body, status, data);

    private sealed class ThemePage(Store store, Visit visit, string title, Html body, int status, PageData? data) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var page = (data ?? new PageData("page")) with { IsDesign = http.Request.Query["design_mode"] == "1" };
            var (parts, trouble) = await AppParts.Of(store, visit, page, http);
            await Whole(parts, trouble).Page(status).ExecuteAsync(http);
        }

        private Html Whole(AppParts parts, string? trouble)
        {
            var root = $"/{store.Domain}/storefront";
            var language = Languages.Of(visit.Locale);
            return Html.Of($"""
                <!doctype html>
                <html lang="{language.Code}" dir="{(language.IsRightToLeft ? "rtl" : "ltr")}">
                <head>
                  <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                  <title>{visit.Say(title)} – {store.Name}</title>
                  <meta name="description" content="{visit.Say("Made in small batches, sent within two days.")}">
                  <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/assets/shop.css">
                  {Html.If(data?.Product is not null, () => new Html("""<script src="/assets/product.js" defer></script>"""))}
                  {parts.Head}
                </head>
                <body>
                  <div class="dev"><span>DevStore</span><nav aria-label="Places"><a href="/{store.Domain}/">Back office</a><a href="{root}/" aria-current="true">Storefront</a><a href="/{store.Domain}/admin/apps/retention/">Admin</a></nav></div>
                  {Html.If(trouble is not null, () => Html.Of($"""<p class="trouble" role="alert">{trouble}</p>"""))}
                  <header class="shop">
                    <a class="name" href="{root}/">{store.Name}</a>
                    <nav aria-label="{visit.Say("Shop")}">
                      <a href="{root}/">{visit.Say("Shop")}</a>
                      <a href="{root}/apps/retention/">{visit.Say("Rewards")}</a>
                      {(visit.Customer is { } customer ? Html.Of($"""<a href="{root}/account">{customer.Name}</a>""") : Html.Of($"""<a href="{root}/signin">{visit.Say("Sign in")}</a>"""))}
                      <a href="{root}/cart">{visit.Say("Cart")}{Html.If(visit.Count > 0, () => Html.Of($""" <b class="count">{visit.Count}</b>"""))}</a>
                      <span class="locale" role="group" aria-label="{visit.Say("Language")}">{Html.Each(Languages.All, one => Html.Of($"""<a href="{root}/locale/{one.Code}" hreflang="{one.Code}" lang="{one.Code}" title="{one.Own}"{(one == language ? new Html(" aria-current=\"true\"") : Html.Empty)}>{one.Code.ToUpperInvariant()}</a>"""))}</span>
                    </nav>
                  </header>
                  <main>
                    {(visit.TakeNotice() is { } notice ? Html.Of($"""<p class="flash" role="status">{visit.Say(notice)}</p>""") : null)}
                    {new Html(body.Text.Replace(AppBlocks.Text, parts.Blocks.Text))}
                  </main>
                  <footer><p>{store.Name} · {store.Domain}</p></footer>
                  {parts.Embeds}
                </body>
                </html>
                """);
        }
    }
}
