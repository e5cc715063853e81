namespace RetentionApp.DevStore.Webhooks;

internal enum DeliveryState
{
    Waiting,
    Held,
    Sending,
    Delivered,
    Failed,

    /// <summary>All retries used up, or dropped on purpose.</summary>
    GivenUp,
    Dropped,
}

/// <summary>One answer of the app: code 0 means there was none.</summary>
internal sealed record Answer(DateTime At, int Code, string Body, double Milliseconds);

/// <summary>One webhook on its way. Its body and address never change, whatever happens to the store meanwhile.</summary>
internal sealed class Delivery
{
    public required int Number { get; init; }
    public required string Topic { get; init; }
    public required byte[] Body { get; init; }
    public required string WebhookId { get; init; }
    public required string EventId { get; init; }
    public required DateTime TriggeredAt { get; init; }
    public required string ApiVersion { get; init; }
    public DeliveryState State { get; set; } = DeliveryState.Waiting;
    public DateTime NextAt { get; set; }
    public List<Answer> Answers { get; } = new(1);

    public bool IsOpen => State is DeliveryState.Waiting or DeliveryState.Failed;
}
