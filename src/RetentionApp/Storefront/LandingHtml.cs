using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Referrals;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Draws the pages behind links.</summary>
internal sealed class LandingHtml(IStringLocalizer<StorefrontTexts> texts, RewardsHtml rewards, ShopFronts fronts, Problems problems)
{
    /// <summary>A friend's welcome. Of a gift it says nothing: there is none before the shop has a referral programme.</summary>
    /// <param name="code">To be remembered with the cart; null: nobody's.</param>
    internal Landing Refer(Words words, ProxyContext proxy, string? code, bool isOwn)
    {
        var title = words[texts, "Welcome to {0}", proxy.Shop.Name];
        if (code is null) return new Landing(title, Card(words, "This invitation is no longer valid", "You are welcome all the same.", HomeLink(words, proxy)));
        if (isOwn) return new Landing(title, Card(words, "This is your own invitation", "Send it to a friend.", HomeLink(words, proxy)));
        return new Landing(title, Html.Of($"""
            <div class="ra-hero" data-ra-remember="{Invitations.CartAttribute}" data-ra-value="{code}">
              <p class="ra-balance">{Say(words, "A friend thinks you will like it here")}</p>
              <form class="ra-actions" method="post" action="{proxy.Root}/cart/update">
                <input type="hidden" name="attributes[{Invitations.CartAttribute}]" value="{code}">
                <button type="submit" class="ra-button ra-button-light" data-ra-home="{proxy.Root}/">{Say(words, "Start shopping")}</button>
              </form>
            </div>
            """));
    }

    /// <summary>The customer's own code: applied by the page's script, or by the button.</summary>
    /// <param name="isTheirs">Whether it is they who are signed in, and not just somebody who has the link.</param>
    internal Landing Back(PageView view, Redemption redemption, bool isTheirs)
    {
        var (words, code) = (view.Front.Words, HeldCode.Of(redemption));
        var title = isTheirs && view.Shopper?.FirstName is { Length: > 0 } name ? words[texts, "Good to see you again, {0}", name] : words[texts, "Good to see you again"];
        if (!code.CanApply || code.ExpiresAt <= view.Now) return new Landing(title, Html.Of($"""{Over(view, code)}{PageLink(view)}"""));
        var facts = new List<string> { rewards.Until(view, code) };
        if (rewards.Condition(view.Front, code) is { } condition) facts.Insert(0, condition);
        return new Landing(title, Html.Of($"""
            <div class="ra-hero" data-ra-apply="{view.Proxy.Apply(code.Code)}">
              <p class="ra-name">{Say(words, "Your code")}</p>
              <p class="ra-balance">{Drawn.Isolated(fronts.Title(view.Front, code))}</p>
              <p class="ra-worth"><span class="ra-code-text" dir="ltr">{code.Code}</span></p>
              <p class="ra-small">{Drawn.Plain(words, string.Join(" · ", facts))}</p>
              <p class="ra-small" data-ra-applied role="status" hidden>{Say(words, "It is in your cart. Shop as you like: it comes off at the checkout.")}</p>
              <p class="ra-actions"><a class="ra-button ra-button-light" href="{view.Proxy.Apply(code.Code)}">{Say(words, "Use it now")}</a></p>
            </div>
            """));
    }

    internal Landing SignIn(PageView view, OfferedReward? reward, RedeemLink link, string path)
    {
        var words = view.Front.Words;
        if (reward is null) return Refused(view, new RedeemRefused(RefusalReason.RewardInactive));
        return new Landing(null, Html.Of($"""
            <div class="ra-hero">
              <p class="ra-balance">{Drawn.Isolated(Name(words, reward, link))}</p>
              <p class="ra-worth">{Drawn.Plain(words, words.Points(link.Points ?? reward.Cost))}</p>
              <p class="ra-small">{Say(words, "Sign in with the account that the message was sent to. Nothing is taken before you confirm.")}</p>
              <p class="ra-actions"><a class="ra-button ra-button-light" href="{view.Proxy.SignInTo(path)}">{Say(words, "Sign in")}</a></p>
            </div>
            """));
    }

    /// <summary>The question before points are taken.</summary>
    internal Landing Ask(PageView view, OfferedReward? reward, RedeemLink link, string path, Problem? problem)
    {
        var (words, balance) = (view.Front.Words, view.Shopper!.Balance);
        if (reward is null) return Refused(view, new RedeemRefused(RefusalReason.RewardInactive));
        var cost = link.Points ?? reward.Cost;
        if (WhyNot(view, reward, balance, cost) is { } refused) return Refused(view, refused);
        return new Landing(null, Html.Of($"""
            {(problem is null ? Html.Empty : Notice(words, problem))}
            <section class="ra-card" aria-labelledby="ra-ask">
              <h2 id="ra-ask">{Drawn.Isolated(Name(words, reward, link))}</h2>
              {(reward.Description is { Length: > 0 } text ? Html.Of($"""<p>{Drawn.Isolated(text)}</p>""") : Html.Empty)}
              {rewards.Taken(words, balance, reward, cost, Name(words, reward, link))}
              <form method="post" action="{path}">
                <div class="ra-actions">
                  <button type="submit" class="ra-button">{Say(words, "Use {0:points}", cost)}</button>
                  <a class="ra-button ra-button-quiet" href="{view.Proxy.Page("/")}">{Say(words, "Not now")}</a>
                </div>
              </form>
            </section>
            """));
    }

