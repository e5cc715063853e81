using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

internal static class AccountPages
{
    public static IResult SignIn(Store store, Visit visit, string search, string back)
    {
        var found = store.Read(() => store.Customers.Values.Where(one => search.Length == 0 || one.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || one.Email?.Contains(search, StringComparison.OrdinalIgnoreCase) == true).Take(60).ToArray());
        return Layout.Page(store, visit, "Sign in", Html.Of($"""
            <h1>{visit.Say("Who is shopping?")}</h1>
            <div class="checkout">
              <section>
                <form method="get" class="row">{Return(back)}<input type="search" name="q" value="{search}" aria-label="{visit.Say("Search customers")}" placeholder="{visit.Say("Search customers")}"><button>{visit.Say("Search customers")}</button></form>
                <form method="post" class="people" action="/{store.Domain}/storefront/signin">
                  {Return(back)}
                  {Html.Each(found, one => Html.Of($"""<button name="customer" value="{one.Id}"><b>{one.Name}</b><span class="quiet">{one.Email}</span></button>"""))}
                  <button name="customer" value="0"><b>{visit.Say("Continue as a guest")}</b></button>
                </form>
              </section>
              <aside>
                <h2>{visit.Say("New here?")}</h2>
                <form method="post" action="/{store.Domain}/storefront/register">
                  {Return(back)}
                  <label>{visit.Say("First name")} <input name="first" autocomplete="given-name"></label>
                  <label>{visit.Say("Last name")} <input name="last" autocomplete="family-name"></label>
                  <label>{visit.Say("Email")} <input type="email" name="email" required autocomplete="email"></label>
                  <button class="primary">{visit.Say("Create account")}</button>
                </form>
              </aside>
            </div>
            """));
    }

    private static Html Return(string back) => Html.If(back.Length > 0, () => Html.Of($"""<input type="hidden" name="return_url" value="{back}">"""));

    public static IResult Account(Store store, Visit visit)
    {
        if (visit.Customer is not { } customer) return StorefrontEndpoints.Go($"/{store.Domain}/storefront/signin");
        var orders = store.Read(() => customer.Orders.OrderByDescending(order => order.ProcessedAt).Take(50).ToArray());
        return Layout.Page(store, visit, "Account", Html.Of($"""
            <div class="head"><div><h1>{customer.Name}</h1><p class="quiet">{customer.Email}</p></div>
              <form method="post" action="/{store.Domain}/storefront/signin"><button name="customer" value="0">{visit.Say("Sign out")}</button></form></div>
            <p><a class="primary" href="/{store.Domain}/storefront/apps/retention/">{visit.Say("See your rewards")}</a> <a href="/{store.Domain}/storefront/loyalty">{visit.Say("Loyalty")}</a></p>
            <h2>{visit.Say("Orders")}</h2>
            {(orders.Length == 0
                ? Html.Of($"""<p class="quiet">{visit.Say("You have no orders yet")}</p>""")
                : Html.Of($"""<ul class="orders">{Html.Each(orders, order => Html.Of($"""<li><a href="/{store.Domain}/storefront/orders/{order.Id}"><b>{order.Name}</b><span>{order.ProcessedAt:d MMM yyyy}</span><span>{visit.Say(State(order))}</span><b>{store.Money(order.CurrentTotal).Shown}</b></a></li>"""))}</ul>"""))}
            """));
    }

    public static IResult Order(Store store, Visit visit, long id)
    {
        if (store.Read(() => store.Orders.GetValueOrDefault(id)) is not { } order) return Layout.Page(store, visit, "Orders", Html.Of($"""<section class="notice"><h1>{visit.Say("This page does not exist")}</h1></section>"""), 404);
        return Layout.Page(store, visit, "Your order", Html.Of($"""
            <section class="notice"><h1>{visit.Say("Thank you")}</h1><p>{visit.Say("Your order")} <b>{order.Name}</b> · {visit.Say(State(order))}</p></section>
            <ul class="cart">{Html.Each(order.Lines, line => Html.Of($"""<li><img src="/{store.Domain}/pictures/{line.Product.Id}.svg" alt="" width="88" height="88"><div>{line.Product.Title}{(line.Variant == 0 ? "" : $" – {line.Product.Sizes[line.Variant - 1].Title}")}<span class="quiet">{store.Money(line.Price).Shown} × {line.Current}</span></div><b>{store.Money(line.NetOf(line.Current)).Shown}</b></li>"""))}</ul>
            <dl class="sums">
              <div><dt>{visit.Say("Subtotal")}</dt><dd>{store.Money(order.CurrentSubtotal).Shown}</dd></div>
              {Html.If(order.DiscountTotal > 0, () => Html.Of($"""<div><dt>{visit.Say("Discount")} <span class="code">{order.DiscountCode}</span></dt><dd>{store.Money(-order.CurrentDiscount).Shown}</dd></div>"""))}
              <div><dt>{visit.Say("Shipping")}</dt><dd>{store.Money(order.CurrentShipping).Shown}</dd></div>
              {Html.If(order.Tax > 0, () => Html.Of($"""<div><dt>{visit.Say(order.TaxesIncluded ? "Tax included" : "Tax")}</dt><dd>{store.Money(order.CurrentTax).Shown}</dd></div>"""))}
              <div class="sum"><dt>{visit.Say("Total")}</dt><dd>{store.Money(order.CurrentTotal).Shown}</dd></div>
            </dl>
            <p class="go"><a href="/{store.Domain}/storefront/apps/retention/">{visit.Say("See your rewards")}</a> <a class="primary" href="/{store.Domain}/storefront/">{visit.Say("Continue shopping")}</a></p>
            """));
    }

    private static string State(Order order) =>
        order.CancelledAt is not null ? "Cancelled"
        : order.FinancialStatus switch
        {
            "pending" => "Awaiting payment",
            "refunded" => "Refunded",
            "partially_refunded" => "Partly refunded",
            _ => order.Fulfillments.Count == 0 ? "Paid" : order.Fulfillments[^1].DeliveredAt is null ? "On its way" : "Delivered",
        };
}
