using System.Globalization;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Surfaces;

/// <summary>
/// Extensions of the point of sale: a token of a member of staff, as in the admin, and a customer of that shop in the path.
/// What is done for the customer is done in the name of that member of staff. 401 without a good token (also for a
/// shopper's), 404 for a shop that has not got the app and for a customer it does not know; both with an empty body.
/// </summary>
internal sealed class TillGate(SessionTokens sessions, ShopDirectory shops, ReadPool pool, ShopifyOptions options) : IGate
{
    internal const string Customer = "customer";

    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        CrossOrigin.KeepPrivate(http.Response);
        if (!sessions.TryRead(CrossOrigin.Bearer(http.Request), out var token) || !IsStaff(token.UserId))
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return;
        }
        var customer = long.Parse((string)http.Request.RouteValues[Customer]!, CultureInfo.InvariantCulture);
        if (await shops.ByDomain(token.Shop) is not { IsInstalled: true } shop || !await IsKnown(shop.Id, customer))
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        http.Features.Set(CrossOrigin.Asking(http, shop, customer, options) with { StaffId = token.UserId });
        await next(http);
    }

    private static bool IsStaff(string subject) => subject.Length <= 20 && subject.All(char.IsAsciiDigit);

    private Task<bool> IsKnown(long shopId, long customer) => pool.Read(async sql =>
        await sql.Long($"SELECT COUNT(*) FROM customers WHERE shop_id = {shopId} AND id = {customer} AND deleted_at IS NULL") > 0);
}
