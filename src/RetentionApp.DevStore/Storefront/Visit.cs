using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Storefront;

/// <summary>One shopper's browser: who they are, their cart and language.</summary>
internal sealed class Visit
{
    public Customer? Customer { get; set; }
    public string Locale { get; set; } = "en";
    public string? Code { get; set; }
    public string? Notice { get; set; }

    /// <summary>Product id, position of the variant and quantity, in the order they were added.</summary>
    public List<(long Product, byte Variant, int Quantity)> Cart { get; } = [];

    /// <summary>What pages asked the cart to remember; the order takes it over.</summary>
    public Dictionary<string, string> Attributes { get; } = [];

    public int Count => Cart.Sum(item => item.Quantity);

    public string Say(string english) => Texts.In(Locale, english);

    public string? TakeNotice()
    {
        var notice = Notice;
        Notice = null;
        return notice;
    }
}

/// <summary>Finds the visit of a request by its cookie; the cookie never reaches the app.</summary>
internal static class Visits
{
    private const string Cookie = "devstore_visit";

    public static Visit Of(Store store, HttpContext http)
    {
        if (http.Request.Cookies[Cookie] is not { Length: 32 } id)
        {
            id = Guid.NewGuid().ToString("n");
            http.Response.Cookies.Append(Cookie, id, new CookieOptions { Path = $"/{store.Domain}", HttpOnly = true, SameSite = SameSiteMode.Lax });
        }
        var visit = store.Visits.GetOrAdd(id, _ => new Visit());
        if (visit.Customer is { } customer && !store.Read(() => store.Customers.ContainsKey(customer.Id))) visit.Customer = null;
        if (http.Request.Cookies["locale"] is { } locale && Languages.Has(locale)) visit.Locale = locale;
        return visit;
    }
}
