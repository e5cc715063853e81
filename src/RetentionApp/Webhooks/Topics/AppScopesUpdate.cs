using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>app/scopes_update</c></summary>
internal sealed class AppScopesUpdate(ShopChanged shops) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => shops.ScopesUpdated(incoming.Shop, incoming.Body);
}
