using System.Text.Json;
using RetentionApp.Loyalty;

namespace RetentionApp.Storefront;

/// <summary>The parts of <c>GET /proxy/loyalty</c> about deeds, challenges and the birthday.</summary>
internal static class EarnJson
{
    /// <param name="standing">Null for a guest.</param>
    internal static void Write(Utf8JsonWriter json, ShopFront front, EarnStanding? standing, bool isPanel)
    {
        json.WriteStartArray("earn"u8);
        foreach (var offer in front.Earn) Write(json, offer, standing, isPanel);
        json.WriteEndArray();
        json.WriteStartArray("challenges"u8);
        foreach (var offer in front.Challenges) Write(json, offer, standing?.Challenges.FirstOrDefault(one => one.Challenge.Id == offer.Challenge.Id));
        json.WriteEndArray();
        if (standing?.Birthday is { } birthday)
        {
            json.WriteStartObject("birthday"u8);
            json.WriteNumber("month"u8, birthday.Month);
            json.WriteNumber("day"u8, birthday.Day);
            if (birthday.Year is { } year) json.WriteNumber("year"u8, year);
            else json.WriteNull("year"u8);
            json.WriteEndObject();
        }
        else json.WriteNull("birthday"u8);
    }

    /// <summary>What there is to do for points, whoever reads it.</summary>
    internal static void WriteOffers(Utf8JsonWriter json, ShopFront front)
    {
        json.WriteStartArray("earn"u8);
        foreach (var offer in front.Earn)
        {
            WriteOffer(json, offer);
            json.WriteString("url"u8, offer.Url);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteOffer(Utf8JsonWriter json, EarnOffer offer)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, offer.Rule.Id);
        json.WriteString("kind"u8, offer.Kind);
        json.WriteString("title"u8, offer.Title);
        json.WriteString("detail"u8, offer.Detail);
        json.WriteNumber("points"u8, offer.Rule.Points);
    }

    private static void Write(Utf8JsonWriter json, EarnOffer offer, EarnStanding? standing, bool isPanel)
    {
        WriteOffer(json, offer);
        json.WriteBoolean("done"u8, standing?.IsDone(offer.Rule) == true);
        json.WriteBoolean("available"u8, standing?.IsOpen(offer.Rule) != false);
        json.WriteNumber("times"u8, standing?.Times(offer.Rule) ?? 0);
        json.WriteStartObject("limit"u8);
        Limit(json, "perDay"u8, offer.Rule.PerDay);
        Limit(json, "perYear"u8, offer.Rule.PerYear);
        Limit(json, "ever"u8, offer.Ever);
        json.WriteEndObject();
        json.WriteString("url"u8, offer.Url);
        if (isPanel) json.WriteString("state"u8, State(offer.Rule, standing));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ChallengeOffer offer, ChallengeStanding? standing)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, offer.Challenge.Id);
        json.WriteString("name"u8, offer.Name);
        json.WriteString("detail"u8, offer.Detail);
        json.WriteNumber("points"u8, offer.Challenge.Points);
        json.WriteNumber("goal"u8, offer.Challenge.Goal);
        json.WriteNumber("progress"u8, standing?.Count.Progress ?? 0);
        json.WriteNumber("won"u8, standing?.Won ?? 0);
        json.WriteBoolean("repeats"u8, offer.Challenge.Repeats);
        json.WriteString("until"u8, standing?.Count.Until?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    /// <summary>moot: nothing to do about it for this customer, so that the panel leaves it out; later: not again today or this year.</summary>
    private static ReadOnlySpan<byte> State(DeedRule rule, EarnStanding? standing) =>
        standing is null ? "open"u8 : standing.IsDone(rule) ? "done"u8 : standing.IsMoot(rule) ? "moot"u8 : standing.IsOpen(rule) ? "open"u8 : "later"u8;

    private static void Limit(Utf8JsonWriter json, ReadOnlySpan<byte> name, int most)
    {
        if (most > 0) json.WriteNumber(name, most);
        else json.WriteNull(name);
    }
}
