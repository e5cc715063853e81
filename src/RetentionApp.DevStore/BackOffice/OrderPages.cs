using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class OrderPages
{
    private const int PageSize = 50;

    public static IResult List(Store store, HttpContext http)
    {
        var search = http.Request.Query["q"].ToString().Trim();
        var page = Math.Max(1, OfficeEndpoints.Number(http.Request.Query["page"]));
        var (orders, count) = store.Read(() =>
        {
            var found = store.Orders.Values.Where(order => search.Length == 0 || order.Name.Contains(search, StringComparison.OrdinalIgnoreCase) || order.Customer?.Name.Contains(search, StringComparison.OrdinalIgnoreCase) == true || order.Email?.Contains(search, StringComparison.OrdinalIgnoreCase) == true)
                .OrderByDescending(order => order.Number).ToArray();
            return (found.Skip((page - 1) * PageSize).Take(PageSize).ToArray(), found.Length);
        });
        if (count == 0 && search.Length == 0) return Pages.Office(store, "Orders", "orders", Pages.Empty("No orders yet", "Buy something in the storefront: the order appears here, and its webhooks under Deliveries."), OfficeEndpoints.Said(http));
        return Pages.Office(store, "Orders", "orders", Html.Of($"""
            <form class="bar" method="get"><input type="search" name="q" value="{search}" placeholder="Number, name or email" aria-label="Search orders"><button>Search</button><span class="quiet">{count} order{(count == 1 ? "" : "s")}</span></form>
            <div class="card flush"><table>
              <thead><tr><th>Order</th><th>Date</th><th>Customer</th><th>Payment</th><th>Fulfilment</th><th class="num">Total</th></tr></thead>
              <tbody>{Html.Each(orders, order => Html.Of($"""
                <tr><td data-label="Order"><a href="/{store.Domain}/orders/{order.Id}"><b>{order.Name}</b></a></td><td data-label="Date">{order.ProcessedAt:d MMM yyyy, HH:mm}</td><td data-label="Customer">{order.Customer?.Name ?? order.Email ?? "Guest"}</td>
                <td data-label="Payment">{Payment(order)}</td><td data-label="Fulfilment">{Fulfilment(order)}</td><td data-label="Total" class="num">{store.Money(order.CurrentTotal).Shown}</td></tr>
                """))}</tbody>
            </table></div>
            {Pager(page, count, search)}
            """), OfficeEndpoints.Said(http));
    }

    public static IResult One(Store store, HttpContext http)
    {
        var order = store.Read(() => store.OrderById(OfficeEndpoints.Id(http)));
        var isOpen = order.CancelledAt is null;
        return Pages.Office(store, $"Order {order.Name}", "orders", Html.Of($"""
            <p class="meta">{Payment(order)} {Fulfilment(order)} <span class="quiet">{order.ProcessedAt:d MMM yyyy, HH:mm} UTC · changed {order.UpdatedAt:d MMM yyyy, HH:mm:ss}</span></p>
            <div class="two">
              <div>
                <section class="card">
                  <form method="post" class="actions" action="/{store.Domain}/orders/{order.Id}">
                    {Html.If(isOpen && !order.IsPaid, () => Html.Of($"""<button class="primary" name="do" value="pay">Mark as paid</button>"""))}
                    {Html.If(isOpen && order.FulfillmentStatus != "fulfilled", () => Html.Of($"""<button name="do" value="fulfil">Fulfil</button>"""))}
                    {Html.If(isOpen && (order.Fulfillments.Count == 0 || order.Fulfillments[^1].DeliveredAt is null), () => Html.Of($"""<button name="do" value="deliver">Deliver</button>"""))}
                    {Html.If(isOpen, () => Html.Of($"""<button name="do" value="cancel">Cancel{(order.IsPaid ? " and refund" : "")}</button>"""))}
                    {Html.If(order.IsPaid && !order.Disputes.Exists(one => one.FinalizedAt is null), () => Html.Of($"""<button name="do" value="dispute">Dispute the payment</button>"""))}
                    {Html.If(order.Disputes.Exists(one => one.FinalizedAt is null), () => Html.Of($"""<button name="do" value="dispute-won">Dispute won</button><button name="do" value="dispute-lost">Dispute lost</button>"""))}
                    {Html.Each(Store.ReturnSteps(order), step => Html.Of($"""<button name="do" value="return-{step}">{(step == "request" ? "Ask for a return" : char.ToUpperInvariant(step[0]) + step[1..] + " the return")}</button>"""))}
                    <button class="danger" name="do" value="delete">Delete</button>
                  </form>
                </section>
                <section class="card">
                  <h2>Goods</h2>
                  <form method="post" action="/{store.Domain}/orders/{order.Id}">
                  <div class="scroll"><table>
                    <thead><tr><th>Product</th><th class="num">Price</th><th class="num">Ordered</th><th class="num">Now</th><th class="num">Change to</th><th class="num">Refund</th></tr></thead>
                    <tbody>{Html.Each(order.Lines.Index(), line => Html.Of($"""
                      <tr><td data-label="Product">{line.Item.Product.Title}{Html.If(line.Item.Discount > 0, () => Html.Of($"""<span class="quiet">discount {store.Money(line.Item.Discount).Shown}</span>"""))}</td><td data-label="Price" class="num">{store.Money(line.Item.Price).Shown}</td><td data-label="Ordered" class="num">{line.Item.Quantity}</td><td data-label="Now" class="num">{line.Item.Current}</td>
                      <td data-label="Change to" class="num"><input type="number" name="edit-{line.Index}" min="0" max="{line.Item.Current}" aria-label="Change {line.Item.Product.Title} to" placeholder="{line.Item.Current}"></td>
                      <td data-label="Refund" class="num"><input type="number" name="units-{line.Index}" min="0" max="{line.Item.Current}" aria-label="Refund units of {line.Item.Product.Title}" placeholder="0"></td></tr>
                      """))}</tbody>
                  </table></div>
                  <div class="fields">
                    <label>Refund shipping <input name="shipping" inputmode="decimal" placeholder="0.00 of {store.Money(order.CurrentShipping).Amount}"></label>
                    <label>Goodwill on top <input name="goodwill" inputmode="decimal" placeholder="0.00"></label>
                    <label>Note <input name="note"></label>
                    <label>Give it to <select name="to"><option value="payment">the original payment</option><option value="credit">store credit</option></select></label>
                  </div>
                  <p class="actions"><button name="do" value="edit">Save edit</button><button class="primary" name="do" value="refund">Refund</button><button name="do" value="refund-all">Refund all that is left</button></p>
                  </form>
                </section>
                {Html.If(order.Disputes.Count > 0, () => Html.Of($"""
                  <section class="card"><h2>Disputes</h2><ul class="plain">{Html.Each(order.Disputes, dispute => Html.Of($"""<li><b>{store.Money(dispute.Amount).Shown}</b> since {dispute.InitiatedAt:d MMM yyyy, HH:mm} · {dispute.Status.Replace('_', ' ')}</li>"""))}</ul></section>
                  """))}
                {Html.If(order.Refunds.Count > 0, () => Html.Of($"""
                  <section class="card"><h2>Refunds</h2><ul class="plain">{Html.Each(order.Refunds, refund => Html.Of($"""<li><b>{store.Money(refund.Total).Shown}</b> on {refund.CreatedAt:d MMM yyyy, HH:mm} · {string.Join(", ", refund.Lines.Select(line => $"{line.Quantity} × {order.Lines[line.Index].Product.Title}"))}{(refund.Shipping > 0 ? " · shipping" : "")}{(refund.Goodwill > 0 ? " · goodwill" : "")}{(refund.ToStoreCredit ? " · store credit" : "")}</li>"""))}</ul></section>
                  """))}
              </div>
              <aside>
                <section class="card"><h2>Customer</h2>{(order.Customer is { } customer ? Html.Of($"""<p><a href="/{store.Domain}/customers/{customer.Id}">{customer.Name}</a><br><span class="quiet">{customer.Email}</span></p>""") : Html.Of($"""<p>Guest<br><span class="quiet">{order.Email}</span></p>"""))}</section>
                <section class="card"><h2>Money</h2><dl>
                  {Row("Goods", order.LinesTotal)}{Row("Discount" + (order.DiscountCode is { } code ? $" {code}" : ""), -order.DiscountTotal)}{Row("Shipping", order.Shipping)}{Row(order.TaxesIncluded ? "Tax (included)" : "Tax", order.Tax)}{Row("Total", order.Total)}{Row("Received", order.Received)}{Row("Refunded", -order.Refunded)}{Row("Total now", order.CurrentTotal)}
                </dl></section>
              </aside>
            </div>
            """), OfficeEndpoints.Said(http));

        Html Row(string name, long minor) => Html.If(minor != 0, () => Html.Of($"""<div><dt>{name}</dt><dd>{store.Money(minor).Shown}</dd></div>"""));
    }

    public static Html Payment(Order order) => Badge(order.CancelledAt is not null && order.FinancialStatus != "refunded" ? "cancelled" : order.FinancialStatus.Replace('_', ' '));

    private static Html Fulfilment(Order order) => Badge(order.Fulfillments.Any(one => one.DeliveredAt is not null) ? "delivered" : order.FulfillmentStatus ?? "unfulfilled");

    private static Html Badge(string text) => Html.Of($"""<span class="badge {text.Split(' ')[0]}">{text}</span>""");

    private static Html Pager(int page, int count, string search)
    {
        var last = (count + PageSize - 1) / PageSize;
        return last < 2 ? Html.Empty : Html.Of($"""
            <p class="pager">{Html.If(page > 1, () => Html.Of($"""<a href="?q={Uri.EscapeDataString(search)}&amp;page={page - 1}">← Newer</a>"""))} <span>Page {page} of {last}</span> {Html.If(page < last, () => Html.Of($"""<a href="?q={Uri.EscapeDataString(search)}&amp;page={page + 1}">Older →</a>"""))}</p>
            """);
    }
}
