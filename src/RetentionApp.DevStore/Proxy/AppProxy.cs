using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Storefront;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Proxy;

/// <summary>The app proxy: signs the query, carries no cookies either way, follows redirects, puts Liquid into the shop's layout.</summary>
internal static class AppProxy
{
    private static readonly string[] Dropped = ["Accept-Patch", "Accept-Ranges", "Connection", "Cookie", "Date", "Server", "Set-Cookie", "Trailer", "X-Powered-By", "Transfer-Encoding", "Content-Length", "Keep-Alive", "Warning", "Pragma"];
    private static readonly string[] NotForwarded = ["Cookie", "Host", "Connection", "Content-Length", "Transfer-Encoding", "Keep-Alive", "Upgrade", "Expect"];

    public static void Map(WebApplication web, DevStoreHost host)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = true }) { Timeout = TimeSpan.FromSeconds(30) };
        web.Lifetime.ApplicationStopped.Register(http.Dispose);
        web.Map("/{shop}/storefront/apps/retention/{**rest}", (string shop, string? rest, HttpContext context) => Forward(host, http, shop, rest, context));
    }

    /// <summary>The query Shopify would send: the shopper's own parameters plus the signed five.</summary>
    public static string Sign(Store store, IEnumerable<KeyValuePair<string, StringValues>> own, long? customer, string pathPrefix, string? locale = null)
    {
        var pairs = own.Where(pair => pair.Key is not ("shop" or "logged_in_customer_id" or "path_prefix" or "timestamp" or "signature"))
            .SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? ""))).ToList();
        if (locale is not null && pairs.TrueForAll(pair => pair.Key != "locale")) pairs.Add(new("locale", locale));
        pairs.Add(new("shop", store.Domain));
        pairs.Add(new("logged_in_customer_id", customer?.ToString(CultureInfo.InvariantCulture) ?? ""));
        pairs.Add(new("path_prefix", pathPrefix));
        pairs.Add(new("timestamp", new DateTimeOffset(store.Clock.Second).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)));
        pairs.Add(new("signature", Signing.Proxy(store.Host.Options.ApiSecret, pairs)));
        return QueryHelpers.AddQueryString("", pairs.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
    }

    private static async Task<IResult> Forward(DevStoreHost host, HttpClient http, string shop, string? rest, HttpContext context)
    {
        if (host.Find(shop) is not { } store) return Results.NotFound();
        var visit = Visits.Of(store, context);
        var query = Sign(store, context.Request.Query, visit.Customer?.Id, $"/{store.Domain}/storefront/apps/retention", visit.Locale == "en" && !context.Request.Cookies.ContainsKey("locale") ? null : visit.Locale);
        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), $"{host.AppUrl}/proxy/{EscapePath(rest)}{query}");
        if (context.Request.ContentLength > 0 || context.Request.Headers.TransferEncoding.Count > 0)
        {
            request.Content = new StreamContent(context.Request.Body);
            request.Content.Headers.ContentLength = context.Request.ContentLength;
        }
        foreach (var (name, value) in context.Request.Headers)
        {
            if (NotForwarded.Contains(name, StringComparer.OrdinalIgnoreCase)) continue;
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value)) request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)value);
        }
        request.Headers.Remove("Accept-Encoding");
        request.Headers.TryAddWithoutValidation("X-Forwarded-For", context.Connection.RemoteIpAddress?.ToString() ?? "127.0.0.1");
        request.Headers.TryAddWithoutValidation("X-Forwarded-Host", store.Domain);
        HttpResponseMessage response;
        try
        {
            response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, context.RequestAborted);
        }
        catch (Exception problem) when (problem is HttpRequestException or TaskCanceledException && !context.RequestAborted.IsCancellationRequested)
        {
            return Layout.Page(store, visit, "Rewards", Html.Of($"""<section class="notice"><h1>Rewards are resting</h1><p>The app does not answer at the moment. Please try again in a minute.</p></section>"""), 502);
        }
        using (response) return await Answer(store, visit, context, response);
    }

    private static async Task<IResult> Answer(Store store, Visit visit, HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        var isLiquid = response.Content.Headers.ContentType?.MediaType == "application/liquid";
        foreach (var (name, values) in response.Headers.Concat(response.Content.Headers))
            if (!Dropped.Contains(name, StringComparer.OrdinalIgnoreCase) && !(isLiquid && name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))) context.Response.Headers[name] = values.ToArray();
        if (!isLiquid)
        {
            await response.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
            return Results.Empty;
        }
        try
        {
            var template = await response.Content.ReadAsStringAsync(context.RequestAborted);
            var page = await LiquidEngine.Shared.Ask("page", new JsonObject { ["template"] = template, ["context"] = ThemeData.Of(store, visit, new PageData("page", Path: context.Request.Path)) });
            var body = new Html((string)page!["html"]!);
            return (bool)page["layout"]! ? Layout.Page(store, visit, "Rewards", body, (int)response.StatusCode) : body.Page((int)response.StatusCode);
        }
        catch (LiquidError error)
        {
            store.Host.Log.LogError("The app's page is not Liquid: {Reason}", error.Message);
            return Layout.Page(store, visit, "Rewards", Html.Of($"""<p class="trouble" role="alert">Liquid error: {error.Message}</p>"""), 500);
        }
    }

    private static string EscapePath(string? rest) => string.Join('/', (rest ?? "").Split('/').Select(Uri.EscapeDataString));
}
