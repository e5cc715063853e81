using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Surfaces;

/// <summary>
/// Account, order-status, thank-you and checkout extensions: lets a request through that bears their session token. The
/// customer is the token's <c>sub</c>, which is absent for a guest, and never anything the request says. 401 without a good
/// token (also for a staff member's), 404 for a shop that has not got the app; both with an empty body.
/// </summary>
internal sealed class ShopperGate(SessionTokens sessions, ShopDirectory shops, ShopifyOptions options) : IGate
{
    private const string CustomerGid = "gid://shopify/Customer/";

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        CrossOrigin.KeepPrivate(http.Response);
        if (!sessions.TryReadExtension(CrossOrigin.Bearer(http.Request), out var token) || !TryReadCustomer(token.UserId, out var customer))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        if (await shops.ByDomain(token.Shop) is not { IsInstalled: true } shop)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Features.Set(CrossOrigin.Asking(http, shop, customer, options));
        await next(http);
    }

    private static bool TryReadCustomer(string subject, out long? customer)
    {
        customer = subject.StartsWith(CustomerGid, StringComparison.Ordinal) ? Gid.Number(subject) : null;
        return subject.Length == 0 || customer > 0;
    }
}
