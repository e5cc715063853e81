using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Tiers;

/// <summary>Shopify understood and declines: asking again soon will not help, the merchant has to see it.</summary>
internal sealed class StandingCodeRefused(string message) : Exception(message);

/// <summary>The steps from what Shopify has to what is wanted, each written down before the next; any of them may have happened unheard.</summary>
internal sealed class StandingCodeSteps(AppDb db, AdminApi api, Shop shop, StandingCodeRow row)
{
    private static readonly TimeSpan CallBudget = TimeSpan.FromSeconds(20);

    internal async Task Take(CancellationToken cancellation)
    {
        if (StandingTerms.FromJson(row.Wanted) is not { } wanted)
        {
            await Remove(cancellation);
            return;
        }
        row.SegmentId ??= await Segment(wanted, cancellation);
        await Save();
        var made = StandingTerms.FromJson(row.Made);
        if (row.DiscountId is not null && made is not null && made.Percent is null != wanted.Percent is null)
        {
            // One kind of discount cannot become the other.
            await Delete("DiscountDelete", row.DiscountId, cancellation);
            (row.DiscountId, row.Made) = (null, null);
            await Save();
        }
        if (row.DiscountId is null && row.Attempts > 1) row.DiscountId = await Ours(wanted, cancellation);
        if (row.DiscountId is null) row.DiscountId = await Create(wanted, cancellation);
        else await Update(wanted, cancellation);
        await db.Write(async () => await db.Sql.Execute($"""
            UPDATE standing_codes SET segment_id = {row.SegmentId}, discount_id = {row.DiscountId}, code = {row.Code}, made = {row.Wanted}, error = NULL, attempts = 0,
              next_at = CASE WHEN next_at = {row.NextAt} THEN NULL ELSE next_at END
            WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId}
            """));
    }

    private async Task Remove(CancellationToken cancellation)
    {
        if (row.DiscountId is { } discount) await Delete("DiscountDelete", discount, cancellation);
        if (row.SegmentId is { } segment) await Delete("SegmentDelete", segment, cancellation);
        await db.Write(async () =>
        {
            await db.Sql.Execute($"DELETE FROM standing_codes WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId} AND wanted IS NULL");
            // Wanted again while Shopify was asked: made anew.
            await db.Sql.Execute($"UPDATE standing_codes SET segment_id = NULL, discount_id = NULL, made = NULL WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId}");
        });
    }

    private async Task<string> Segment(StandingTerms terms, CancellationToken cancellation)
    {
        var name = "RetentionApp " + terms.Tag;
        if (row.Attempts > 1 && await FindSegment(name, cancellation) is { } earlier) return earlier;
        var answer = await api.Send(shop, "SegmentCreate", new { name, query = $"customer_tags CONTAINS '{terms.Tag}'" }, data => data.Part("segmentCreate")?.Part("segment")?.Text("id"), CallBudget, cancellation);
        return answer is Ok<string?>({ } id) ? id
            // Its errors have no codes: that the name is taken shows in the segment being there.
            : await FindSegment(name, cancellation) ?? throw new StandingCodeRefused(answer is Refused<string?> refused ? refused.Reason : "Shopify made no segment.");
    }

    private async Task<string?> FindSegment(string name, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "SegmentsByName", new { search = $"name:'{name}'" }, data => data.Clone(), CallBudget, cancellation);
        return answer is Ok<JsonElement>(var data) && data.Part("segments") is { } page
            ? page.Items("nodes").Where(node => node.Text("name") == name).Select(node => node.Text("id")).FirstOrDefault() : null;
    }

    private async Task<string> Create(StandingTerms terms, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var (operation, field) = terms.Percent is null ? ("FreeShippingCreate", "discountCodeFreeShippingCreate") : ("DiscountCreate", "discountCodeBasicCreate");
            var answer = await api.Send(shop, operation, new { discount = Discount(terms, isNew: true) }, data => data.Part(field)?.Part("codeDiscountNode")?.Text("id"), CallBudget, cancellation);
            if (answer is Ok<string?>({ } id)) return id;
            if (answer is not Refused<string?> refused) throw new ShopifyUnavailable("Shopify neither made the discount nor said why.", maybeDone: true);
            if (!refused.Has("TAKEN") || attempt == 3) throw new StandingCodeRefused(refused.Reason);
            if (await Ours(terms, cancellation) is { } ours) return ours;
            row.Code = StandingCodes.NewCode(row.LevelId);
            await Save();
        }
    }

    private async Task Update(StandingTerms terms, CancellationToken cancellation)
    {
        var operation = terms.Percent is null ? "FreeShippingUpdate" : "DiscountUpdate";
        if (await api.Send(shop, operation, new { id = row.DiscountId, discount = Discount(terms, isNew: false) }, CallBudget, cancellation) is not Refused<JsonElement> refused) return;
        // Somebody deleted it in Shopify: it is made anew.
        if (await Ours(terms, cancellation) is not null) throw new StandingCodeRefused(refused.Reason);
        row.DiscountId = await Create(terms, cancellation);
    }

    /// <summary>The discount behind our code, where it is ours; an answer to an earlier attempt may have been lost.</summary>
    private async Task<string?> Ours(StandingTerms terms, CancellationToken cancellation)
    {
        var answer = await api.Send(shop, "DiscountByCode", new { code = row.Code }, data => data.Clone(), CallBudget, cancellation);
        if (answer is not Ok<JsonElement>(var data) || data.Part("codeDiscountNodeByCode") is not { } node) return null;
        return node.Part("codeDiscount")?.Text("title")?.EndsWith(terms.Tag, StringComparison.Ordinal) == true ? node.Text("id") : null;
    }

    private async Task Delete(string operation, string id, CancellationToken cancellation)
    {
        // What is gone already is refused, and gone is what we want.
        var answer = await api.Send(shop, operation, new { id }, CallBudget, cancellation);
        if (answer is Refused<JsonElement> refused && !refused.Reason.Contains("exist", StringComparison.OrdinalIgnoreCase) && !refused.Reason.Contains("found", StringComparison.OrdinalIgnoreCase))
            throw new StandingCodeRefused(refused.Reason);
    }

    private object Discount(StandingTerms terms, bool isNew)
    {
        var input = new Dictionary<string, object?>
        {
            ["title"] = terms.Title,
            ["code"] = row.Code,
            ["appliesOncePerCustomer"] = false,
            ["minimumRequirement"] = terms.Minimum is { } minimum ? new { subtotal = new { greaterThanOrEqualToSubtotal = Money.Text(minimum, terms.Currency) } } : null,
        };
        if (isNew)
        {
            input["startsAt"] = shop.InstalledAt;
            input["context"] = new { customerSegments = new { add = new[] { row.SegmentId } } };
        }
        if (terms.Percent is { } percent)
        {
            input["combinesWith"] = new { productDiscounts = false, orderDiscounts = false, shippingDiscounts = true };
            input["customerGets"] = new { items = new { all = true }, value = new { percentage = percent / 100 } };
        }
        else
        {
            input["combinesWith"] = new { productDiscounts = true, orderDiscounts = true, shippingDiscounts = false };
            input["destination"] = new { all = true };
        }
        return input;
    }

    private Task Save() => db.Write(async () => await db.Sql.Execute(
        $"UPDATE standing_codes SET segment_id = {row.SegmentId}, discount_id = {row.DiscountId}, made = {row.Made}, code = {row.Code} WHERE shop_id = {row.ShopId} AND level_id = {row.LevelId}"));
}
