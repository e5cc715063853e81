using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/create</c></summary>
internal sealed class OrdersCreate(OrderChanged orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Tell(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
