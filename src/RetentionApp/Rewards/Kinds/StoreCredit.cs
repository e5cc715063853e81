using System.Text.Json;
using RetentionApp.Commerce;
using RetentionApp.Shopify;

namespace RetentionApp.Rewards.Kinds;

/// <summary>
/// Store credit. Shopify takes no idempotency key, so after an attempt whose end is unknown the account's transactions decide:
/// none that fits, and enough time for one to appear: again; exactly one that is nobody's: ours; anything else: a person.
/// </summary>
internal sealed class StoreCredit : KindOfReward
{
    /// <summary>How long a credit whose answer was lost may take to show; before that its absence proves nothing.</summary>
    internal static readonly TimeSpan TimeToShow = TimeSpan.FromMinutes(2);

    /// <summary>Shopify's clock and ours may differ by so much.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(30);
    private const int Page = 50;

    internal override RewardKind Kind => RewardKind.StoreCredit;
    internal override string Name => "store_credit";
    internal override string Icon => "wallet";
    internal override IReadOnlyList<string> Scopes => ["write_store_credit_account_transactions", "read_store_credit_accounts"];
    internal override bool HasCode => false;
    internal override bool HasAmount => true;

    internal override string Describe(Reward reward, long amount) => $"Store credit {Money.Text(amount, reward.Currency)} {reward.Currency}";

    internal override async Task<Making> Make(Asking ask, Redemption r)
    {
        if (r.Attempts > 1 && await LookUp(ask, r) is { } found) return found;
        var credit = new { creditAmount = new { amount = Money.Text(r.Amount, r.Currency), currencyCode = r.Currency }, expiresAt = r.ExpiresAt, notify = false };
        return await ask.Send("StoreCreditCredit", new { id = Gid.Of("Customer", r.CustomerId), credit }) switch
        {
            Ok<JsonElement>(var data) when data.Part("storeCreditAccountCredit")?.Part("storeCreditAccountTransaction")?.Text("id") is { } id => new Making.Made(id),
            Refused<JsonElement> refused => new Making.Refused(refused.Reason),
            _ => throw new ShopifyUnavailable("Shopify neither credited nor said why.", maybeDone: true),
        };
    }

    /// <summary>Null when it is certain that nothing was credited yet.</summary>
    private static async Task<Making?> LookUp(Asking ask, Redemption r)
    {
        var answer = await ask.Send("StoreCreditTransactions", new { id = Gid.Of("Customer", r.CustomerId) });
        if (answer is not Ok<JsonElement>(var data)) throw new ShopifyUnavailable("Shopify did not show the store credit.");
        if (data.Part("customer") is not { } customer) return new Making.Refused("The customer no longer exists in Shopify.");
        if (customer.Part("storeCreditAccounts") is not { } accounts) return new Making.Unclear("The store credit cannot be read, so nobody knows whether it was given.");
        var candidates = new List<string>();
        foreach (var account in accounts.Items("nodes").Select(node => node.Part("transactions")).OfType<JsonElement>())
        {
            var entries = account.Items("nodes").ToList();
            if (entries.Count == Page && entries[^1].Time("createdAt") > r.CreatedAt) return new Making.Unclear("Too much happened on this store credit account to tell.");
            foreach (var entry in entries)
                if (Fits(entry, r) && !await ask.IsClaimed(entry.Text("id")!)) candidates.Add(entry.Text("id")!);
        }
        return candidates switch
        {
            [] => null,
            [var one] => new Making.Made(one),
            _ => new Making.Unclear("Several credits of this amount could be this one."),
        };
    }

    private static bool Fits(JsonElement entry, Redemption r) =>
        entry.Text("id") is not null && entry.Part("amount") is { } amount && amount.Text("currencyCode") == r.Currency
        && Money.Parse(amount.Text("amount")!, r.Currency) == r.Amount && entry.Time("createdAt") >= r.CreatedAt - Skew;
}
