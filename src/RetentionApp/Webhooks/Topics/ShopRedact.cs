using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>shop/redact</c></summary>
internal sealed class ShopRedact(ShopChanged shops) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => shops.Redacted(incoming.Shop, incoming.TriggeredAt);
}
