using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>returns/*</c></summary>
internal sealed class Returns(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Returned(incoming.Shop, incoming.Body, incoming.Topic);
}
