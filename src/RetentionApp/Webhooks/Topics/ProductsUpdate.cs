using RetentionApp.Commerce;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>products/update</c></summary>
internal sealed class ProductsUpdate(Products products) : ITopic
{
    public async Task<Handled> Handle(Incoming incoming)
    {
        await products.Record(incoming.Shop.Id, incoming.Body, incoming.TriggeredAt);
        return Handled.Done;
    }
}
