using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Webhooks.Admin;

internal sealed class DeliveriesModel(DeliveryLog deliveries) : AdminPage
{
    internal DeliveryCounts Counts { get; private set; } = null!;
    internal IReadOnlyList<Delivery> Rows { get; private set; } = [];
    internal string State { get; private set; } = "all";
    internal long? Next { get; private set; }
    internal bool IsFirst { get; private set; } = true;

    public async Task OnGet(string? state, long? before)
    {
        State = state is "failed" or "waiting" or "done" or "ignored" ? state : "all";
        IsFirst = before is null;
        Counts = await deliveries.Counts(ShopId);
        var page = await deliveries.Page(ShopId, State switch
        {
            "failed" => DeliveryState.Buried,
            "waiting" => DeliveryState.Waiting,
            "done" => DeliveryState.Done,
            "ignored" => DeliveryState.Ignored,
            _ => null,
        }, before);
        (Rows, Next) = (page.Deliveries, page.HasMore ? page.Deliveries[^1].Id : null);
    }

    /// <summary>Queues one failed delivery again, or all of them without an id.</summary>
    public async Task<IActionResult> OnPostRetry(long? id)
    {
        var retried = await deliveries.Retry(ShopId, id);
        if (retried == 0 && id is not null) return Missing();
        return SeeOther("/deliveries?state=" + (id is null ? "waiting" : "failed"), "retried");
    }
}
