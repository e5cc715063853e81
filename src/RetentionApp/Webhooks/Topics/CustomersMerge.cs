using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/merge</c></summary>
internal sealed class CustomersMerge(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Merged(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
