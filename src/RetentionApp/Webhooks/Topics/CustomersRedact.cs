using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/redact</c></summary>
internal sealed class CustomersRedact(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Erased(incoming.Shop, incoming.Body, incoming.TriggeredAt, isRedaction: true);
}
