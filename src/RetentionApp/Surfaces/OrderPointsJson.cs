using System.Buffers;
using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Storefront;

namespace RetentionApp.Surfaces;

/// <summary>
/// <c>GET /ext/orders/{id}</c>: what an order brought its buyer. An order that Shopify has not told us of yet and somebody
/// else's answer alike: the points are on their way. No number is told before it is in the ledger.
/// </summary>
internal sealed class OrderPointsJson(ReadPool pool, TimeProvider clock)
{
    internal async Task Write(HttpContext http, long orderId)
    {
        var proxy = http.Proxy();
        var now = clock.GetUtcNow().UtcDateTime;
        var programme = await http.RequestServices.GetRequiredService<Programmes>().Current(proxy.ShopId);
        var words = await Shoppers.Words(pool, proxy);
        var known = proxy.CustomerId is { } customer
            ? await pool.Read(async sql => await OrderPoints.Read(sql, proxy.ShopId, await Customers.Heir(sql, proxy.ShopId, customer), orderId)) : null;

        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("state"u8, known is null ? "guest" : NameOf(known.State));
            json.WriteNumber("points"u8, known?.Points ?? 0);
            if (known is { State: OrderPointsState.Earned, AvailableAt: { } at } && at > now && at < Availability.OnFulfilment) json.WriteString("usableAt"u8, at);
            else json.WriteNull("usableAt"u8);
            json.WriteBoolean("waitsForFulfilment"u8, known is { State: OrderPointsState.Earned, AvailableAt: { } when } && when >= Availability.OnFulfilment);
            json.WriteBoolean("active"u8, programme.Settings.IsActive);
            json.WriteString("timeZone"u8, proxy.Shop.TimeZone);
            PointsWordJson.Write(json, words);
            json.WriteEndObject();
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.ContentLanguage = words.Language;
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    private static string NameOf(OrderPointsState state) => state switch
    {
        OrderPointsState.Earned => "earned",
        OrderPointsState.Unpaid => "unpaid",
        OrderPointsState.Nothing => "nothing",
        OrderPointsState.TakenBack => "taken_back",
        _ => "on_the_way",
    };
}
