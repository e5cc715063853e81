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
internal sealed class LoyaltyJson(ReadPool pool, ShopFronts fronts, RewardsJson rewards, LedgerWords ledger, EnteredBirthdays birthdays, TierJson tiers, TimeProvider clock)
{
    internal static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All), SkipValidation = true };
    [ThreadStatic] private static Utf8JsonWriter? reused;

    internal async Task Write(HttpContext http)
    {
        var proxy = http.Proxy();
        var now = clock.GetUtcNow().UtcDateTime;
        var (programme, offered) = await Offers.Current(http, proxy.ShopId);
        var shopper = proxy.CustomerId is { } customer
            ? await Shoppers.Read(pool, proxy.ShopId, customer, Days.Zone(proxy.Shop.TimeZone), now, Offers.Standing(birthdays, proxy.ShopId, offered, programme.Settings), programme.Settings.Expiry is not null) : null;
        var front = fronts.For(proxy, shopper?.Locale, programme, offered);
        var standing = shopper is null ? null : await EarnStanding.Read(pool, proxy.ShopId, shopper.CustomerId, programme.Settings, offered.Any(reward => reward.Kind == RewardKind.BirthdayGift), front.Zone, now);
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
        json.WriteStartObject();
        WriteFields(json, front, shopper, standing, tier, now);
        json.WriteEndObject();
        json.Flush();
    }

    /// <param name="panel">With what only the panel shows, for the request that asked.</param>
    internal void WriteFields(Utf8JsonWriter json, ShopFront front, Shopper? shopper, EarnStanding? standing, ShopperTier? tier, DateTime now, ProxyContext? panel = null)
    {
        var (balance, isPanel) = (shopper?.Balance ?? Balance.None, panel is not null);
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
        RewardsJson.WriteMoney(json, "value"u8, front.Worth(balance.Available), front.Currency);
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
        tiers.Write(json, front, tier, now, isPanel);
        rewards.Write(json, front, shopper, balance, now, isPanel);
        WriteWays(json, front);
        EarnJson.Write(json, front, standing, isPanel);
        rewards.WriteCodes(json, front, shopper, panel);
        WriteHistory(json, front, shopper, isPanel ? now : null);
        PointsWordJson.Write(json, front.Words);
        json.WriteString("locale"u8, front.Words.Culture.Name);
    }

    internal static void WriteWays(Utf8JsonWriter json, ShopFront front)
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

    /// <param name="now">For the panel: days are said as seen from then.</param>
    private void WriteHistory(Utf8JsonWriter json, ShopFront front, Shopper? shopper, DateTime? now)
    {
        json.WriteStartArray("history"u8);
        foreach (var entry in shopper?.History ?? [])
        {
            json.WriteStartObject();
            json.WriteNumber("points"u8, entry.Points);
            json.WriteString("reason"u8, ledger.Reason(entry.Kind, entry.Note, entry.Points, front.Words, entry.Code, entry.Cause));
            json.WriteString("at"u8, entry.At);
            if (now is { } today) PanelJson.WriteEntry(json, front, entry, today);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
