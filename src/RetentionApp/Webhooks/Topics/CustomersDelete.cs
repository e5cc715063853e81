using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/delete</c></summary>
internal sealed class CustomersDelete(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Erased(incoming.Shop, incoming.Body, incoming.TriggeredAt, isRedaction: false);
}
