using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// The pages behind links in messages and invitations, in the shop's own theme. They work without JavaScript and, as all
/// pages here, tell failures in the page: for another status the shop would show an error of its own.
/// </summary>
internal sealed class LandingPages(ReadPool pool, PageViews views, LandingHtml landing, LoyaltyHtml html, RedeemLimit limit, Problems problems, ILogger<LandingPages> log)
{
    private const int MostBody = 4096;

    /// <summary><c>GET /proxy/refer/{code}</c>: a friend comes by an invitation, which is remembered with the cart.</summary>
    internal Task Refer(HttpContext http, string code) => Answer(http, async (proxy, words) =>
    {
        // Who tries codes is told nothing more after a while.
        var inviter = proxy.CustomerId is not null || limit.AdmitsGuest(http, proxy.ShopId) ? await pool.Read(async sql => await Invitations.Inviter(sql, proxy.ShopId, code)) : null;
        var own = inviter is not null && proxy.CustomerId is { } reader && await Owner(http, proxy, reader) == inviter;
        return landing.Refer(words, proxy, inviter is null ? null : code.ToLowerInvariant(), own);
    });

    /// <summary><c>GET /proxy/back/{token}</c>: a code that the customer has already, applied by the page.</summary>
    internal Task Back(HttpContext http, ReturnLinks links, string token) => Answer(http, async (proxy, words) =>
    {
        if (await links.Open(proxy.ShopId, token) is not { } redemption) return landing.Dead(words, proxy);
        var view = await views.Read(http, proxy, outcome: null);
        var isTheirs = proxy.CustomerId is { } reader && await Owner(http, proxy, redemption.CustomerId) is { } owner && owner == await Owner(http, proxy, reader);
        return landing.Back(view, redemption, isTheirs);
    });

    /// <summary>
    /// <c>GET</c> and <c>POST /proxy/r/{token}</c>: the question, and the answer to it. The token is the key of the redemption, so that
    /// however often it is confirmed it is one; and only the customer whom it names, signed in, can do so or see the code.
    /// </summary>
    internal Task Redeem(HttpContext http, string token, bool isConfirmed) => Answer(http, async (proxy, words) =>
    {
        if (http.RequestServices.GetRequiredService<RedeemLinks>().Open(proxy.ShopId, token) is not { } link) return landing.Dead(words, proxy);
        var path = proxy.PathPrefix + "/r/" + token;
        var view = await views.Read(http, proxy, outcome: null);
        var reward = Array.Find(view.Front.Rewards, one => one.Id == link.RewardId);
        if (proxy.CustomerId is not { } customer) return landing.SignIn(view, reward, link, path);
        if (await Owner(http, proxy, link.CustomerId) is not { } owner || owner != await Owner(http, proxy, customer)) return landing.SomebodyElses(words, proxy, path);

        var redemptions = http.RequestServices.GetRequiredService<Redemptions>();
        var answer = await redemptions.Find(proxy.ShopId, owner, link.Key);
        // Confirmed twice at once, the second waits for what the first is making.
        if (isConfirmed && answer is null or Redeemed { Redemption.State: RedemptionState.Pending })
        {
            if (!limit.Admits(http, proxy.ShopId, customer)) return landing.Ask(view, reward, link, path, problems.TooMany(words));
            answer = await redemptions.Redeem(proxy.ShopId, owner, link.RewardId, link.Key, http.RequestAborted, link.Points);
            if (answer is Redeemed) view = await views.Read(http, proxy, new Outcome(link.Key, null));
        }
        return answer switch
        {
            Redeemed { Redemption: var redemption } => landing.Done(view, HeldCode.Of(redemption)),
            RedeemRefused refused => landing.Refused(view, refused),
            _ => landing.Ask(view, reward, link, path, problem: null),
        };
    });

    /// <summary>Whose account it is, merges followed; null: erased.</summary>
    private static Task<long?> Owner(HttpContext http, ProxyContext proxy, long customer) => http.RequestServices.GetRequiredService<Customers>().Owner(proxy.ShopId, customer);

    private async Task Answer(HttpContext http, Func<ProxyContext, Words, Task<Landing>> make)
    {
        var proxy = http.Proxy();
        // The form has no fields: whatever else comes with it is not read.
        if (http.Request.ContentLength > MostBody)
        {
            http.Response.StatusCode = StatusCodes.Status413PayloadTooLarge;
            return;
        }
        // The address is the key to what is behind it: no other site is told it, and no search engine keeps it.
        http.Response.Headers["Referrer-Policy"] = "no-referrer";
        http.Response.Headers["X-Robots-Tag"] = "noindex, nofollow";
        var words = await Shoppers.Words(pool, proxy);
        Landing page;
        try
        {
            page = await make(proxy, words);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "A landing page of shop {Shop} failed", proxy.ShopId);
            page = new Landing(null, html.Unavailable(words));
        }
        http.Response.ContentType = "application/liquid; charset=utf-8";
        if (!HttpMethods.IsHead(http.Request.Method)) await http.Response.WriteAsync(html.Page(page.Inside, words, proxy, page.Title).Value, http.RequestAborted);
    }
}

/// <param name="Title">Null: that of the loyalty page.</param>
internal sealed record Landing(string? Title, Html Inside);
