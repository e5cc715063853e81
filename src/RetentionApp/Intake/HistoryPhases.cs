using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>
/// Brings a shop's whole past in: asks Shopify for a bulk result of customers, then of orders, reads each in parts of a
/// bounded size, and remembers in the row how far it came, so that a restart goes on there.
/// </summary>
internal sealed class HistoryPhases(HistoryProgress progress, HistoryRows rows, BulkQueries bulk, TierRuns tierRuns, TimeProvider clock, ILogger<HistoryPhases> log)
{
    internal static readonly TimeSpan FirstPoll = TimeSpan.FromSeconds(0.1);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    /// <returns>True when the next step can be taken at once.</returns>
    internal async Task<bool> Step(Shop shop, HistoryImport import, CancellationToken cancellation)
    {
        switch (import.State)
        {
            case ImportState.Waiting:
                // Shopify runs several bulk queries at once: it writes the orders while the customers are read here.
                import.OrdersBulkId ??= (await bulk.Start(shop, "BulkOrders", cancellation)).Id;
                await Ask(shop, import, "BulkCustomers", ImportState.CustomersAsked, cancellation);
                return false;
            case ImportState.CustomersAsked:
                return await IsReady(shop, import, ImportState.CustomersReading, cancellation);
            case ImportState.CustomersReading:
                await Read(import, () => rows.ReadCustomers(shop, import, cancellation));
                return await AskForOrders(shop, import, cancellation);
            case ImportState.OrdersAsked:
                return await IsReady(shop, import, ImportState.OrdersReading, cancellation);
            case ImportState.OrdersReading:
                await Read(import, () => rows.ReadOrders(shop, import, cancellation));
                import.State = ImportState.Done;
                import.FinishedAt = Now;
                await progress.Save(import);
                await tierRuns.Start(import.ShopId, TierRunReason.Import, "app");
                log.LogInformation("History of shop {Shop}: {Customers} customers and {Orders} orders in {Seconds:F1} s", shop.Id, import.Customers, import.Orders, (Now - import.StartedAt).TotalSeconds);
                return false;
            default:
                return false;
        }
    }

    private async Task Ask(Shop shop, HistoryImport import, string document, ImportState next, CancellationToken cancellation)
    {
        var (id, refusal) = await bulk.Start(shop, document, cancellation);
        import.BulkId = id ?? throw new ShopifyUnavailable(refusal ?? "Shopify did not start the bulk operation.");
        Expect(import, next, Now + FirstPoll);
        await progress.Save(import);
    }

    /// <returns>True when the orders were asked for earlier, so that they may be ready by now.</returns>
    private async Task<bool> AskForOrders(Shop shop, HistoryImport import, CancellationToken cancellation)
    {
        if (import.OrdersBulkId is not { } started)
        {
            await Ask(shop, import, "BulkOrders", ImportState.OrdersAsked, cancellation);
            return false;
        }
        (import.BulkId, import.OrdersBulkId) = (started, null);
        Expect(import, ImportState.OrdersAsked, Now);
        await progress.Save(import);
        return true;
    }

    /// <summary>The address of a result runs out after some days: then Shopify has to write a new one.</summary>
    private async Task Read(HistoryImport import, Func<Task> read)
    {
        try
        {
            await read();
        }
        catch (ShopifyUnavailable failure) when (failure.IsGone)
        {
            await AskAgain(import);
            throw;
        }
    }

    /// <summary>Back to the start of this phase; what it has counted will be counted again.</summary>
    private async Task AskAgain(HistoryImport import)
    {
        var isCustomers = import.State is ImportState.CustomersAsked or ImportState.CustomersReading;
        if (isCustomers) import.Customers = 0;
        else import.Orders = 0;
        // Reading customers without an address is done at once, and asks for the orders next.
        import.State = isCustomers ? ImportState.Waiting : ImportState.CustomersReading;
        (import.BulkUrl, import.PartRows, import.PartFailed) = (null, 0, 0);
        await progress.Save(import);
    }

    private void Expect(HistoryImport import, ImportState next, DateTime nextAt) =>
        (import.BulkUrl, import.Expected, import.Position, import.State, import.PhaseStartedAt, import.NextAt) = (null, 0, 0, next, Now, nextAt);

    private async Task<bool> IsReady(Shop shop, HistoryImport import, ImportState next, CancellationToken cancellation)
    {
        var found = await bulk.Find(shop, import.BulkId, cancellation) ?? throw new ShopifyUnavailable("Shopify does not know the bulk operation.");
        import.Expected = found.Objects;
        switch (found.Status)
        {
            case "COMPLETED":
                // No address means no rows, which is an answer like any other.
                (import.BulkUrl, import.State, import.PhaseStartedAt, import.Attempts) = (found.Url, next, Now, 0);
                await progress.Save(import);
                return true;
            case "FAILED" or "CANCELED" or "EXPIRED":
                await AskAgain(import);
                throw new ShopifyUnavailable($"The bulk operation ended {found.Status.ToLowerInvariant()}: {found.Error}");
            default:
                // Shopify says so by webhook as well; asking more and more rarely covers a lost one.
                import.NextAt = Now + TimeSpan.FromSeconds(Math.Clamp((Now - import.PhaseStartedAt).TotalSeconds / 4, FirstPoll.TotalSeconds, 60));
                await progress.Save(import);
                return false;
        }
    }
}
