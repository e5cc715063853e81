using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

internal static class CartPages
{
    /// <summary>The cart as scripts of the shop read it; unlike in Liquid its currency is the code alone.</summary>
    public static IResult Json(Store store, Visit visit)
    {
        var cart = ThemeData.Cart(store, visit);
        cart["currency"] = store.Currency;
        return Results.Json(cart);
    }

    public static IResult Cart(Store store, Visit visit)
    {
        var wanted = StorefrontEndpoints.Wanted(store, visit);
        if (wanted.Count == 0) return Nothing(store, visit);
        return Layout.Page(store, visit, "Your cart", Html.Of($"""
            <h1>{visit.Say("Your cart")}</h1>
            <ul class="cart">{Html.Each(wanted, one => Html.Of($"""
                <li>
                  <img src="/{store.Domain}/pictures/{one.Product.Id}.svg" alt="" width="88" height="88">
                  <div><a href="/{store.Domain}/storefront/products/{one.Product.Handle}">{one.Title}</a><span class="quiet">{store.Money(one.UnitPrice).Shown}</span></div>
                  <form method="post" action="/{store.Domain}/storefront/cart/change">
                    <input type="hidden" name="product" value="{one.Product.Id}"><input type="hidden" name="id" value="{one.VariantId}">
                    <input type="number" name="quantity" value="{one.Quantity}" min="0" max="999" aria-label="{visit.Say("Quantity")}: {one.Title}"><button>{visit.Say("Update")}</button>
                  </form>
                  <b>{store.Money(one.UnitPrice * one.Quantity).Shown}</b>
                </li>
                """))}</ul>
            <p class="total"><span>{visit.Say("Subtotal")}</span> <b>{store.Money(Subtotal(wanted)).Shown}</b></p>
            {Discounted(store, visit, wanted)}
            {Layout.AppBlocks}
            <p class="go"><a class="primary" href="/{store.Domain}/storefront/checkout">{visit.Say("Check out")}</a></p>
            """), data: new PageData("cart"));
    }

    public static IResult Checkout(Store store, Visit visit)
    {
        var wanted = StorefrontEndpoints.Wanted(store, visit);
        if (wanted.Count == 0) return Nothing(store, visit);
        var (off, carriageOff, refusal) = visit.Code is { } code ? store.TryCode(code, visit.Customer, wanted) : (0, 0, null);
        if (refusal is not null)
        {
            visit.Notice ??= refusal;
            visit.Code = null;
        }
        var subtotal = Subtotal(wanted);
        return Layout.Page(store, visit, "Checkout", Html.Of($"""
            <h1>{visit.Say("Checkout")}</h1>
            <div class="checkout">
              <section>
                <h2>{visit.Say("Discount code")}</h2>
                {(visit.Code is { } used
                    ? Html.Of($"""<form method="post" action="/{store.Domain}/storefront/checkout/code" class="row"><span class="code">{used}</span><input type="hidden" name="code" value=""><button>{visit.Say("Remove code")}</button></form><form method="post" action="/{store.Domain}/storefront/checkout/code" class="row"><input type="hidden" name="with" value="{used}"><input name="code" aria-label="{visit.Say("Discount code")}" autocomplete="off" autocapitalize="characters"><button>{visit.Say("Apply")}</button></form>""")
                    : Html.Of($"""<form method="post" action="/{store.Domain}/storefront/checkout/code" class="row"><input name="code" aria-label="{visit.Say("Discount code")}" autocomplete="off" autocapitalize="characters"><button>{visit.Say("Apply")}</button></form>"""))}
                <form method="post" action="/{store.Domain}/storefront/checkout">
                  <h2>{visit.Say("Contact")}</h2>
                  {(visit.Customer is { } customer
                      ? Html.Of($"""<p>{customer.Name}<br><span class="quiet">{customer.Email}</span></p>""")
                      : Html.Of($"""<label>{visit.Say("Email")} <input type="email" name="email" autocomplete="email"></label><p><a href="/{store.Domain}/storefront/signin">{visit.Say("Sign in")}</a></p>"""))}
                  <label class="check"><input type="checkbox" name="tax" value="included"{(store.TaxesIncluded ? new Html(" checked") : Html.Empty)}> {visit.Say("Prices include tax")}</label>
                  <p class="row"><button class="primary" name="pay" value="now">{visit.Say("Pay now")}</button><button name="pay" value="later">{visit.Say("Pay later")}</button></p>
                </form>
              </section>
              <aside>
                <ul>{Html.Each(wanted, one => Html.Of($"""<li><span>{one.Title} × {one.Quantity}</span> <b>{store.Money(one.UnitPrice * one.Quantity).Shown}</b></li>"""))}</ul>
                <dl>
                  <div><dt>{visit.Say("Subtotal")}</dt><dd>{store.Money(subtotal).Shown}</dd></div>
                  {Html.If(off > 0, () => Html.Of($"""<div><dt>{visit.Say("Discount")} <span class="code">{visit.Code}</span></dt><dd>{store.Money(-off).Shown}</dd></div>"""))}
                  <div><dt>{visit.Say("Shipping")}</dt><dd>{store.Money(store.ShippingPrice - carriageOff).Shown}</dd></div>
                  <div class="sum"><dt>{visit.Say("Total")}</dt><dd>{store.Money(subtotal - off + store.ShippingPrice - carriageOff).Shown}</dd></div>
                </dl>
              </aside>
            </div>
            """));
    }

    /// <summary>What the code of a discount link takes off, or why it does not.</summary>
    private static Html Discounted(Store store, Visit visit, IReadOnlyList<Wanted> wanted)
    {
        if (visit.Code is not { } code) return Html.Empty;
        var (off, _, refusal) = store.TryCode(code, visit.Customer, wanted);
        return refusal is null
            ? Html.Of($"""<p class="total"><span>{visit.Say("Discount")} <span class="code">{code}</span></span> <b>{store.Money(-off).Shown}</b></p><p class="total sum"><span>{visit.Say("Total")}</span> <b>{store.Money(Subtotal(wanted) - off).Shown}</b></p>""")
            : Html.Of($"""<p class="flash"><span class="code">{code}</span> {visit.Say(refusal)}</p>""");
    }

    private static long Subtotal(IReadOnlyList<Wanted> wanted) => wanted.Sum(one => one.UnitPrice * one.Quantity);

    private static IResult Nothing(Store store, Visit visit) => Layout.Page(store, visit, "Your cart", Html.Of($"""
        <section class="notice"><h1>{visit.Say("Your cart is empty")}</h1><p><a class="primary" href="/{store.Domain}/storefront/">{visit.Say("Find something you like")}</a></p></section>
        """));
}
