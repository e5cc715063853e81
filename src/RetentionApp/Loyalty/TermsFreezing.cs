using Microsoft.EntityFrameworkCore;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty.Earning;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty;

/// <param name="Kept">What is stored with the order; null: nothing.</param>
/// <param name="Now">What to compute with: as kept, and for lines whose product is not known yet what their own words say.</param>
/// <param name="Missing">The products that must be read before their lines can be frozen.</param>
internal readonly record struct Frozen(OrderTerms? Kept, OrderTerms? Now, IReadOnlyList<long> Missing);

/// <summary>Freezes with an order what of its programme may change later; reads nothing where the programme has no such rule.</summary>
internal sealed class TermsFreezing(AppDb db, ShopDirectory shops, ProductFacts products)
{
    /// <param name="award">What was frozen at an earlier evaluation; null at the first.</param>
    internal ValueTask<Frozen> Of(OrderKnown known, OrderAward? award, ProgrammeSettings settings)
    {
        var asksMoment = award is null && (settings.Campaigns is { Count: > 0 } || HasTierTimes(settings));
        if (!asksMoment && settings.ProductRules is not { Count: > 0 }) return new(award?.Terms is null ? default : Unchanged(award.Terms));
        var kept = OrderTerms.FromJson(award?.Terms);
        // Nothing is left to freeze: the usual case of an order that is heard of again.
        if (!asksMoment && TermsSource.Open(known.Facts, kept).Count == 0) return new(new Frozen(kept, kept, []));
        return Read(known, kept, isFirst: award is null, settings);
    }

    /// <summary>What freezing asks for, read at once for many orders: for previews of what settings would give.</summary>
    internal async Task<TermsSource> For(long shopId, IReadOnlyList<(Order Order, OrderFacts Facts)> orders, params ProgrammeSettings[] settings)
    {
        var zone = await shops.ById(shopId) is { } shop ? Zones.Of(shop) : TimeZoneInfo.Utc;
        var (tiers, tags) = (new Dictionary<long, string?>(), new Dictionary<long, IReadOnlyList<string>>());
        var people = orders.Select(one => one.Order.CustomerId).OfType<long>().Distinct().ToArray();
        if (settings.Any(one => HasTierTimes(one) || one.Campaigns is not null && one.Campaigns.Any(campaign => campaign.TierIds is not null)))
            foreach (var tier in await db.CustomerTiers.AsNoTracking().Where(tier => tier.ShopId == shopId && people.Contains(tier.CustomerId)).Select(tier => new { tier.CustomerId, tier.LevelId }).ToListAsync())
                tiers[tier.CustomerId] = tier.LevelId;
        if (settings.Any(one => one.Campaigns is not null && one.Campaigns.Any(campaign => campaign.CustomerTags is not null)))
            foreach (var person in await db.Customers.AsNoTracking().Where(person => person.ShopId == shopId && people.Contains(person.Id)).Select(person => new { person.Id, person.Tags }).ToListAsync())
                tags[person.Id] = Tags.Split(person.Tags);
        var rules = settings.SelectMany(one => one.ProductRules ?? []).ToList();
        var wanted = rules.Count == 0 ? [] : orders.SelectMany(one => one.Facts.Lines).Select(line => line.ProductId).OfType<long>().Distinct().ToArray();
        return new TermsSource(zone, tiers, tags, await products.Of(shopId, wanted, ProductRules.Collections(rules)));
    }

    private static Frozen Unchanged(string json) => OrderTerms.FromJson(json) is var terms ? new Frozen(terms, terms, []) : default;

    private static bool HasTierTimes(ProgrammeSettings settings) => settings.Tiers is { IsActive: true } tiers && tiers.Levels.Any(level => level.Times is not (0 or 1));

