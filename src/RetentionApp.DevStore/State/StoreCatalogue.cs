using RetentionApp.DevStore.Webhooks;

namespace RetentionApp.DevStore.State;

internal sealed partial class Store
{
    public Product AddProduct(string title, long price, string type = "Home", string picture = "box", string description = "", int taxRate = 0, bool giftCard = false,
        bool onSale = true, string? sku = null, DateTime? at = null, IEnumerable<string>? tags = null, string? vendor = null, IReadOnlyList<(string Title, long Price)>? sizes = null) => Act(said =>
    {
        var now = at ?? Today;
        var id = NewId();
        var product = new Product
        {
            Id = id, Handle = Handle(title, id), Title = title, Price = price, Currency = Currency, Type = type, Picture = picture, Description = description, TaxRate = taxRate, IsGiftCard = giftCard,
            OnSale = onSale, Sku = sku ?? $"FF-{Products.Count + 1:000}", CreatedAt = now, UpdatedAt = now, Tags = [.. tags ?? []], Vendor = vendor ?? "Fern & Finch", Sizes = sizes ?? [],
        };
        Products.Add(id, product);
        said.Say("products/create", () => ProductJson.Body(this, product));
        return product;
    });

    public void EditProduct(Product product, string title, long price) => Act(said =>
    {
        product.Title = title;
        product.Price = price;
        product.UpdatedAt = Today;
        said.Say("products/update", () => ProductJson.Body(this, product));
    });

    /// <summary>Puts products together under a title. Shopify says nothing of it to an app that did not ask for that topic.</summary>
    public Collection AddCollection(string title, IEnumerable<Product> products) => Act(_ =>
    {
        var collection = new Collection { Id = NewId(), Title = title, Products = products.Select(product => product.Id).ToHashSet() };
        Collections.Add(collection.Id, collection);
        return collection;
    });

    public void DeleteProduct(Product product) => Act(said =>
    {
        product.Deleted = true;
        Products.Remove(product.Id);
        said.Say("products/delete", () => Json.Body(json => json.WriteNumber("id", product.Id)));
    });

    private string Handle(string title, long id)
    {
        var handle = string.Join('-', new string([.. title.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return handle.Length == 0 || Products.Count < 1000 && Products.Values.Any(product => product.Handle == handle) ? $"{handle}-{id}".TrimStart('-') : handle;
    }
}
