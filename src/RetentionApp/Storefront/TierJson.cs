using System.Globalization;
using System.Text.Json;
using RetentionApp.Loyalty;

namespace RetentionApp.Storefront;

/// <summary>The <c>tier</c> of <c>GET /proxy/loyalty</c>: null for a shop without tiers and for guests.</summary>
internal sealed class TierJson(TierWords words)
{
    internal void Write(Utf8JsonWriter json, ShopFront front, ShopperTier? tier, DateTime now, bool isPanel = false)
    {
        if (front.Tiers is not { } board || tier is not { Progress: var progress })
        {
            json.WriteNull("tier"u8);
            return;
        }
        var card = board.CardOf(progress.Level);
        json.WriteStartObject("tier"u8);
        json.WriteString("id"u8, progress.Level?.Id);
        json.WriteString("name"u8, card?.Name);
        json.WriteString("colour"u8, progress.Level?.Colour);
        json.WriteString("icon"u8, progress.Level?.Icon);
        Time(json, "since"u8, progress.Since);
        Time(json, "until"u8, progress.Until);
        json.WriteNumber("multiplier"u8, progress.Level?.Times ?? 1);
        json.WriteStartArray("perks"u8);
        foreach (var perk in card?.Perks ?? []) json.WriteStringValue(perk);
        json.WriteEndArray();
        json.WriteString("code"u8, tier.Code);
        json.WriteNumber("standing"u8, progress.Standing);
        json.WriteString("basis"u8, board.Settings.Basis switch { TierBasis.Points => "points", TierBasis.Spent => "spent", _ => "orders" });
        Next(json, front, board, progress, now);
        json.WriteString("keep"u8, words.Keep(progress, board.Settings.Basis, front.Currency, front.Words, at => front.Say(at, now)));
        if (isPanel) Levels(json, board, progress);
        json.WriteEndObject();
    }

    /// <summary>For the panel: how far it is in percent, and the ladder.</summary>
    private static void Levels(Utf8JsonWriter json, TierBoard board, TierProgress progress)
    {
        json.WriteNumber("percent"u8, progress.Percent);
        json.WriteStartArray("levels"u8);
        foreach (var card in board.Cards) WriteLevel(json, card, card.Level.Id == progress.Level?.Id);
        json.WriteEndArray();
    }

    /// <param name="isHeld">Null where nobody is meant.</param>
    internal static void WriteLevel(Utf8JsonWriter json, TierCard card, bool? isHeld)
    {
        json.WriteStartObject();
        json.WriteString("id"u8, card.Level.Id);
        json.WriteString("name"u8, card.Name);
        json.WriteString("colour"u8, card.Level.Colour);
        json.WriteString("icon"u8, card.Level.Icon);
        json.WriteString("requirement"u8, card.Requirement);
        json.WriteStartArray("perks"u8);
        foreach (var perk in card.Perks) json.WriteStringValue(perk);
        json.WriteEndArray();
        if (isHeld is { } held) json.WriteBoolean("held"u8, held);
        json.WriteEndObject();
    }

    private void Next(Utf8JsonWriter json, ShopFront front, TierBoard board, TierProgress progress, DateTime now)
    {
        if (progress.Next is not { } next)
        {
            json.WriteNull("next"u8);
            return;
        }
        json.WriteStartObject("next"u8);
        json.WriteString("id"u8, next.Id);
        json.WriteString("name"u8, board.CardOf(next)!.Name);
        json.WriteNumber("missing"u8, progress.Missing);
        if (progress.By is { } by) json.WriteString("by"u8, TimeZoneInfo.ConvertTimeFromUtc(by.AddTicks(-1), front.Zone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        else json.WriteNull("by"u8);
        json.WriteString("words"u8, words.Next(progress, board.Settings.Basis, front.Currency, front.Words, at => front.Say(at, now)));
        json.WriteEndObject();
    }

    private static void Time(Utf8JsonWriter json, ReadOnlySpan<byte> name, DateTime? at)
    {
        if (at is { } time) json.WriteString(name, time);
        else json.WriteNull(name);
    }
}
