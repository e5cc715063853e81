using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>disputes/create</c> and <c>disputes/update</c></summary>
internal sealed class DisputesChanged(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Disputed(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
