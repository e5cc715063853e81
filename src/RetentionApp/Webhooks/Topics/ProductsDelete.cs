using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>products/delete</c></summary>
internal sealed class ProductsDelete(Products products) : ITopic
{
    public async Task<Handled> Handle(Incoming incoming)
    {
        if (incoming.Body.Long("id") is not { } id) return Handled.Ignored("The payload names no product.");
        await products.MarkDeleted(incoming.Shop.Id, id, incoming.TriggeredAt);
        return Handled.Done;
    }
}
