using System.Diagnostics.Metrics;

namespace RetentionApp.Webhooks;

/// <summary>Counts for operators; the meter's name is <c>RetentionApp.Webhooks</c>.</summary>
internal static class WebhookMeter
{
    private static readonly Meter Meter = new("RetentionApp.Webhooks");
    internal static readonly Counter<long> Stored = Meter.CreateCounter<long>("webhooks.stored", description: "Deliveries on disk");
    internal static readonly Counter<long> Dropped = Meter.CreateCounter<long>("webhooks.dropped", description: "Deliveries for shops that are not known");
    internal static readonly Counter<long> Refused = Meter.CreateCounter<long>("webhooks.refused", description: "Deliveries answered 503 because the queue was full");
    internal static readonly Counter<long> Handled = Meter.CreateCounter<long>("webhooks.handled", description: "Deliveries done or ignored");
    internal static readonly Counter<long> Failed = Meter.CreateCounter<long>("webhooks.failed", description: "Attempts that threw");
}
