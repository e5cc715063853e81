using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>shop/update</c></summary>
internal sealed class ShopUpdate(ShopChanged shops) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => shops.Updated(incoming.Shop, incoming.Body);
}
