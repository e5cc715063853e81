using System.Buffers;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

/// <summary>The habits of Shopify's REST-shaped payloads: ids as numbers, money as strings with a shop/presentment pair, times with the shop's offset.</summary>
internal static class Json
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Body(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    public static string Time(Store store, DateTime utc) =>
        TimeZoneInfo.ConvertTime(new DateTimeOffset(utc, TimeSpan.Zero), store.Zone).ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture);

    public static void Time(Utf8JsonWriter json, string name, Store store, DateTime? utc)
    {
        if (utc is { } time) json.WriteString(name, Time(store, time));
        else json.WriteNull(name);
    }

    /// <summary>Writes "name" and "name_set".</summary>
    public static void Price(Utf8JsonWriter json, string name, long minor, string currency)
    {
        json.WriteString(name, new Money(minor, currency).Amount);
        Set(json, name + "_set", minor, currency);
    }

    public static void Set(Utf8JsonWriter json, string name, long minor, string currency)
    {
        json.WriteStartObject(name);
        Pair(json, "shop_money", minor, currency);
        Pair(json, "presentment_money", minor, currency);
        json.WriteEndObject();
    }

    public static void Number(Utf8JsonWriter json, string name, long? value)
    {
        if (value is { } number) json.WriteNumber(name, number);
        else json.WriteNull(name);
    }

    public static void Nulls(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names) json.WriteNull(name);
    }

    public static void Empty(Utf8JsonWriter json, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            json.WriteStartArray(name);
            json.WriteEndArray();
        }
    }

    public static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Pair(Utf8JsonWriter json, string name, long minor, string currency)
    {
        json.WriteStartObject(name);
        json.WriteString("amount", new Money(minor, currency).Amount);
        json.WriteString("currency_code", currency);
        json.WriteEndObject();
    }
}
