using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>refunds/create</c></summary>
internal sealed class RefundsCreate(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Refunded(incoming.Shop, incoming.Body);
}
