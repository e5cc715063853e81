using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;

namespace RetentionApp.Loyalty;

/// <param name="Cause">What made it be posted.</param>
internal sealed record OrderPosting(LedgerEntry Entry, PostingCause Cause);

internal enum PostingCause { Earned = 1, Bonus = 2, Refund = 3, Cancellation = 4, Change = 5 }

/// <summary>How an order came to its points: what it earned first, and every posting since.</summary>
/// <param name="Award">Null while it was not paid.</param>
/// <param name="Explained">
/// The first award worked out where that still comes to what was posted (the order as placed), else the order as it stands.
/// </param>
/// <param name="IsAsPlaced">Whether <paramref name="Explained"/> shows the order before anything went back.</param>
internal sealed record OrderStory(
    Order Order, OrderAward? Award, ProgrammeSettings Settings, EarningExplained Explained, bool IsAsPlaced, IReadOnlyList<OrderPosting> Postings, IReadOnlyList<OrderBonus> Bonuses)
{
    internal long Total => Postings.Sum(posting => posting.Entry.Points);
}

internal static class OrderStories
{
    /// <summary>Null when the shop has no such order of this customer.</summary>
    internal static async Task<OrderStory?> Read(AppDb db, Programmes programmes, long shopId, long customerId, long orderId)
    {
        var (orders, awards, refundRows, bonusRows, entryRows) = (db.Orders, db.OrderAwards, db.Refunds, db.OrderBonuses, db.LedgerEntries);
        if (await orders.AsNoTracking().FirstOrDefaultAsync(order => order.ShopId == shopId && order.Id == orderId && order.CustomerId == customerId) is not { } order) return null;
        var award = await awards.AsNoTracking().FirstOrDefaultAsync(one => one.ShopId == shopId && one.OrderId == orderId);
        var settings = (award is null ? await programmes.Current(shopId) : await programmes.Version(shopId, award.ProgrammeVersion)).Settings;
        var refunds = (await refundRows.AsNoTracking().Where(refund => refund.ShopId == shopId && refund.OrderId == orderId).ToListAsync())
            .ConvertAll(refund => System.Text.Json.JsonSerializer.Deserialize(refund.Facts, FactsJson.Default.RefundFacts)!);
        // Found by their sources, which are unique in the shop: the ledger has no index on what its entries are about.
        var sources = Sources(award, orderId, await bonusRows.AsNoTracking().Where(bonus => bonus.ShopId == shopId && bonus.OrderId == orderId).ToListAsync() is var bonuses ? bonuses : []);
        var entries = await entryRows.AsNoTracking().Where(entry => entry.ShopId == shopId && sources.Contains(entry.Source)).OrderBy(entry => entry.Id).ToListAsync();

        var (facts, terms) = (order.ReadFacts(), OrderTerms.FromJson(award?.Terms));
        var placed = OrderEarning.Explain(facts with { Lines = Array.ConvertAll(facts.Lines, line => line with { Current = line.Quantity }) }, [], settings, terms);
        var isAsPlaced = entries.FirstOrDefault(entry => entry.Kind == EntryKind.OrderEarned)?.Points == placed.Points;
        var explained = isAsPlaced ? placed : OrderEarning.Explain(facts, refunds, settings, terms);
        return new OrderStory(order, award, settings, explained, isAsPlaced, entries.ConvertAll(entry => new OrderPosting(entry, Cause(entry, entries, order, refunds))), bonuses);
    }

    private static List<string> Sources(OrderAward? award, long orderId, List<OrderBonus> bonuses) =>
    [
        .. Enumerable.Range(1, award?.Entries ?? 0).Select(number => $"order:{orderId}#{number}"),
        .. bonuses.SelectMany(bonus => Enumerable.Range(1, bonus.Entries).Select(number => $"bonus:{BonusEarning.Name(bonus.Kind)}:{orderId}#{number}")),
    ];

    private static PostingCause Cause(LedgerEntry entry, List<LedgerEntry> all, Order order, List<RefundFacts> refunds)
    {
        if (entry.Kind == EntryKind.OrderBonus) return PostingCause.Bonus;
        if (entry == all.Find(one => one.Kind == EntryKind.OrderEarned)) return PostingCause.Earned;
        if (entry.Cause is EntryCause.Refund or EntryCause.Cancelled) return entry.Cause == EntryCause.Refund ? PostingCause.Refund : PostingCause.Cancellation;
        if (entry.Cause != EntryCause.None) return PostingCause.Change;
        if (entry.Points < 0 && order.CancelledAt is not null && entry == all.FindLast(one => one.Kind == EntryKind.OrderReversed)) return PostingCause.Cancellation;
        return entry.Points < 0 && refunds.Any(refund => refund.CreatedAt is { } at && (entry.OccurredAt - at).Duration() < TimeSpan.FromMinutes(5)) ? PostingCause.Refund : PostingCause.Change;
    }
}
