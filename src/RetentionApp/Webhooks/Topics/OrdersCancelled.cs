using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/cancelled</c></summary>
internal sealed class OrdersCancelled(OrderChanged orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Tell(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