    private async ValueTask<Frozen> Read(OrderKnown known, OrderTerms? kept, bool isFirst, ProgrammeSettings settings)
    {
        var (order, shopId) = (known.Order, known.Order.ShopId);
        var zone = settings.Campaigns is { Count: > 0 } && isFirst && await shops.ById(shopId) is { } shop ? Zones.Of(shop) : TimeZoneInfo.Utc;
        var asks = isFirst ? Campaigns.Asks(settings.Campaigns, order.ProcessedAt, zone) : default;
        var (tiers, tags) = (new Dictionary<long, string?>(), new Dictionary<long, IReadOnlyList<string>>());
        if (order.CustomerId is { } customer && isFirst)
        {
            if (asks.AsksTier || HasTierTimes(settings))
                foreach (var level in await db.Sql.Query($"SELECT level_id FROM customer_tiers WHERE shop_id = {shopId} AND customer_id = {customer}", row => row.TextOrNull(0))) tiers[customer] = level;
            if (asks.AsksTags)
                tags[customer] = Tags.Split(await db.Sql.Single($"SELECT tags FROM customers WHERE shop_id = {shopId} AND id = {customer}", row => row.TextOrNull(0)));
        }
        var rules = settings.ProductRules ?? [];
        var wanted = rules.Count == 0 ? [] : TermsSource.Open(known.Facts, kept).Select(line => line.ProductId).OfType<long>().Distinct().ToArray();
        var facts = await products.Of(shopId, wanted, ProductRules.Collections(rules));
        return new TermsSource(zone, tiers, tags, facts).Freeze(order, known.Facts, kept, isFirst, settings);
    }
}

/// <summary>Who the customers are and what the products are: everything that freezing an order looks at besides the order.</summary>
internal sealed record TermsSource(
    TimeZoneInfo Zone, IReadOnlyDictionary<long, string?> Tiers, IReadOnlyDictionary<long, IReadOnlyList<string>> CustomerTags, IReadOnlyDictionary<long, ProductFact> Products)
{
    /// <summary>The terms an order would get if it were paid now under <paramref name="settings"/>.</summary>
    internal OrderTerms? For(Order order, OrderFacts facts, ProgrammeSettings settings) => Freeze(order, facts, null, isFirst: true, settings).Now;

    internal Frozen Freeze(Order order, OrderFacts facts, OrderTerms? kept, bool isFirst, ProgrammeSettings settings)
    {
        var terms = kept ?? new OrderTerms();
        if (isFirst) terms = Moment(terms, order, settings);
        var (now, missing) = (terms, new List<long>());
        if (settings.ProductRules is { Count: > 0 } rules)
        {
            var (sure, supposed) = (new Dictionary<long, int>(terms.Rules ?? new Dictionary<long, int>()), new Dictionary<long, int>(terms.Rules ?? new Dictionary<long, int>()));
            foreach (var line in Open(facts, kept))
            {
                var (rule, isSure) = ProductRules.Fit(rules, line, line.ProductId is { } id ? Products.GetValueOrDefault(id) : null);
                supposed[line.Id] = rule;
                if (isSure) sure[line.Id] = rule;
                else if (!missing.Contains(line.ProductId!.Value)) missing.Add(line.ProductId.Value);
            }
            (now, terms) = (terms with { Rules = supposed.Count == 0 ? null : supposed }, terms with { Rules = sure.Count == 0 ? null : sure });
        }
        return new Frozen(terms.IsEmpty ? null : terms, now.IsEmpty ? null : now, missing);
    }

    /// <summary>The lines for which no rule has been frozen yet.</summary>
    internal static List<OrderLine> Open(OrderFacts facts, OrderTerms? kept) =>
        facts.Lines.Where(line => line.Quantity > 0 && !line.IsTip && kept?.Rules?.ContainsKey(line.Id) != true).ToList();

    /// <summary>Tier and campaign of the moment of payment. A guest is in no tier and has no tags; a newcomer is in the tier that asks for nothing.</summary>
    private OrderTerms Moment(OrderTerms terms, Order order, ProgrammeSettings settings)
    {
        var tierId = order.CustomerId is not { } customer ? null : Tiers.TryGetValue(customer, out var held) ? held : CustomerTiers.StartIdOf(CustomerTiers.Active(settings));
        var tags = order.CustomerId is { } tagged ? CustomerTags.GetValueOrDefault(tagged) ?? [] : [];
        if (settings.Tiers is { IsActive: true } tiers && tierId is not null && tiers.Levels.FirstOrDefault(level => level.Id == tierId) is { Times: not (0 or 1) } level)
            terms = terms with { Tier = level.Name, TierTimes = level.Times };
        if (Campaigns.Of(settings.Campaigns, order.ProcessedAt, Zone, tierId, tags) is { } campaign)
            terms = terms with { Campaign = campaign.Name, CampaignTimes = campaign.Times };
        return terms;
    }
}
