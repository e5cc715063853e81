using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/fulfilled</c></summary>
internal sealed class OrdersFulfilled(OrderChanged orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Tell(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
