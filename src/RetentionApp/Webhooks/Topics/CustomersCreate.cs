using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>customers/create</c></summary>
internal sealed class CustomersCreate(CustomerChanged customers) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => customers.Tell(incoming.Shop, incoming.Body);
}
