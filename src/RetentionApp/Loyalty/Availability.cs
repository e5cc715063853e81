using RetentionApp.Commerce;

namespace RetentionApp.Loyalty;

/// <summary>From when on an order's points can be used.</summary>
internal static class Availability
{
    /// <summary>Stands for "once the order is fulfilled" where nobody knows when that will be.</summary>
    internal static readonly DateTime OnFulfilment = new(9000, 1, 1, 0, 0, 0, DateTimeKind.Utc);

    /// <param name="order">Paid.</param>
    internal static DateTime Of(Order order, ProgrammeSettings settings) =>
        !settings.WaitsForFulfilment ? order.PaidAt!.Value.AddDays(settings.PendingDays)
        : order.FulfilledAt is not { } fulfilled ? OnFulfilment
        : fulfilled > order.PaidAt!.Value ? fulfilled : order.PaidAt.Value;
}
