using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// A gift card with a code of our own making: sent twice, Shopify refuses the second one as taken, and the note says whether
/// the first was ours. So a lost answer neither loses the code nor makes two cards.
/// </summary>
internal sealed class GiftCard : KindOfReward
{
    internal override RewardKind Kind => RewardKind.GiftCard;
    internal override string Name => "gift_card";
    internal override string Icon => "card";
    internal override IReadOnlyList<string> Scopes => ["write_gift_cards"];
    internal override bool HasAmount => true;
    internal override bool CanBeTakenBack => true;

    internal override string Describe(Reward reward, long amount) => $"Gift card {Money.Text(amount, reward.Currency)} {reward.Currency}";

    internal override string NewCode(string? prefix) => Codes.Card();

    internal override async Task<Making> Make(Asking ask, Redemption r)
    {
        if (r.Attempts > 1 && await LookUp(ask, r) is { } found) return found;
        var input = new
        {
            initialValue = Money.Text(r.Amount, r.Currency),
            code = r.Code,
            customerId = Gid.Of("Customer", r.CustomerId),
            note = r.Title,
            expiresOn = r.ExpiresAt?.ToString("yyyy-MM-dd"),
        };
        return await ask.Send("GiftCardCreate", new { input }) switch
        {
            Ok<JsonElement>(var data) when data.Part("giftCardCreate")?.Part("giftCard")?.Text("id") is { } id => new Making.Made(id),
            Refused<JsonElement> refused when refused.Has("TAKEN") => await LookUp(ask, r) ?? new Making.CodeTaken(),
            Refused<JsonElement> refused => new Making.Refused(refused.Reason),
            _ => throw new ShopifyUnavailable("Shopify neither made the gift card nor said why.", maybeDone: true),
        };
    }

    /// <summary>A card can never be switched on again, so one that is partly spent is left to its owner.</summary>
    internal override async Task<SwitchedOff> SwitchOff(Asking ask, Redemption r, bool isOver)
    {
        var (isOn, left) = await Left(ask, r);
        if (isOn && left < 1000) return left == 0 ? new SwitchedOff.Used(null) : new SwitchedOff.InUse();
        if (isOn)
        {
            await ask.Send("GiftCardDeactivate", new { id = r.DiscountId });
            (isOn, left) = await Left(ask, r);
            if (isOn) throw new ShopifyUnavailable("The gift card can still be used in Shopify.");
        }
        return left switch { 1000 => new SwitchedOff.Unused(), 0 => new SwitchedOff.Used(null), _ => new SwitchedOff.PartlyUsed(left) };
    }

    /// <returns>Whether it can be used, and how many thousandths of it are left, rounded up so that 0 means all spent.</returns>
    private static async Task<(bool IsOn, long Left)> Left(Asking ask, Redemption r)
    {
        if (await ask.Send("GiftCardState", new { id = r.DiscountId }) is not Ok<JsonElement>(var data) || data.Part("giftCard") is not { } card) throw new ShopifyUnavailable("Shopify did not show the gift card.");
        var (value, balance) = (Amount(card, "initialValue"), Amount(card, "balance"));
        return (card.GetProperty("enabled").GetBoolean(), balance >= value ? 1000 : Math.Min(999, (balance * 1000 + value - 1) / value));

        long Amount(JsonElement of, string name) => Money.Parse(of.Part(name)!.Value.Text("amount")!, r.Currency);
    }

    private static async Task<Making?> LookUp(Asking ask, Redemption r)
    {
        var answer = await ask.Send("GiftCardByCode", new { search = r.Code });
        if (answer is not Ok<JsonElement>(var data) || data.Part("giftCards") is not { } cards) return null;
        // The search is fuzzy; the note is ours alone, and the shop sees no more of a code than its last characters.
        return cards.Items("nodes").FirstOrDefault(card => card.Text("note") == r.Title && r.Code.EndsWith(card.Text("lastCharacters") ?? "?", StringComparison.OrdinalIgnoreCase))
            is { ValueKind: JsonValueKind.Object } ours ? new Making.Made(ours.Text("id")!) : null;
    }
}
