using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>order_transactions/create</c></summary>
internal sealed class OrderTransactionsCreate(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.Paid(incoming.Shop, incoming.Body);
}
