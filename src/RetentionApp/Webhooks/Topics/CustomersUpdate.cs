using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/update</c></summary>
internal sealed class CustomersUpdate(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Tell(incoming.Shop, incoming.Body);
}
