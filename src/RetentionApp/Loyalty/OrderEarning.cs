using System.Globalization;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Timeline;

namespace RetentionApp.Loyalty;

/// <summary>
/// An order's points are a function of its state: whatever happened, in whatever order it was heard, the target is
/// computed from the order as it stands and the difference to what the ledger holds is posted.
/// </summary>
internal sealed class OrderEarning(
    AppDb db, Programmes programmes, PointsLedger ledger, TermsFreezing freezing, ProductFacts products, BonusEarning bonuses, Withholding withholding, TimeProvider clock)
{
    /// <summary>What a paid order with these facts earns under <paramref name="settings"/>: the preview, and the rule itself.</summary>
    /// <param name="terms">What is frozen with the order besides the settings; null: nothing of it applies.</param>
    internal static EarningExplained Explain(OrderFacts facts, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings, OrderTerms? terms = null) =>
        EarningExplained.Of(EligibleAmount.Of(facts, refunds, settings, terms), settings, terms, isInChannel: settings.Channels == OrderChannels.All || settings.Channels == Channel(facts));

    /// <inheritdoc cref="Explain"/>
    internal static EarningExplained Preview(Order order, IReadOnlyList<RefundFacts> refunds, ProgrammeSettings settings, OrderTerms? terms = null) => Explain(order.ReadFacts(), refunds, settings, terms);

    /// <summary>Shopify names the till "pos"; web, app, draft orders and everything else count as online.</summary>
    private static OrderChannels Channel(OrderFacts facts) => facts.Source == "pos" ? OrderChannels.PointOfSale : OrderChannels.Online;

    /// <summary>The part of <paramref name="points"/> that belongs to refunded goods, rounded down: all of them for an order cancelled, voided or refunded in full.</summary>
    internal static long RefundedPart(OrderKnown known, long points) => Math.Clamp((AsSold.RefundedPart(known) * points).Floor(), 0, points);

    /// <summary>Posts the difference between what the order is worth now and what the ledger holds for it.</summary>
    internal async Task Settle(OrderKnown known)
    {
        var order = known.Order;
        var (award, holder) = await Find(order.ShopId, order.Id);
        if (award is null && order.PaidAt is null) return;

        var programme = award is null ? await programmes.Current(order.ShopId) : await programmes.Version(order.ShopId, award.ProgrammeVersion);
        var current = award is null ? programme : await programmes.Current(order.ShopId);
        var frozen = await freezing.Of(known, award, programme.Settings);
        foreach (var product in frozen.Missing ?? []) await products.Ask(order.ShopId, product, order.Id);
        var isKept = programme.Settings.KeepsEarnedPoints;
        var explained = isKept ? Explain(AsSold.Of(known), [], programme.Settings, frozen.Now) : Explain(known.Facts, known.Refunds, programme.Settings, frozen.Now);
        var hindrance = Hindrance(order, isKept, current.Settings) ?? (await withholding.Holds(order, current.Settings) ? EntryCause.Withheld : null);
        var target = hindrance is null ? explained.Points : 0;
        award ??= new OrderAward
        {
            ShopId = order.ShopId,
            OrderId = order.Id,
            ProgrammeVersion = programme.Version,
            AvailableAt = Availability.Of(order, programme.Settings),
        };
        var before = (award.Points, award.Eligible, award.Entries, award.AccountId, award.Terms, award.AvailableAt);
        var ownerBefore = award.AccountId;
        award.Terms = frozen.Kept?.ToJson();
        award.Eligible = hindrance is null ? explained.Purchase : 0;
        // An erased customer's account takes no more postings; its orders stay as they were.
        if (holder is { IsClosed: true }) return;
        // An order that changed hands: the old owner's points go before the new owner's come.
        if (holder is not null && award.Points != 0 && holder.CustomerId != order.CustomerId) await Post(award, known, target: 0, terms: null, EntryCause.OtherOwner);
        await Reschedule(award, order, programme.Settings);
        await Post(award, known, target, frozen.Now, hindrance);
        if (award.Entries == 0 && order is { CustomerId: { } customer, PaidAt: { } paidAt, CancelledAt: null, IsTest: false }) await ledger.Touch(order.ShopId, customer, paidAt);
        if (before != (award.Points, award.Eligible, award.Entries, award.AccountId, award.Terms, award.AvailableAt) || award.Entries == 0) await Store(award);
        await bonuses.Settle(known, ownerBefore);
    }

    /// <summary>Why an order earns nothing whatever is in it; null: it earns.</summary>
    private static EntryCause? Hindrance(Order order, bool isKept, ProgrammeSettings current) =>
        order.DeletedAt is not null ? EntryCause.Removed
        : order.Marks?.DisputedAt is not null ? EntryCause.Chargeback
        : order.FinancialStatus == "voided" || (order.CancelledAt is not null && !isKept) ? EntryCause.Cancelled
        : order.CustomerId is null ? EntryCause.OtherOwner
        : order.IsTest || order.PaidAt is null || order.ProcessedAt < current.FromAt ? EntryCause.Withheld
        : null;

    /// <summary>Points that wait for the order's fulfilment can be used from then on; those that wait from its payment follow news of when that was.</summary>
    private async Task Reschedule(OrderAward award, Order order, ProgrammeSettings settings)
    {
        if (order.PaidAt is null || Availability.Of(order, settings) is var at && at == award.AvailableAt) return;
        award.AvailableAt = at;
        // A bonus may be all that the order brought.
        var holder = award.AccountId ?? await db.Sql.Single<long?>($"SELECT account_id FROM order_bonuses WHERE shop_id = {order.ShopId} AND order_id = {order.Id} LIMIT 1", row => row.GetInt64(0));
        if (holder is { } account) await ledger.Reschedule(order.ShopId, account, order.Id, at);
    }

    /// <param name="hindrance">Why the order earns nothing; null: it earns.</param>
    private async Task Post(OrderAward award, OrderKnown known, long target, OrderTerms? terms, EntryCause? hindrance)
    {
        var order = known.Order;
        var difference = target - award.Points;
        if (difference == 0) return;
        var number = award.Entries + 1;
        var kind = difference > 0 ? EntryKind.OrderEarned : EntryKind.OrderReversed;
        // A first award belongs to the day of payment; what changes it later happened when the order changed. A refund is
        // often heard of before the order that it changed.
        var occurredAt = number == 1 ? order.PaidAt!.Value
            : known.Refunds.Aggregate(Later(order.UpdatedAt, order.PaidAt!.Value), (latest, refund) => Later(latest, refund.CreatedAt ?? latest));
        var posting = new Posting(kind, difference, difference, $"order:{order.Id}#{number}", order.Id, difference > 0 && number == 1 ? Note(order.Name, terms) : order.Name, occurredAt)
        {
            Cause = difference < 0 && hindrance is { } why ? why : await CauseOf(award, known, difference),
        };
        if (difference < 0) await ledger.TakeBack(order.ShopId, award.AccountId!.Value, posting, order.Id);
        else if (await ledger.Credit(order.ShopId, order.CustomerId!.Value, posting, award.AvailableAt, expiresAt: null, order.Id) is { } account) award.AccountId = account;
        else return;
        (award.Points, award.Entries) = (target, number);
        if (known.IsHistory) return;
        var owner = difference > 0 ? order.CustomerId!.Value : await db.Sql.Long($"SELECT customer_id FROM accounts WHERE shop_id = {order.ShopId} AND id = {award.AccountId}");
        await db.AppendTimeline(order.ShopId, owner, difference > 0 ? TimelineKinds.PointsEarned : TimelineKinds.PointsReversed, order.Id, difference.ToString(System.Globalization.CultureInfo.InvariantCulture), clock.GetUtcNow().UtcDateTime);
    }

    /// <summary>What changed the worth of an order that still earns: refunds since the last entry, else an edit; and whether points come back after a dispute.</summary>
    private async Task<EntryCause> CauseOf(OrderAward award, OrderKnown known, long difference)
    {
        var first = known.Order.IsClaimed ? EntryCause.Claimed : EntryCause.None;
        if (award.Entries == 0) return first;
        var last = await db.Sql.Single($"SELECT cause, occurred_at FROM ledger_entries WHERE shop_id = {award.ShopId} AND source = {$"order:{award.OrderId}#{award.Entries}"}", row => (Cause: (EntryCause)row.GetInt32(0), At: row.At(1)));
        if (difference < 0) return known.Refunds.Any(refund => refund.CreatedAt is null || refund.CreatedAt > last.At) ? EntryCause.Refund : EntryCause.Edited;
        return award.Points > 0 ? EntryCause.Edited : last.Cause switch
        {
            EntryCause.Chargeback => EntryCause.ChargebackWon,
            EntryCause.OtherOwner or EntryCause.Withheld => first,
            _ => EntryCause.Edited,
        };
    }

    /// <summary>"#1042 · Gold ×1.5": what multiplied the points is said where the shopper reads of them.</summary>
    private static string Note(string name, OrderTerms? terms) => string.Create(CultureInfo.InvariantCulture,
        $"{name}{(terms is { TierTimes: not 0 } ? $" · {terms.Tier} ×{terms.TierTimes:0.###}" : "")}{(terms is { CampaignTimes: not 0 } ? $" · {terms.Campaign} ×{terms.CampaignTimes:0.###}" : "")}");

    private static DateTime Later(DateTime one, DateTime other) => one > other ? one : other;

    /// <summary>What the order was given so far, and whose account holds it.</summary>
    private ValueTask<(OrderAward? Award, Holder? Holder)> Find(long shopId, long orderId) => db.Sql.Single($"""
        SELECT w.account_id, w.programme_version, w.points, w.eligible, w.entries, w.available_at, w.terms, a.customer_id, a.closed_at
        FROM order_awards w LEFT JOIN accounts a ON a.shop_id = w.shop_id AND a.id = w.account_id WHERE w.shop_id = {shopId} AND w.order_id = {orderId}
        """,
        row => ((OrderAward?)new OrderAward
        {
            ShopId = shopId,
            OrderId = orderId,
            AccountId = row.LongOrNull(0),
            ProgrammeVersion = row.GetInt32(1),
            Points = row.GetInt64(2),
            Eligible = row.GetInt64(3),
            Entries = row.GetInt32(4),
            AvailableAt = row.At(5),
            Terms = row.TextOrNull(6),
        }, row.IsDBNull(7) ? null : new Holder(row.GetInt64(7), !row.IsDBNull(8))));

    private async Task Store(OrderAward award) => await db.Sql.Execute($"""
        INSERT INTO order_awards (shop_id, order_id, account_id, programme_version, points, eligible, entries, available_at, terms)
        VALUES ({award.ShopId}, {award.OrderId}, {award.AccountId}, {award.ProgrammeVersion}, {award.Points}, {award.Eligible}, {award.Entries}, {award.AvailableAt}, {award.Terms})
        ON CONFLICT (shop_id, order_id) DO UPDATE SET account_id = excluded.account_id, points = excluded.points, eligible = excluded.eligible, entries = excluded.entries,
          available_at = excluded.available_at, terms = excluded.terms
        """);

    private sealed record Holder(long CustomerId, bool IsClosed);
}
