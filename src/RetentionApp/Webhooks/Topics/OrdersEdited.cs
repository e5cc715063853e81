using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>orders/edited</c></summary>
internal sealed class OrdersEdited(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Edited(incoming.Shop, incoming.Body);
}
