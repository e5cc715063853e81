using System.Text.Json;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Rewards;

/// <summary>What differs from one kind of reward to another: how Shopify is told, what it is called, what must hold.</summary>
internal abstract class KindOfReward
{
    internal abstract RewardKind Kind { get; }

    /// <summary>For programs; never changes.</summary>
    internal abstract string Name { get; }

    /// <summary>A drawing of the shop front's and the admin's icon sets.</summary>
    internal abstract string Icon { get; }

    /// <summary>Optional scopes without which it cannot be made.</summary>
    internal virtual IReadOnlyList<string> Scopes => [];

    /// <summary>Whether the shop has granted what making it takes.</summary>
    internal bool CanMake(Shop? shop) => Scopes.Count == 0 || shop is not null && Scopes.All(shop.HasScope);

    /// <summary>Whether the shopper gets a code to type.</summary>
    internal virtual bool HasCode => true;

    /// <summary>Whether it is a discount at checkout: it can be used once, have conditions and combine.</summary>
    internal virtual bool IsDiscount => false;

    /// <summary>Whether it can be taken back while it is unused; then <see cref="SwitchOff"/> can.</summary>
    internal virtual bool CanBeTakenBack => IsDiscount;
    internal virtual bool HasAmount => false;
    internal virtual bool HasMinimum => IsDiscount;
    internal virtual bool HasItems => false;

    /// <summary>The reward in a fixed form that <see cref="Loyalty.LedgerWords"/> says in every language; Shopify shows it to the merchant as it is.</summary>
    /// <param name="amount">Minor units, which a slider's shopper chose.</param>
    internal abstract string Describe(Reward reward, long amount);

    /// <summary>The same for the reward as it is offered, before anything was chosen.</summary>
    internal virtual string DescribeOffer(Reward reward) => Describe(reward, reward.Amount);

    /// <summary>What is wrong with it: name of the field and an English sentence, which is its key.</summary>
    internal virtual IEnumerable<(string Field, string Problem)> Problems(Reward reward) => [];

    /// <summary>Makes it in Shopify. A redemption that was tried before may exist there already: never two.</summary>
    internal abstract Task<Making> Make(Asking ask, Redemption redemption);

    /// <summary>Makes sure that it cannot be used any more, and says whether it was. Asked again, it says the same.</summary>
    /// <param name="isOver">It has run out by itself; nothing has to be switched off.</param>
    internal virtual Task<SwitchedOff> SwitchOff(Asking ask, Redemption redemption, bool isOver) => throw new InvalidOperationException($"{Kind} cannot be taken back.");

    internal virtual string NewCode(string? prefix) => Codes.New(prefix);
}

/// <summary>What was found when a reward was switched off.</summary>
internal abstract record SwitchedOff
{
    internal sealed record Unused : SwitchedOff;
    /// <param name="Order">Where Shopify names it.</param>
    internal sealed record Used(long? Order) : SwitchedOff;
    /// <summary>Some of it is spent already and the rest is still the customer's: it was left on.</summary>
    internal sealed record InUse : SwitchedOff;
    /// <summary>Some of it was spent in the moment in which it was switched off; the rest is gone and has to be made good.</summary>
    /// <param name="Left">The part that was left, in thousandths.</param>
    internal sealed record PartlyUsed(long Left) : SwitchedOff;
}

/// <summary>What came of an attempt to make a reward. Where nobody knows, <see cref="ShopifyUnavailable"/> is thrown and it is tried again.</summary>
internal abstract record Making
{
    /// <param name="Id">Shopify's global id of what was made.</param>
    internal sealed record Made(string Id) : Making;
    internal sealed record CodeTaken : Making;
    internal sealed record Refused(string Reason) : Making;
    /// <summary>It may have been made, and making it again might be once too often: a person must look.</summary>
    internal sealed record Unclear(string Reason) : Making;
}

/// <summary>One shop's Admin API, each call within a share of the lease.</summary>
/// <param name="IsClaimed">Whether a global id of Shopify's belongs to another redemption.</param>
internal sealed record Asking(AdminApi Api, Shop Shop, DateTime Now, Func<string, Task<bool>> IsClaimed)
{
    private static readonly TimeSpan CallBudget = TimeSpan.FromSeconds(18);

    internal Task<Answer<JsonElement>> Send(string operation, object variables) => Api.Send(Shop, operation, variables, data => data.Clone(), CallBudget);
}
