using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Intake;

/// <summary>The orders that must be read again from Shopify: a row each, however often they are asked for.</summary>
internal sealed class OrderRefetches(AppDb db, TimeProvider clock)
{
    /// <summary>Sibling webhooks of one action ask within a moment of each other; waiting for them saves calls.</summary>
    private static readonly TimeSpan Gathering = TimeSpan.FromSeconds(1);

    private DateTime Now => clock.GetUtcNow().UtcDateTime;

    internal async Task Ask(long shopId, long orderId, string reason) => await db.Sql.Execute($"""
        INSERT INTO order_refetches (shop_id, order_id, reason, asked, attempts, next_at) VALUES ({shopId}, {orderId}, {reason}, 1, 0, {Now + Gathering})
        ON CONFLICT (shop_id, order_id) DO UPDATE SET asked = order_refetches.asked + 1, attempts = 0, next_at = excluded.next_at
        """);

    internal async Task Drop(long shopId, long orderId) => await db.Sql.Execute($"DELETE FROM order_refetches WHERE shop_id = {shopId} AND order_id = {orderId}");

    internal ValueTask<List<Wish>> Due(int most) => db.Sql.Query(
        $"SELECT shop_id, order_id, asked, attempts FROM order_refetches WHERE next_at <= {Now} ORDER BY next_at LIMIT {most}",
        row => new Wish(row.GetInt64(0), row.GetInt64(1), row.GetInt32(2), row.GetInt32(3)));

    /// <summary>Done, unless the order was asked for again while it was being read.</summary>
    internal async Task Finish(Wish wish) =>
        await db.Sql.Execute($"DELETE FROM order_refetches WHERE shop_id = {wish.ShopId} AND order_id = {wish.OrderId} AND asked = {wish.Asked}");

    internal async Task Postpone(Wish wish, string error)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(6 * 3600, 10 * Math.Pow(2, Math.Min(wish.Attempts, 14))));
        await db.Write(async () => await db.Sql.Execute($"""
            UPDATE order_refetches SET attempts = attempts + 1, next_at = {Now + pause}, error = {error} WHERE shop_id = {wish.ShopId} AND order_id = {wish.OrderId} AND asked = {wish.Asked}
            """));
    }

    internal sealed record Wish(long ShopId, long OrderId, int Asked, int Attempts);
}

/// <summary>Reads the asked-for orders from Shopify and tells their story like any other news.</summary>
internal sealed class OrderRefetchRun(IServiceScopeFactory scopes, ShopDirectory shops, AdminApi api, ILogger<OrderRefetchRun> log)
{
    private const int MostPerRun = 40;
    private const int AtOnce = 4;

    /// <returns>How many orders were due.</returns>
    internal async Task<int> Run(CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var due = await scope.ServiceProvider.GetRequiredService<OrderRefetches>().Due(MostPerRun);
        await Parallel.ForEachAsync(due, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation }, Refetch);
        return due.Count;
    }

    private async ValueTask Refetch(OrderRefetches.Wish wish, CancellationToken cancellation)
    {
        await using var scope = scopes.CreateAsyncScope();
        var refetches = scope.ServiceProvider.GetRequiredService<OrderRefetches>();
        try
        {
            if (await shops.ById(wish.ShopId) is not { IsInstalled: true } shop)
            {
                await refetches.Postpone(wish, "The shop is not installed.");
                return;
            }
            var heard = await Fetch(shop, wish.OrderId, cancellation);
            var db = scope.ServiceProvider.GetRequiredService<AppDb>();
            await db.Write(async () =>
            {
                // A null answer keeps what is known: it never means deleted.
                if (heard is not null) await scope.ServiceProvider.GetRequiredService<OrderChanged>().Tell(heard);
                await refetches.Finish(wish);
            }, cancellation);
        }
        catch (Exception failure) when (failure is ShopifyUnavailable or ShopifyDenied)
        {
            await refetches.Postpone(wish, failure.Message);
        }
        catch (Exception failure) when (failure is not OperationCanceledException)
        {
            log.LogError(failure, "Order {Order} of shop {Shop} could not be read again", wish.OrderId, wish.ShopId);
            await refetches.Postpone(wish, failure.GetType().Name + ": " + failure.Message);
        }
    }

    /// <summary>The order with all its lines, page by page; null when Shopify does not show it.</summary>
    internal async Task<OrderHeard?> Fetch(Shop shop, long orderId, CancellationToken cancellation)
    {
        var lines = new List<JsonElement>();
        string? after = null;
        while (true)
        {
            var answer = await api.Send(shop, "OrderById", new { id = Gid.Of("Order", orderId), linesAfter = after }, cancellation: cancellation);
            if (answer is not Ok<JsonElement>(var data) || data.Part("order") is not { } order) return null;
            if (order.Part("lineItems") is not { } page) throw new ShopifyUnavailable("Shopify showed the order without its lines.");
            lines.AddRange(page.Items("nodes").Select(line => line.Clone()));
            if (page.Part("pageInfo") is not { } info || !info.Flag("hasNextPage")) return AdminNodes.ReadOrder(shop.Id, order, lines) with { IsSingle = true };
            after = info.Text("endCursor");
        }
    }
}
