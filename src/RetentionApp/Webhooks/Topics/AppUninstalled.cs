using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>app/uninstalled</c></summary>
internal sealed class AppUninstalled(ShopChanged shops) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => shops.Uninstalled(incoming.Shop, incoming.TriggeredAt);
}
