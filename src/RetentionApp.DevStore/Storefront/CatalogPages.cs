using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Theme;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.Storefront;

internal static class CatalogPages
{
    public static IResult Home(Store store, Visit visit)
    {
        var products = store.Read(() => store.Products.Values.Where(product => product.OnSale).Take(60).ToArray());
        if (products.Length == 0) products = store.Read(() => store.Products.Values.Take(60).ToArray());
        return Layout.Page(store, visit, "Shop", Html.Of($"""
            <section class="hero"><h1>{visit.Say("Things for a calmer home")}</h1><p>{visit.Say("Made in small batches, sent within two days.")}</p></section>
            {Layout.AppBlocks}
            <ul class="grid">{Html.Each(products, product => Card(store, product))}</ul>
            """), data: new PageData("index"));
    }

    public static IResult Product(Store store, Visit visit, string handle, string asked)
    {
        if (store.Read(() => store.Products.Values.FirstOrDefault(one => one.Handle == handle)) is not { } product)
            return Layout.Page(store, visit, "Shop", Html.Of($"""<section class="notice"><h1>{visit.Say("This page does not exist")}</h1></section>"""), 404);
        var chosen = product.Variants.FirstOrDefault(one => $"{one.Id}" == asked) is { Id: > 0 } found ? found : product.Variants[0];
        var others = store.Read(() => store.Products.Values.Where(one => one.OnSale && one != product).OrderBy(one => one.Type == product.Type ? 0 : 1).Take(4).ToArray());
        return Layout.Page(store, visit, product.Title, Html.Of($"""
            <article class="product">
              <img src="/{store.Domain}/pictures/{product.Id}.svg" alt="{product.Title}" width="560" height="560">
              <div>
                <h1>{product.Title}</h1>
                <p class="price" data-price>{store.Money(chosen.Price).Shown}</p>
                <p>{product.Description}</p>
                <form method="post" action="/{store.Domain}/storefront/cart/add" data-type="add-to-cart-form">
                  <input type="hidden" name="product" value="{product.Id}">
                  {(product.Variants.Count == 1 ? Html.Of($"""<input type="hidden" name="id" value="{product.VariantId}">""") : Html.Of($"""<label class="quantity">{visit.Say("Size")} <select name="id">{Html.Each(product.Variants, one => Html.Of($"""<option value="{one.Id}" data-price="{store.Money(one.Price).Shown}"{(one.Id == chosen.Id ? new Html(" selected") : Html.Empty)}>{one.Title} · {store.Money(one.Price).Shown}</option>"""))}</select></label>"""))}
                  <label class="quantity">{visit.Say("Quantity")} <input type="number" name="quantity" value="1" min="1" max="99"></label>
                  <button class="primary">{visit.Say("Add to cart")}</button>
                </form>
                {Layout.AppBlocks}
                <p class="quiet">{visit.Say(product.IsGiftCard ? "Delivered by email" : "In stock, sent within two days")}{Html.If(product.TaxRate > 0, () => Html.Of($""" · {visit.Say("VAT included in the price")}"""))}</p>
              </div>
            </article>
            <h2 class="more">{visit.Say("You might also like")}</h2>
            <ul class="grid small">{Html.Each(others, other => Card(store, other))}</ul>
            """), data: new PageData("product", product));
    }

    private static Html Card(Store store, Product product) => Html.Of($"""
        <li><a href="/{store.Domain}/storefront/products/{product.Handle}"><img src="/{store.Domain}/pictures/{product.Id}.svg" alt="" width="280" height="280" loading="lazy"><span>{product.Title}</span><b>{store.Money(product.Price).Shown}</b></a></li>
        """);
}
