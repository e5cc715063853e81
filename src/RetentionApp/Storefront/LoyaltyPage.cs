using System.Globalization;
using Microsoft.AspNetCore.Http.Features;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// The loyalty page in the shop's own theme. It works without JavaScript: a reward is a form, its answer is the page again.
/// Failures are told in the page, not with a status: for those the shop would show an error of its own.
/// </summary>
internal sealed class LoyaltyPage(ReadPool pool, PageViews views, LoyaltyHtml html, FormTokens tokens, RedeemLimit limit, Problems problems, ILogger<LoyaltyPage> log)
{
    private const int MaxForm = 4096;

    internal Task Show(HttpContext http) => Answer(http, asPanel: false, _ => Task.FromResult<Outcome?>(null));

    /// <summary><c>GET /proxy/panel</c>: the page's inside alone, with which its script refreshes it.</summary>
    internal Task ShowPanel(HttpContext http) => Answer(http, asPanel: true, proxy => Task.FromResult<Outcome?>(
        http.Request.Query["just"].ToString() is { Length: > 0 } key ? new Outcome(key, null) : null));

    /// <summary><c>POST /proxy/redeem</c>: the form of a page without JavaScript.</summary>
    internal Task Redeem(HttpContext http) => Answer(http, asPanel: false, proxy => Redeem(http, proxy));

    /// <summary>Any other form of the page; its answer is the page again.</summary>
    internal Task Take(HttpContext http, Func<ProxyContext, Task<Outcome?>> act) => Answer(http, asPanel: false, act);
    /// <summary><c>POST /proxy/cancel</c>: likewise, to take a code back.</summary>
    internal Task Cancel(HttpContext http) => Answer(http, asPanel: false, proxy => Cancel(http, proxy));

    private async Task Answer(HttpContext http, bool asPanel, Func<ProxyContext, Task<Outcome?>> act)
    {
        var proxy = http.Proxy();
        Html inside;
        Words words;
        try
        {
            var outcome = await act(proxy);
            if (http.Response.StatusCode >= 400) return;
            var view = await views.Read(http, proxy, outcome);
            (inside, words) = (html.Panel(view), view.Front.Words);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "The loyalty page of shop {Shop} failed", proxy.ShopId);
            if (asPanel) throw;
            words = new Words(Cultures.Choose(proxy.Locale, proxy.Shop.Locale), PointsName.Of(proxy.Shop.PointsWord));
            inside = html.Unavailable(words);
        }
        http.Response.ContentType = asPanel ? "text/html; charset=utf-8" : "application/liquid; charset=utf-8";
        await http.Response.WriteAsync((asPanel ? inside : html.Page(inside, words, proxy)).Value, http.RequestAborted);
    }

    private Task<Outcome?> Redeem(HttpContext http, ProxyContext proxy) => Ask(http, proxy, async (words, customer, token, form) =>
    {
        if (Number(form["rewardId"]) is not { } reward) return new Outcome(null, problems.Incomplete(words, "invalid_request"));
        var answer = await http.RequestServices.GetRequiredService<Redemptions>().Redeem(
            proxy.ShopId, customer, reward, token.Key(reward), http.RequestAborted, Number(form["points"]), Number(form["choiceId"]),
            cart: Number(form["cart"]) is { } total ? new CartWorth(total, form["currency"].ToString()) : null);
        return answer is RedeemRefused refused ? new Outcome(null, problems.Of(refused, words)) : new Outcome(token.Key(reward), null);
    });

    private Task<Outcome?> Cancel(HttpContext http, ProxyContext proxy) => Ask(http, proxy, async (words, customer, _, form) =>
    {
        if (Number(form["id"]) is not { } id) return new Outcome(null, problems.Incomplete(words, "invalid_request"));
        var outcome = await http.RequestServices.GetRequiredService<Cancelling>().Cancel(proxy.ShopId, customer, id, by: null, http.RequestAborted);
        return new Outcome(null, problems.Of(outcome, words), outcome);
    });

    /// <summary>What every form of the page must prove before it is heard.</summary>
    private async Task<Outcome?> Ask(HttpContext http, ProxyContext proxy, Func<Words, long, FormToken, IFormCollection, Task<Outcome>> act)
    {
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) return new Outcome(null, limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words));
        if (!http.Request.HasFormContentType)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }
        var form = await ReadForm(http);
        if (form is null) return null;
        if (tokens.Read(form["token"], proxy.ShopId, customer) is not { } token) return new Outcome(null, problems.Expired(words));
        if (!limit.Admits(http, proxy.ShopId, customer)) return new Outcome(null, problems.TooMany(words));
        return await act(words, customer, token, form);
    }

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    internal static async Task<IFormCollection?> ReadForm(HttpContext http)
    {
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size) size.MaxRequestBodySize = MaxForm;
        try
        {
            return await http.Request.ReadFormAsync(http.RequestAborted);
        }
        catch (Exception unreadable) when (unreadable is BadHttpRequestException or InvalidDataException)
        {
            http.Response.StatusCode = unreadable is BadHttpRequestException bad ? bad.StatusCode : StatusCodes.Status400BadRequest;
            return null;
        }
    }
}
