using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class ProductPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var products = store.Read(() => store.Products.Values.Take(200).ToArray());
        return Pages.Office(store, "Products", "products", Html.Of($"""
            <div class="cards">{Html.Each(products, one => Html.Of($"""
              <form class="card product" method="post" action="/{store.Domain}/products/{one.Id}">
                <input type="hidden" name="back" value="/{store.Domain}/products">
                <img src="/{store.Domain}/pictures/{one.Id}.svg" alt="" width="96" height="96" loading="lazy">
                <label>Title <input name="title" value="{one.Title}"></label>
                <label>Price <input name="price" inputmode="decimal" value="{store.Money(one.Price).Amount}"></label>
                <p class="quiet">{one.Type}{(one.TaxRate > 0 ? $" · VAT {one.TaxRate / 100} %" : "")}{(one.IsGiftCard ? " · gift card" : "")}</p>
                <p class="actions"><button name="do" value="edit">Save</button><button class="danger" name="do" value="delete">Delete</button></p>
              </form>
              """))}</div>
            """), OfficeEndpoints.Said(http));
    }

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        var product = store.ProductById(OfficeEndpoints.Id(http));
        if (form["do"] == "delete")
        {
            store.DeleteProduct(product);
            return $"{product.Title} is deleted.";
        }
        var title = form["title"].ToString().Trim();
        if (title.Length == 0) throw new StoreRefusal("A product needs a title.");
        store.EditProduct(product, title, OfficeEndpoints.Amount(store, form["price"]));
        return $"{title} is saved.";
    }
}

internal static class DiscountPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var discounts = store.Read(() => store.Discounts.Values.Reverse().Take(200).ToArray());
        if (discounts.Length == 0) return Pages.Office(store, "Discount codes", "discounts", Pages.Empty("No codes yet", "Codes the app creates appear here. Redeem points in the storefront, under Rewards."), OfficeEndpoints.Said(http));
        return Pages.Office(store, "Discount codes", "discounts", Html.Of($"""
            <div class="card flush"><table>
              <thead><tr><th>Code</th><th>Title</th><th>Off</th><th>For</th><th>Until</th><th class="num">Used</th></tr></thead>
              <tbody>{Html.Each(discounts, one => Html.Of($"""
                <tr><td data-label="Code"><code>{one.Code}</code></td><td data-label="Title">{one.Title}</td><td data-label="Off">{(one.IsFreeShipping ? "Shipping" : one.Amount > 0 ? store.Money(one.Amount).Shown : $"{one.Percentage * 100:0.#} %")}{(one.Class == DiscountClass.Product ? " of some goods" : "")}{(one.MinimumSubtotal > 0 ? $" from {store.Money(one.MinimumSubtotal).Shown}" : "")}</td>
                <td data-label="For">{(one.Customers is { } customers ? string.Join(", ", customers.Select(id => store.Customers.GetValueOrDefault(id)?.Name ?? $"{id}")) : "Everybody")}</td><td data-label="Until">{one.EndsAt?.ToString("d MMM yyyy", System.Globalization.CultureInfo.InvariantCulture) ?? "no end"}{(one.Status == "EXPIRED" ? " (ended)" : "")}</td><td data-label="Used" class="num">{one.UsedBy.Count}{(one.UsageLimit is { } limit ? $" of {limit}" : "")}</td></tr>
                """))}</tbody>
            </table></div>
            """), OfficeEndpoints.Said(http));
    }
}
