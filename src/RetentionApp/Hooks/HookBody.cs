using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using RetentionApp.Loyalty;

namespace RetentionApp.Hooks;

/// <summary>A timeline row with what receivers need besides: the balance and, for a reward, what it cost.</summary>
internal sealed record Happened(string EventId, string Type, DateTime At, string ShopDomain, long CustomerId, HookFacts Facts, Balance Balance);

/// <summary>Writes the JSON that endpoints receive. Ids are text: not every language holds them exactly as numbers.</summary>
internal static class HookBody
{
    internal static string Of(Happened happened)
    {
        var (facts, balance) = (happened.Facts, happened.Balance);
        return Write(happened.EventId, happened.Type, happened.At, happened.ShopDomain, json =>
        {
            json.WriteString("customerId", Id(happened.CustomerId));
            if (facts.Points is { } points) json.WriteNumber("points", points);
            if (facts.OrderId is { } order) json.WriteString("orderId", Id(order));
            if (facts.RedemptionId is { } redemption) json.WriteString("redemptionId", Id(redemption));
            if (facts.TierId is { } tier) json.WriteString("tierId", tier);
            if (facts.DeedId is { } deed) json.WriteString("deedId", deed);
            if (facts.MergedCustomerId is { } merged) json.WriteString("mergedCustomerId", Id(merged));
            if (facts.LastDay is { } day) json.WriteString("lastDay", day);
            json.WriteStartObject("balance");
            json.WriteNumber("available", balance.Available);
            json.WriteNumber("pending", balance.Pending);
            json.WriteNumber("lifetime", balance.Lifetime);
            json.WriteEndObject();
        });
    }

    /// <summary>What the test button sends: the same frame around nobody's data.</summary>
    internal static string Test(string eventId, DateTime at, string shopDomain) =>
        Write(eventId, HookEvents.Test, at, shopDomain, json => json.WriteString("message", "This is a test event from RetentionApp."));

    private static string Write(string id, string type, DateTime at, string shop, Action<Utf8JsonWriter> data)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("type", type);
            json.WriteString("occurredAt", at);
            json.WriteString("shop", shop);
            json.WriteStartObject("data");
            data(json);
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string Id(long id) => id.ToString(CultureInfo.InvariantCulture);
}
