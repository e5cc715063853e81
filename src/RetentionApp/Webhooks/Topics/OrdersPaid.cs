using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/paid</c></summary>
internal sealed class OrdersPaid(OrderChanged orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Tell(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
