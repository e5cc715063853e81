using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Loyalty;

namespace RetentionApp.Storefront;

/// <summary>What there is to say about a shopper's points, for the page and for the panel.</summary>
internal sealed class BalanceWords(IStringLocalizer<StorefrontTexts> texts)
{
    /// <summary>"1,240 points".</summary>
    internal string Points(PageView view) => view.Front.Words.Points((view.Shopper?.Balance ?? Balance.None).Shown(view.Front.NegativeBalance));

    /// <summary>"worth £12.40"; null where that means nothing.</summary>
    internal string? Worth(PageView view, Balance balance) => balance.Available > 0 && view.Front.Rate is not null
        ? view.Front.Words[texts, "worth {0}", Money.Format(view.Front.Worth(balance.Available), view.Front.Currency, view.Front.Words.Culture)] : null;

    /// <summary>"57 more on 6 December", and what comes after that; empty where nothing waits for a day that is known.</summary>
    internal IEnumerable<string> Pending(PageView view, Shopper shopper)
    {
        var words = view.Front.Words;
        if (shopper.Next is not { } next) yield break;
        yield return words[texts, "{0:N0} more on {1}", next.Points, view.Front.Say(next.At, view.Now)];
        if (shopper.Balance.Pending > next.Points) yield return words[texts, "{0:N0} more after that", shopper.Balance.Pending - next.Points];
    }

    internal string? Expiring(PageView view, Shopper shopper) =>
        shopper.Expiring is { } expiring ? view.Front.Words[texts, "{0:points} expire on {1}", expiring.Points, view.Front.Say(expiring.At, view.Now)] : null;

    /// <summary>Everything above in one row; for somebody without points how to get some.</summary>
    internal List<string> Facts(PageView view, Shopper shopper)
    {
        var facts = new List<string>(4);
        if (Worth(view, shopper.Balance) is { } worth) facts.Add(worth);
        facts.AddRange(Pending(view, shopper));
        if (Expiring(view, shopper) is { } expiring) facts.Add(expiring);
        if (facts.Count == 0 && shopper.Balance is { Available: 0, Lifetime: 0 }) facts.Add(view.Front.Words[texts, "Your first order brings some."]);
        return facts;
    }

    /// <summary>What is wrong with the account; null where nothing is.</summary>
    internal string? Trouble(PageView view, Balance balance) => balance switch
    {
        { IsClosed: true } => view.Front.Words[texts, "This account is closed"],
        { IsBlocked: true } => view.Front.Words[texts, "The shop has paused this account. It can tell you more."],
        { Debt: > 0 } => view.Front.Words[texts, "You had already used points of an order that went back. What you earn next makes up for them."],
        _ => null,
    };

    /// <summary>How far it is to the first reward that is not yet in reach; null where there is none to be had.</summary>
    internal NextReward? NextReward(PageView view)
    {
        var (front, balance) = (view.Front, view.Shopper?.Balance ?? Balance.None);
        var open = front.Rewards.Where(reward => front.WhyNot(reward, view.Shopper, view.Now) is null && !reward.IsGift).ToList();
        if (!front.IsActive || !balance.CanRedeem || open is []) return null;
        return open.Where(reward => reward.Cost > balance.Available).MinBy(reward => reward.Cost) is { } goal
            ? new NextReward(goal, (int)(balance.Available <= 0 ? 0 : balance.Available * 100 / goal.Cost), front.Words[texts, "{0:points} to go: {1}", balance.Missing(goal.Cost), goal.Name])
            : new NextReward(null, 100, front.Words[texts, "You have enough for every reward."]);
    }
}

/// <param name="Reward">Null: all are in reach.</param>
/// <param name="Percent">How much of its cost is there, 0 to 100.</param>
internal sealed record NextReward(OfferedReward? Reward, int Percent, string Words);
