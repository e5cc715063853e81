using RetentionApp.Intake;

namespace RetentionApp.Webhooks.Topics;

/// <summary><c>fulfillment_events/create</c></summary>
internal sealed class FulfillmentEventsCreate(OrderMentioned orders) : ITopic
{
    public Task<Handled> Handle(Incoming incoming) => orders.ParcelMoved(incoming.Shop, incoming.Body);
}
