using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class CustomerPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var search = http.Request.Query["q"].ToString().Trim();
        var (found, count) = store.Read(() =>
        {
            var all = store.Customers.Values.Where(one => search.Length == 0 || one.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || one.Email?.Contains(search, StringComparison.OrdinalIgnoreCase) == true).ToArray();
            return (all.Take(100).ToArray(), all.Length);
        });
        return Pages.Office(store, "Customers", "customers", Html.Of($"""
            <form class="bar" method="get"><input type="search" name="q" value="{search}" placeholder="Name or email" aria-label="Search customers"><button>Search</button><span class="quiet">{count} customer{(count == 1 ? "" : "s")}{(count > found.Length ? ", the first 100 shown" : "")}</span></form>
            <div class="card flush"><table>
              <thead><tr><th>Name</th><th>Email</th><th>Language</th><th class="num">Orders</th><th class="num">Spent</th></tr></thead>
              <tbody>{Html.Each(found, one => Html.Of($"""<tr><td data-label="Name"><a href="/{store.Domain}/customers/{one.Id}"><b>{one.Name}</b></a></td><td data-label="Email">{one.Email}</td><td data-label="Language">{one.Locale}</td><td data-label="Orders" class="num">{one.Orders.Count}</td><td data-label="Spent" class="num">{store.Money(one.Spent).Shown}</td></tr>"""))}</tbody>
            </table></div>
            """), OfficeEndpoints.Said(http));
    }

    public static IResult One(Store store, HttpContext http)
    {
        var customer = store.Read(() => store.CustomerById(OfficeEndpoints.Id(http)));
        var others = store.Read(() => store.Customers.Values.Where(one => one != customer).Take(500).ToArray());
        var orders = store.Read(() => customer.Orders.OrderByDescending(order => order.ProcessedAt).Take(30).ToArray());
        return Pages.Office(store, customer.Name, "customers", Html.Of($"""
            <div class="two">
              <div>
                <form class="card" method="post">
                  <h2>Details</h2>
                  <div class="fields">
                    <label>First name <input name="first" value="{customer.FirstName}"></label><label>Last name <input name="last" value="{customer.LastName}"></label>
                    <label>Email <input name="email" value="{customer.Email}"></label><label>Phone <input name="phone" value="{customer.Phone}"></label>
                    <label>Language <select name="locale"><option value="en"{Selected(customer.Locale == "en")}>English</option><option value="ru"{Selected(customer.Locale == "ru")}>Russian</option></select></label>
                    <label>Tags <input name="tags" value="{string.Join(", ", customer.Tags)}"></label>
                    <label>Account <select name="state"><option value="enabled"{Selected(customer.State == "enabled")}>Has an account</option><option value="disabled"{Selected(customer.State != "enabled")}>Guest</option></select></label>
                    <label>Newsletter <select name="newsletter"><option value="no"{Selected(!customer.AcceptsEmail)}>Not subscribed</option><option value="yes"{Selected(customer.AcceptsEmail)}>Subscribed</option></select></label>
                  </div>
                  <p class="actions"><button class="primary" name="do" value="edit">Save</button></p>
                </form>
                <section class="card"><h2>Orders</h2>{(orders.Length == 0 ? Html.Of($"""<p class="quiet">None yet.</p>""") : Html.Of($"""<ul class="plain">{Html.Each(orders, order => Html.Of($"""<li><a href="/{store.Domain}/orders/{order.Id}">{order.Name}</a> {order.ProcessedAt:d MMM yyyy} {OrderPages.Payment(order)} {store.Money(order.CurrentTotal).Shown}</li>"""))}</ul>"""))}</section>
              </div>
              <aside>
                {Held(store, customer)}
                <form class="card" method="post"><h2>Merge</h2><label>Take over everything of <select name="other">{Html.Each(others, one => Html.Of($"""<option value="{one.Id}">{one.Name} · {one.Email}</option>"""))}</select></label><p class="actions"><button name="do" value="merge">Merge into {customer.Name}</button></p></form>
                <form class="card" method="post"><h2>Privacy</h2><p class="actions"><button name="do" value="request">Request data</button><button name="do" value="redact">Redact</button><button class="danger" name="do" value="delete">Delete</button></p></form>
              </aside>
            </div>
            """), OfficeEndpoints.Said(http));
    }

    private static Html Held(Store store, Customer customer)
    {
        var cards = store.Read(() => store.GiftCards.Values.Where(card => card.Customer == customer).ToArray());
        var credit = store.Read(() => customer.StoreCredit.ToArray());
        if (cards.Length + credit.Length == 0) return Html.Empty;
        return Html.Of($"""
            <section class="card"><h2>Gift cards and store credit</h2><ul class="plain">
              {Html.Each(cards, card => Html.Of($"""<li><code>{card.Code}</code> {store.Money(card.Balance).Shown}{(card.DeactivatedAt is null ? "" : " (switched off)")} <span class="quiet">{card.Note}</span></li>"""))}
              {Html.Each(credit, entry => Html.Of($"""<li>{entry.CreatedAt:d MMM yyyy} {entry.Amount.Shown} <span class="quiet">balance {entry.Balance.Shown}</span></li>"""))}
            </ul></section>
            """);
    }

    private static Html Selected(bool isSelected) => isSelected ? new Html(" selected") : Html.Empty;
}

internal static class CustomerActions
{
    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var customer = store.CustomerById(OfficeEndpoints.Id(http));
        switch (form["do"].ToString())
        {
            case "edit":
                store.EditCustomer(customer, one =>
                {
                    one.FirstName = form["first"].ToString().Trim();
                    one.LastName = form["last"].ToString().Trim();
                    one.Email = Filled("email");
                    one.Phone = Filled("phone");
                    one.Locale = form["locale"] == "ru" ? "ru" : "en";
                    one.State = form["state"] == "disabled" ? "disabled" : "enabled";
                    one.AcceptsEmail = form["newsletter"] == "yes";
                    one.Tags.Clear();
                    one.Tags.AddRange(form["tags"].ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
                });
                return "Saved.";
            case "merge":
                var gone = store.CustomerById(long.Parse(form["other"].ToString(), System.Globalization.CultureInfo.InvariantCulture));
                store.Merge(customer, gone);
                return $"{gone.Name} is now part of {customer.Name}.";
            case "request":
                store.RequestData(customer);
                return "The app was asked for this customer's data.";
            case "redact":
                store.Redact(customer);
                return "The app was told to erase this customer.";
            case "delete":
                store.DeleteCustomer(customer);
                return $"{customer.Name} is deleted.";
            default:
                throw new StoreRefusal("There is no such action.");
        }

        string? Filled(string name) => form[name].ToString().Trim() is { Length: > 0 } text ? text : null;
    }
}
