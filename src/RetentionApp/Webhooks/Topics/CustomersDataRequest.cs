using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/data_request</c></summary>
internal sealed class CustomersDataRequest(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Asked(incoming.Shop, incoming.Body, incoming.TriggeredAt);
}
