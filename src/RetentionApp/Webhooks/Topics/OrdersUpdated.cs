using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/updated</c></summary>
internal sealed class OrdersUpdated(OrderChanged orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Tell(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
