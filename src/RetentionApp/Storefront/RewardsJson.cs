using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>The parts of the shopper's JSON about what points buy and what was bought.</summary>
internal sealed class RewardsJson(ShopFronts fronts, RewardsHtml html)
{
    internal void Write(Utf8JsonWriter json, ShopFront front, Shopper? shopper, Balance balance, DateTime now, bool isPanel)
    {
        json.WriteStartArray("rewards"u8);
        foreach (var reward in front.Rewards)
        {
            var why = front.WhyNot(reward, shopper, now);
            json.WriteStartObject();
            WriteReward(json, reward);
            json.WriteBoolean("affordable"u8, shopper is not null && front.IsActive && balance.CanRedeem && why is null && balance.Available >= reward.Cost);
            json.WriteNumber("missing"u8, balance.Missing(reward.Cost));
            json.WriteString("reason"u8, why switch { null => null, RefusalReason.TierRequired => "tier", RefusalReason.SoldOut => "stock", RefusalReason.NotBirthday => "birthday", _ => "limit" });
            if (isPanel) WriteShown(json, front, reward);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>What can be had for points, whoever reads it. A birthday gift is nobody else's business.</summary>
    internal void WriteOffered(Utf8JsonWriter json, ShopFront front)
    {
        json.WriteStartArray("rewards"u8);
        foreach (var reward in front.Rewards)
        {
            if (reward.IsGift) continue;
            json.WriteStartObject();
            WriteReward(json, reward);
            WriteShown(json, front, reward);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteReward(Utf8JsonWriter json, OfferedReward reward)
    {
        json.WriteNumber("id"u8, reward.Id);
        json.WriteString("kind"u8, reward.Kind.Name);
        json.WriteString("name"u8, reward.Name);
        json.WriteString("description"u8, reward.Description);
        json.WriteString("image"u8, reward.Terms.Image);
        json.WriteNumber("cost"u8, reward.Cost);
        if (reward.Kind.HasAmount) WriteMoney(json, "amount"u8, reward.Reward.Amount, reward.Reward.Currency);
        else json.WriteNull("amount"u8);
        if (reward.Kind.HasMinimum && reward.Reward.MinimumSubtotal is { } minimum) WriteMoney(json, "minimumSubtotal"u8, minimum, reward.Reward.Currency);
        else json.WriteNull("minimumSubtotal"u8);
        if (reward.Terms.MaximumOff is { } most)
        {
            WriteMoney(json, "maximumOff"u8, most, reward.Reward.Currency);
            json.WriteNumber("percent"u8, reward.Terms.Percent / 100m);
        }
        if (reward.Reward.ValidDays is { } days) json.WriteNumber("validDays"u8, days);
        else json.WriteNull("validDays"u8);
        if (reward.Reward.Kind == RewardKind.Slider) WriteSlider(json, reward.Reward);
        if (reward.IsGift) WriteChoices(json, reward);
    }

    /// <summary>Words and drawing for pages that show it.</summary>
    private void WriteShown(Utf8JsonWriter json, ShopFront front, OfferedReward reward)
    {
        json.WriteString("icon"u8, reward.Kind.Icon);
        json.WriteString("price"u8, html.Price(reward, front.Words));
        json.WriteStartArray("conditions"u8);
        foreach (var condition in reward.Conditions) json.WriteStringValue(condition);
        json.WriteEndArray();
        json.WriteBoolean("code"u8, reward.Kind.HasCode);
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

    internal void WriteCodes(Utf8JsonWriter json, ShopFront front, Shopper? shopper, ProxyContext? panel)
    {
        json.WriteStartArray("codes"u8);
        foreach (var code in shopper?.Codes ?? [])
        {
            if (!code.IsIssued || !code.HasCode) continue;
            json.WriteStartObject();
            json.WriteNumber("id"u8, code.Id);
            json.WriteString("state"u8, code.State == RedemptionState.Cancelling ? "cancelling" : "ready");
            json.WriteString("kind"u8, RewardKinds.Of(code.Kind).Name);
            json.WriteBoolean("cancellable"u8, code.CanCancel);
            json.WriteString("code"u8, code.Code);
            json.WriteString("title"u8, fronts.Title(front, code));
            if (code.MinimumSubtotal is { } minimum) WriteMoney(json, "minimumSubtotal"u8, minimum, code.Currency);
            if (code.ExpiresAt is { } expires) json.WriteString("expiresAt"u8, expires);
            else json.WriteNull("expiresAt"u8);
            if (panel is not null) json.WriteString("applyUrl"u8, code.CanApply ? panel.Apply(code.Code) : null);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    internal static void WriteMoney(Utf8JsonWriter json, ReadOnlySpan<byte> name, long minor, string currency)
    {
        json.WriteStartObject(name);
        json.WriteString("amount"u8, Money.Text(minor, currency));
        json.WriteString("currency"u8, currency);
        json.WriteEndObject();
    }
}
