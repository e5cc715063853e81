using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>
/// <c>GET /proxy/loyalty</c>: the shopper's points as JSON. Read on every page of a shop that shows them, so: a few
/// prepared statements, words composed once per shop and language, written straight to the response.
/// </summary>
internal sealed class LoyaltyJson(ReadPool pool, ShopFronts fronts, LedgerWords ledger, EnteredBirthdays birthdays, TierJson tiers, TimeProvider clock)
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };
    [ThreadStatic] private static Utf8JsonWriter? reused;

    internal async Task Write(HttpContext http)
    {
        var proxy = http.Proxy();
        var now = clock.GetUtcNow().UtcDateTime;
        var (programme, rewards) = await Offers.Current(http, proxy.ShopId);
        var shopper = proxy.CustomerId is { } customer
            ? await Shoppers.Read(pool, proxy.ShopId, customer, Days.Zone(proxy.Shop.TimeZone), now, Offers.Standing(birthdays, proxy.ShopId, rewards), programme.Settings.Expiry is not null) : null;
        var front = fronts.For(proxy, shopper?.Locale, programme, rewards);
        var standing = shopper is null ? null : await EarnStanding.Read(pool, proxy.ShopId, shopper.CustomerId, programme.Settings, rewards.Any(reward => reward.Kind == RewardKind.BirthdayGift), front.Zone, now);
        var tier = front.Tiers is { } board && shopper is not null ? await ShopperTier.Read(pool, proxy.ShopId, shopper.CustomerId, board.Settings, front.Zone, now) : null;

        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentLanguage = front.Words.Language;
        Write(http, front, shopper, standing, tier, now);
        await http.Response.BodyWriter.FlushAsync(http.RequestAborted);
    }

    private void Write(HttpContext http, ShopFront front, Shopper? shopper, EarnStanding? standing, ShopperTier? tier, DateTime now)
    {
        var json = reused ??= new Utf8JsonWriter(http.Response.BodyWriter, Options);
        json.Reset(http.Response.BodyWriter);
        var balance = shopper?.Balance ?? Balance.None;

        json.WriteStartObject();
        if (shopper is null) json.WriteNull("customer"u8);
        else
        {
            json.WriteStartObject("customer"u8);
            json.WriteNumber("id"u8, shopper.CustomerId);
            json.WriteString("firstName"u8, shopper.FirstName);
            json.WriteEndObject();
        }
        json.WriteNumber("available"u8, balance.Shown(front.NegativeBalance));
        json.WriteNumber("pending"u8, balance.Pending);
        json.WriteNumber("lifetime"u8, balance.Lifetime);
        WriteMoney(json, "value"u8, front.Worth(balance.Available), front.Currency);
        if (shopper?.Next is { } next)
        {
            json.WriteStartObject("nextAvailable"u8);
            json.WriteNumber("points"u8, next.Points);
            json.WriteString("at"u8, next.At);
            json.WriteEndObject();
        }
        else json.WriteNull("nextAvailable"u8);
        if (shopper?.Expiring is { } expiring)
        {
            json.WriteStartObject("expiring"u8);
            json.WriteNumber("points"u8, expiring.Points);
            json.WriteString("at"u8, expiring.At);
            json.WriteEndObject();
        }
        else json.WriteNull("expiring"u8);
        json.WriteNumber("owed"u8, balance.Debt);
        json.WriteBoolean("blocked"u8, balance.IsBlocked);
        json.WriteBoolean("active"u8, front.IsActive);
        tiers.Write(json, front, tier, now);
        WriteRewards(json, front, shopper, balance, now);
        WriteWays(json, front);
        EarnJson.Write(json, front, standing);
        WriteCodes(json, front, shopper);
        WriteHistory(json, front, shopper);
        PointsWordJson.Write(json, front.Words);
        json.WriteString("locale"u8, front.Words.Culture.Name);
        json.WriteEndObject();
        json.Flush();
    }

    private static void WriteRewards(Utf8JsonWriter json, ShopFront front, Shopper? shopper, Balance balance, DateTime now)
    {
        json.WriteStartArray("rewards"u8);
        foreach (var reward in front.Rewards)
        {
            var why = front.WhyNot(reward, shopper, now);
            json.WriteStartObject();
            json.WriteNumber("id"u8, reward.Id);
            json.WriteString("kind"u8, reward.Kind.Name);
            json.WriteString("name"u8, reward.Name);
            json.WriteString("description"u8, reward.Description);
            json.WriteString("image"u8, reward.Terms.Image);
            json.WriteNumber("cost"u8, reward.Cost);
            json.WriteBoolean("affordable"u8, shopper is not null && front.IsActive && balance.CanRedeem && why is null && balance.Available >= reward.Cost);
            json.WriteNumber("missing"u8, balance.Missing(reward.Cost));
            json.WriteString("reason"u8, why switch { null => null, RefusalReason.TierRequired => "tier", RefusalReason.SoldOut => "stock", RefusalReason.NotBirthday => "birthday", _ => "limit" });
            if (reward.Kind.HasAmount) WriteMoney(json, "amount"u8, reward.Reward.Amount, reward.Reward.Currency);
            else json.WriteNull("amount"u8);
            if (reward.Kind.HasMinimum && reward.Reward.MinimumSubtotal is { } minimum) WriteMoney(json, "minimumSubtotal"u8, minimum, reward.Reward.Currency);
            else json.WriteNull("minimumSubtotal"u8);
            if (reward.Reward.ValidDays is { } days) json.WriteNumber("validDays"u8, days);
            else json.WriteNull("validDays"u8);
            if (reward.Reward.Kind == RewardKind.Slider) WriteSlider(json, reward.Reward);
            if (reward.IsGift) WriteChoices(json, reward);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteSlider(Utf8JsonWriter json, Reward reward)
    {
        json.WriteStartObject("slider"u8);
        json.WriteNumber("min"u8, reward.Cost);
        json.WriteNumber("max"u8, reward.Terms.MaximumPoints);
        json.WriteNumber("step"u8, reward.Terms.StepPoints);
        // In units of the currency; exact for every step, though one point may be worth a fraction of a coin.
        json.WriteNumber("perPoint"u8, Money.Amount(reward.Amount, reward.Currency) / reward.Cost);
        json.WriteEndObject();
    }

    private static void WriteChoices(Utf8JsonWriter json, OfferedReward gift)
    {
        json.WriteStartArray("choices"u8);
        foreach (var choice in gift.Choices)
        {
            json.WriteStartObject();
            json.WriteNumber("id"u8, choice.Id);
            json.WriteString("kind"u8, choice.Kind.Name);
            json.WriteString("name"u8, choice.Name);
            json.WriteString("description"u8, choice.Description);
            json.WriteString("image"u8, choice.Terms.Image);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteWays(Utf8JsonWriter json, ShopFront front)
    {
        json.WriteStartArray("ways"u8);
        foreach (var way in front.Ways)
        {
            json.WriteStartObject();
            json.WriteString("kind"u8, way.Kind);
            json.WriteString("title"u8, way.Title);
            json.WriteString("detail"u8, way.Detail);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteCodes(Utf8JsonWriter json, ShopFront front, Shopper? shopper)
    {
        json.WriteStartArray("codes"u8);
        foreach (var code in shopper?.Codes ?? [])
        {
            if (!code.IsIssued || !code.HasCode) continue;
            json.WriteStartObject();
            json.WriteNumber("id"u8, code.Id);
            json.WriteString("state"u8, code.State == RedemptionState.Cancelling ? "cancelling" : "ready");
            json.WriteBoolean("cancellable"u8, code.CanCancel);
            json.WriteString("code"u8, code.Code);
            json.WriteString("title"u8, fronts.Title(front, code));
            if (code.ExpiresAt is { } expires) json.WriteString("expiresAt"u8, expires);
            else json.WriteNull("expiresAt"u8);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private void WriteHistory(Utf8JsonWriter json, ShopFront front, Shopper? shopper)
    {
        json.WriteStartArray("history"u8);
        foreach (var entry in shopper?.History ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("points"u8, entry.Points);
            json.WriteString("reason"u8, ledger.Reason(entry.Kind, entry.Note, entry.Points, front.Words, entry.Code, entry.Cause));
            json.WriteString("at"u8, entry.At);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteMoney(Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, string currency)
    {
        json.WriteStartObject(name);
        json.WriteString("amount"u8, Money.Text(minor, currency));
        json.WriteString("currency"u8, currency);
        json.WriteEndObject();
    }
}
