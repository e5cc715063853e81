using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace RetentionApp.Storefront;

/// <summary>
/// How often shoppers may ask for something to be done: each customer by themselves, guests by their address and all guests of
/// a shop together, since an address can be made up. Generous: asking again with the same key is how a page waits for its code.
/// </summary>
internal sealed class RedeemLimit(TimeProvider clock)
{
    internal const int PerMinute = 120;
    internal const int GuestsPerMinute = 30;
    internal const int AllGuestsPerMinute = 1200;

    private readonly Turnstile customers = new(PerMinute, clock), guests = new(GuestsPerMinute, clock), shops = new(AllGuestsPerMinute, clock);

    /// <summary>False when it is too much; the answer then says when to come back.</summary>
    internal bool Admits(HttpContext http, long shopId, long customerId) => Passed(http, customers.Enter(HashCode.Combine(shopId, customerId)));

    /// <summary>The same for whoever is not signed in.</summary>
    internal bool AdmitsGuest(HttpContext http, long shopId)
    {
        var wait = guests.Enter(HashCode.Combine(shopId, Address(http)));
        return Passed(http, wait > TimeSpan.Zero ? wait : shops.Enter(shopId.GetHashCode()));
    }

    /// <summary>
    /// The shopper's address as Shopify passes it on: the first that is named. Of IPv6 the half that a household shares. Who writes a
    /// false one into their own request escapes the limit of an address, not the one of the shop.
    /// </summary>
    internal static string Address(HttpContext http)
    {
        var first = http.Request.Headers["X-Forwarded-For"].ToString().Split(',')[0].Trim();
        var address = IPAddress.TryParse(first, out var forwarded) ? forwarded : http.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)) : address.ToString();
    }

    private static bool Passed(HttpContext http, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return true;
        http.Response.Headers.RetryAfter = ((int)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        return false;
    }
}
