using System.Globalization;
using Microsoft.AspNetCore.WebUtilities;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Frame;

/// <summary>Shopify's admin around the app: top bar, navigation, the iframe, save bar and toasts.</summary>
internal static class AdminFrame
{
    public static void Map(WebApplication web, DevStoreHost host)
    {
        web.MapGet("/{shop}/admin/apps/retention/{**path}", (string shop, string? path, HttpContext http) => host.Find(shop) is { } store ? Page(store, path, http) : Results.NotFound());
        // What an app links to in Shopify's own admin: here the back office has it.
        web.MapGet("/{shop}/admin/customers/{id:long}", (string shop, long id) => Results.Redirect($"/{Uri.EscapeDataString(shop)}/customers/{id}"));
        web.MapGet("/{shop}/admin/orders/{id:long}", (string shop, long id) => Results.Redirect($"/{Uri.EscapeDataString(shop)}/orders/{id}"));
        web.MapGet("/{shop}/admin/products/{id:long}", (string shop, long id) => Results.Redirect($"/{Uri.EscapeDataString(shop)}/products"));
        web.MapGet("/{shop}/admin/themes/current/editor", (string shop, HttpContext http) => Results.Redirect($"/{Uri.EscapeDataString(shop)}/theme{http.Request.QueryString}"));
        web.MapGet("/{shop}/admin", (string shop) => Results.Redirect($"/{Uri.EscapeDataString(shop)}/admin/apps/retention/"));
        web.MapPost("/{shop}/admin/scopes", async (string shop, string[] scopes) =>
        {
            if (host.Find(shop) is not { Installed: true } store) return Results.NotFound();
            store.ChangeScopes([.. store.Scopes, .. scopes]);
            await store.SendAll();
            return Results.NoContent();
        });
        web.MapPost("/{shop}/admin/session-token", (string shop) => host.Find(shop) is { Installed: true } store ? Results.Json(new { token = SessionTokens.Mint(store) }) : Results.NotFound());
    }

    /// <summary>The address Shopify opens in the iframe, signed and with a fresh session token.</summary>
    public static string AppAddress(Store store, string? path, string locale, IEnumerable<KeyValuePair<string, string>>? own = null)
    {
        var query = new Dictionary<string, string>();
        foreach (var (name, value) in own ?? []) query[name] = value;
        query["embedded"] = "1";
        query["shop"] = store.Domain;
        query["host"] = OAuthEndpoints.HostParameter(store);
        query["id_token"] = SessionTokens.Mint(store);
        query["locale"] = locale;
        query["session"] = "devstore-session";
        query["timestamp"] = new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        query["hmac"] = Signing.Query(store.Host.Options.ApiSecret, query);
        return QueryHelpers.AddQueryString($"{store.Host.AppUrl}/{path}", query!);
    }

    private static IResult Page(Store store, string? path, HttpContext http)
    {
        if (!store.Installed) return Pages.Message(store, "Retention is not installed", "Install the app first, under “App”.", 404);
        var asked = http.Request.Query["locale"].ToString();
        var locale = asked is "en" or "ru" ? asked : http.Request.Cookies["admin_locale"] is "ru" ? "ru" : "en";
        if (asked is "en" or "ru") http.Response.Cookies.Append("admin_locale", locale, new CookieOptions { Path = $"/{store.Domain}/admin", MaxAge = TimeSpan.FromDays(30) });
        var own = http.Request.Query.Where(pair => pair.Key != "locale").Select(pair => KeyValuePair.Create(pair.Key, pair.Value.ToString()));
        var isRussian = locale == "ru";
        string Say(string english, string russian) => isRussian ? russian : english;
        return Html.Of($"""
            <!doctype html>
            <html lang="{locale}">
            <head>
              <meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
              <title>Retention · {store.Name}</title>
              <link rel="icon" href="/favicon.ico"><link rel="stylesheet" href="/assets/frame.css">
              <script src="/assets/frame.js" defer></script>
            </head>
            <body data-shop="{store.Domain}" data-app="{store.Host.AppUrl}">
              <header>
                <button id="menu" aria-expanded="false" aria-controls="side" aria-label="{Say("Menu", "Меню")}">☰</button>
                <span class="shop"><b aria-hidden="true">{store.Name[..1]}</b> {store.Name}</span>
                <nav aria-label="{Say("Places", "Разделы")}"><a href="/{store.Domain}/">{Say("Back office", "Бэк-офис")}</a><a href="/{store.Domain}/storefront/">{Say("Storefront", "Витрина")}</a></nav>
                <span class="locale" role="group" aria-label="{Say("Language", "Язык")}"><a href="?locale=en"{Current(!isRussian)}>EN</a><a href="?locale=ru"{Current(isRussian)}>RU</a></span>
              </header>
              <div id="savebar" hidden role="region" aria-label="{Say("Unsaved changes", "Несохранённые изменения")}"><span>{Say("Unsaved changes", "Несохранённые изменения")}</span><button id="discard">{Say("Discard", "Отменить")}</button><button id="save" class="primary">{Say("Save", "Сохранить")}</button></div>
              <div id="progress" hidden></div>
              <div class="body">
                <nav id="side" aria-label="{Say("Admin", "Админка")}">
                  <a href="/{store.Domain}/">{Say("Home", "Главная")}</a>
                  <a href="/{store.Domain}/">{Say("Orders", "Заказы")}</a>
                  <a href="/{store.Domain}/products">{Say("Products", "Товары")}</a>
                  <a href="/{store.Domain}/customers">{Say("Customers", "Покупатели")}</a>
                  <a href="/{store.Domain}/discounts">{Say("Discounts", "Скидки")}</a>
                  <span class="group">{Say("Apps", "Приложения")}</span>
                  <a class="app" href="/{store.Domain}/admin/apps/retention/" data-href="/"><span aria-hidden="true">★</span> Retention</a>
                  <div id="appnav"></div>
                </nav>
                <iframe id="app" title="Retention" src="{AppAddress(store, path, locale, own)}" allow="clipboard-write"></iframe>
              </div>
              <div id="toasts" role="status" aria-live="polite"></div>
            </body>
            </html>
            """).Page();
    }

    private static Html Current(bool isCurrent) => isCurrent ? new Html(" aria-current=\"true\"") : Html.Empty;
}
