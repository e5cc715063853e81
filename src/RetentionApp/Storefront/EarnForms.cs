using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Localization;
using RetentionApp.Data;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Storefront;

/// <summary>
/// What a signed-in shopper does on the loyalty page beside redeeming: enters a birthday, follows a link. Each as a form of
/// the page with its token, and as JSON, which a form on another site cannot send.
/// </summary>
internal sealed class EarnForms(ReadPool pool, RedeemLimit limit, FormTokens tokens, Problems problems, IStringLocalizer<StorefrontTexts> texts, TimeProvider clock)
{
    /// <summary><c>POST /proxy/loyalty/deeds/{id}</c>: a social deed. Doing it again answers "repeated".</summary>
    internal Task DeedJson(HttpContext http, string id) => Json(http, async (customer, _, words) =>
        await Do(http, customer, id) is { Outcome: DeedOutcome.Done or DeedOutcome.Repeated } answer
            ? (null, json =>
            {
                json.WriteString("status"u8, answer.Outcome == DeedOutcome.Done ? "done"u8 : "repeated"u8);
                json.WriteNumber("points"u8, answer.Outcome == DeedOutcome.Done ? answer.Deed!.Points : 0);
                json.WriteString("message"u8, Said(answer, words));
            })
            : (problems.NoDeed(words), null));

    /// <summary><c>POST /proxy/loyalty/birthday</c> with <c>{"month": 4, "day": 12, "year": 1990}</c>; the year may be left out.</summary>
    internal Task BirthdayJson(HttpContext http) => Json(http, async (customer, body, words) =>
    {
        if (body is not { } read || !TryRead(read, out var wish)) return (problems.Incomplete(words, "invalid_request"), null);
        return await Set(http, customer, wish) ? (null, json =>
        {
            json.WriteString("status"u8, "saved"u8);
            json.WriteString("message"u8, words[texts, "Your birthday is saved."]);
        }) : (problems.NoBirthday(words), null);
    });

    /// <summary>The same from the page's own form.</summary>
    internal Task<Outcome?> Deed(HttpContext http, ProxyContext proxy, string id) => Form(http, proxy, async (customer, _, words) =>
        await Do(http, customer, id) is { Outcome: DeedOutcome.Done or DeedOutcome.Repeated } answer ? new Outcome(null, null) { Said = Said(answer, words) } : new Outcome(null, problems.NoDeed(words)));

    internal Task<Outcome?> Birthday(HttpContext http, ProxyContext proxy) => Form(http, proxy, async (customer, form, words) =>
    {
        var wish = new BirthdayWish(Number(form["month"]), Number(form["day"]), Number(form["year"]));
        var isYear = string.IsNullOrWhiteSpace(form["year"]) || wish.Year is not null;
        return isYear && await Set(http, customer, wish) ? new Outcome(null, null) { Said = words[texts, "Your birthday is saved."] } : new Outcome(null, problems.NoBirthday(words));
    });

    private static Task<DeedAnswer> Do(HttpContext http, long customer, string id) =>
        http.RequestServices.GetRequiredService<Deeds>().Do(http.Proxy().ShopId, customer, id, Loyalty.Deed.Once, by: DeedCaller.Shopper);

    private async Task<bool> Set(HttpContext http, long customer, BirthdayWish wish)
    {
        var shop = http.Proxy().Shop;
        return Birthdays.IsDay(wish.Month, wish.Day, wish.Year, Deeds.Day(clock.GetUtcNow().UtcDateTime, Zones.Of(shop)))
            && await http.RequestServices.GetRequiredService<Birthdays>().Set(shop.Id, customer, (int)wish.Month!, (int)wish.Day!, (int?)wish.Year, Birthdays.Shopper);
    }

    private string Said(DeedAnswer answer, Words words) => answer.Outcome == DeedOutcome.Done ? words[texts, "{0:points} are yours.", answer.Deed!.Points] : words[texts, "You have these points already."];

    private async Task Json(HttpContext http, Func<long, JsonElement?, Words, Task<(Problem? Problem, Action<Utf8JsonWriter>? Answer)>> act)
    {
        var proxy = http.Proxy();
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) { await (limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words)).Write(http, words); return; }
        if (!http.Request.HasJsonContentType()) { await problems.Unreadable(StatusCodes.Status415UnsupportedMediaType, words).Write(http, words); return; }
        if (await RedeemJson.Read(http.Request) is not { } bytes) { await problems.Unreadable(StatusCodes.Status413PayloadTooLarge, words).Write(http, words); return; }
        if (!limit.Admits(http, proxy.ShopId, customer)) { await problems.TooMany(words).Write(http, words); return; }
        var (problem, answer) = await act(customer, Parse(bytes), words);
        if (problem is not null) { await problem.Write(http, words); return; }
        var body = new ArrayBufferWriter<byte>(128);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            answer!(json);
            json.WriteEndObject();
        }
        http.Response.ContentType = "application/json; charset=utf-8";
        await http.Response.Body.WriteAsync(body.WrittenMemory, http.RequestAborted);
    }

    private async Task<Outcome?> Form(HttpContext http, ProxyContext proxy, Func<long, IFormCollection, Words, Task<Outcome>> act)
    {
        var words = await Shoppers.Words(pool, proxy);
        if (proxy.CustomerId is not { } customer) return new Outcome(null, limit.AdmitsGuest(http, proxy.ShopId) ? problems.SignIn(words) : problems.TooMany(words));
        if (!http.Request.HasFormContentType)
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return null;
        }
        if (await LoyaltyPage.ReadForm(http) is not { } form) return null;
        if (tokens.Read(form["token"], proxy.ShopId, customer) is null) return new Outcome(null, problems.Expired(words));
        return limit.Admits(http, proxy.ShopId, customer) ? await act(customer, form, words) : new Outcome(null, problems.TooMany(words));
    }

    private static JsonElement? Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A theme may send the numbers as text; an empty year is none.</summary>
    private static bool TryRead(JsonElement body, out BirthdayWish wish)
    {
        wish = default;
        if (body.ValueKind != JsonValueKind.Object) return false;
        var year = body.TryGetProperty("year", out var given) ? given : default;
        var hasYear = year.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null) && !(year.ValueKind == JsonValueKind.String && year.ValueEquals(""));
        wish = new BirthdayWish(Number("month"), Number("day"), hasYear ? Read(year) : null);
        return wish is { Month: not null, Day: not null } && (!hasYear || wish.Year is not null);

        long? Number(string name) => body.TryGetProperty(name, out var value) ? Read(value) : null;
        static long? Read(JsonElement value) => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : value.ValueKind == JsonValueKind.String ? EarnForms.Number(value.GetString()) : null;
    }

    private static long? Number(string? text) => long.TryParse(text?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private readonly record struct BirthdayWish(long? Month, long? Day, long? Year);
}