    internal Landing Done(PageView view, HeldCode code) => new(null, code.IsShown(view.Now) || code.State == RedemptionState.Pending
        ? Html.Of($"""<section class="ra-card ra-codes">{rewards.Code(view, code)}</section>{PageLink(view)}""")
        : Html.Of($"""{Over(view, code)}{PageLink(view)}"""));

    internal Landing Refused(PageView view, RedeemRefused refused) =>
        new(null, Html.Of($"""{Notice(view.Front.Words, problems.Of(refused, view.Front.Words))}{PageLink(view)}"""));

    internal Landing SomebodyElses(Words words, ProxyContext proxy, string path) => new(null, Card(words, "This link belongs to another account", "Sign in with the account that the message was sent to. Nothing is taken before you confirm.",
        Html.Of($"""<a class="ra-button" href="{proxy.SignInTo(path)}">{Say(words, "Sign in")}</a>""")));

    internal Landing Dead(Words words, ProxyContext proxy) => new(null, Card(words, "This link no longer works", "It has run out, or was not copied whole. Your points are where they were.",
        Html.Of($"""<a class="ra-button" href="{proxy.Page("/")}">{Say(words, "Points and rewards")}</a>""")));

    private static RedeemRefused? WhyNot(PageView view, OfferedReward reward, Balance balance, long cost) =>
        !view.Front.IsActive ? new RedeemRefused(RefusalReason.ProgrammePaused)
        : balance.IsClosed ? new RedeemRefused(RefusalReason.AccountClosed)
        : balance.IsBlocked ? new RedeemRefused(RefusalReason.AccountBlocked)
        : view.Front.WhyNot(reward, view.Shopper, view.Now) is { } why ? new RedeemRefused(why)
        : balance.Missing(cost) is > 0 and var missing ? new RedeemRefused(RefusalReason.NotEnoughPoints, missing) : null;

    /// <summary>What became of a code that can no longer be used.</summary>
    private Html Over(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        var (title, detail) = code.State switch
        {
            RedemptionState.Used => ("This code has been used", "See what else your points can bring."),
            RedemptionState.Cancelled or RedemptionState.Cancelling => ("The code is cancelled", "See what else your points can bring."),
            RedemptionState.Issued or RedemptionState.Ending or RedemptionState.Ended => ("This code has run out", "See what else your points can bring."),
            _ => ("This code is not ready", "See what else your points can bring."),
        };
        return Html.Of($"""<div class="ra-notice ra-notice-said" role="status"><p><strong>{Say(words, title)}</strong></p><p>{Drawn.Isolated(fronts.Title(view.Front, code))}</p><p>{Say(words, detail)}</p></div>""");
    }

    private string Name(Words words, OfferedReward reward, RedeemLink link) => reward.Reward.Kind == RewardKind.Slider
        ? $"{reward.Name} · {Money.Format((long)((Int128)(link.Points ?? reward.Cost) * reward.Reward.Amount / reward.Cost), reward.Reward.Currency, words.Culture)}" : reward.Name;

    private static Html Notice(Words words, Problem problem) =>
        Html.Of($"""<div class="ra-notice ra-notice-error" role="alert"><p><strong>{Drawn.Plain(words, problem.Title)}</strong></p><p>{Drawn.Plain(words, problem.Detail)}</p></div>""");

    private Html Card(Words words, string title, string text, Html action) => Html.Of($"""
        <section class="ra-card">
          <h2>{Say(words, title)}</h2>
          <p>{Say(words, text)}</p>
          <p class="ra-actions">{action}</p>
        </section>
        """);

    private Html PageLink(PageView view) => Html.Of($"""<p class="ra-actions ra-more"><a class="ra-button ra-button-quiet" href="{view.Proxy.Page("/")}">{Say(view.Front.Words, "Points and rewards")}</a></p>""");

    private Html HomeLink(Words words, ProxyContext proxy) => Html.Of($"""<a class="ra-button" href="{proxy.Root}/">{Say(words, "Start shopping")}</a>""");

    private Html Say(Words words, string key, params object?[] values) => Drawn.Plain(words, words[texts, key, values]);
}
