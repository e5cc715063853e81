using RetentionApp.Commerce;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>products/create</c></summary>
internal sealed class ProductsCreate(Products products) : ITopic
{
    public async Task<Handled> Handle(Incoming incoming)
    {
        await products.Record(incoming.Shop.Id, incoming.Body, incoming.TriggeredAt);
        return Handled.Done;
    }
}
