using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/delete</c></summary>
internal sealed class OrdersDelete(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Deleted(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
