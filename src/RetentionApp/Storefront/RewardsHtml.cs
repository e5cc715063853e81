using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Draws what points buy and what was bought.</summary>
internal sealed class RewardsHtml(IStringLocalizer<StorefrontTexts> texts, ShopFronts fronts)
{
    internal Html Codes(PageView view, Shopper shopper)
    {
        var words = view.Front.Words;
        if (shopper.Codes.Count == 0) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card ra-codes" aria-labelledby="ra-codes">
              <h2 id="ra-codes">{Say(words, shopper.Codes.Count == 1 ? "Your code" : "Your codes")}</h2>
              {shopper.Codes.Select(code => Code(view, code))}
            </section>
            """);
    }

    internal Html Code(PageView view, HeldCode code) => !code.IsIssued ? OnItsWay(view, code) : code.HasCode ? Issued(view, code) : Granted(view, code);

    private Html Issued(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        var isNew = view.Outcome?.Key == code.Key;
        return Html.Of($"""
            <div class="ra-code" {New(isNew)}>
              {(isNew ? Html.Of($"""<p class="ra-ready">{Drawn.Icon("check")}{Say(words, "Your code is ready")}</p>""") : Html.Empty)}
              <p class="ra-code-text" dir="ltr" data-ra-code-text>{code.Code}</p>
              <p class="ra-muted">{Drawn.Isolated(fronts.Title(view.Front, code))} · {Drawn.Plain(words, Until(view, code))}</p>
              {(Condition(view.Front, code) is { } condition ? Html.Of($"""<p class="ra-muted">{Drawn.Plain(words, condition)}</p>""") : Html.Empty)}
              {(code.State == RedemptionState.Cancelling ? Html.Of($"""<p class="ra-muted">{Say(words, "The code is being cancelled. Your points come back in a moment.")}</p>""") : Html.Empty)}
            </div>
            {(code.State == RedemptionState.Cancelling ? Html.Empty : Html.Of($"""
            <div class="ra-actions">
              <button type="button" class="ra-button ra-button-quiet" data-ra-copy="{code.Code}" hidden>{Say(words, "Copy")}</button>
              {(RewardKinds.Of(code.Kind).IsDiscount ? Html.Of($"""<a class="ra-button" href="{view.Proxy.Apply(code.Code)}">{Say(words, "Use it now")}</a>""") : Html.Empty)}
            </div>
            """))}
            {(code.CanCancel && view.Token is not null ? CancelForm(view, code) : Html.Empty)}
            """);
    }

    private Html CancelForm(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <details class="ra-cancel" name="ra-confirm">
              <summary class="ra-link" aria-label="{words[texts, "Cancel this code"]}: {code.Code}">{Say(words, "Cancel this code")}</summary>
              <form method="post" action="{view.Proxy.Page("/cancel")}" data-ra-cancel-code="{code.Id}">
                <input type="hidden" name="token" value="{view.Token!.Text}">
                <input type="hidden" name="id" value="{code.Id}">
                <p>{Say(words, code.Cost > 0 ? "The code stops working and {0:points} come back to you." : "The code stops working.", code.Cost - code.RanOut)}{(code.RanOut > 0 ? Html.Of($" {Say(words, "Not coming back, because run out meanwhile: {0:points}.", code.RanOut)}") : Html.Empty)}</p>
                <p class="ra-error" data-ra-error role="alert" hidden></p>
                <div class="ra-actions">
                  <button type="submit" class="ra-button">{Say(words, "Cancel the code")}</button>
                  <button type="button" class="ra-button ra-button-quiet" data-ra-cancel hidden>{Say(words, "Not now")}</button>
                </div>
              </form>
            </details>
            """);
    }

    /// <summary>A reward without a code: it is on the customer's account already.</summary>
    private Html Granted(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <div class="ra-code ra-code-waiting" {New(view.Outcome?.Key == code.Key)}>
              <p class="ra-ready">{Drawn.Icon("check")}{Drawn.Isolated(fronts.Title(view.Front, code))}</p>
              <p class="ra-muted">{Say(words, "Added to your account")} · {Drawn.Plain(words, Until(view, code))}</p>
            </div>
            """);
    }

    private Html OnItsWay(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <div class="ra-code ra-code-waiting" data-ra-poll="{code.Key}">
              <p class="ra-ready"><span class="ra-spin" aria-hidden="true"></span>{Say(words, code.HasCode ? "Your code is on its way" : "Your reward is on its way")}</p>
              <p class="ra-muted">{Drawn.Isolated(fronts.Title(view.Front, code))}</p>
              <p class="ra-muted">{Say(words, "It appears here as soon as it is ready, usually within seconds.")}</p>
            </div>
            """);
    }

    internal Html Offered(PageView view, Shopper? shopper)
    {
        var words = view.Front.Words;
        // A birthday gift is nobody else's business.
        var offered = view.Front.Rewards.Where(reward => !reward.IsGift || view.Front.WhyNot(reward, shopper, view.Now) is null).ToList();
        if (offered is []) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-rewards">
              <h2 id="ra-rewards">{Say(words, shopper is null ? "What points buy" : "Use points")}</h2>
              <ul class="ra-list">{offered.OrderByDescending(reward => reward.IsGift).Select(reward => Reward(view, shopper, reward))}</ul>
            </section>
            """);
    }

    private Html Reward(PageView view, Shopper? shopper, OfferedReward reward)
    {
        var words = view.Front.Words;
        var balance = shopper?.Balance;
        var missing = balance?.Missing(reward.Cost) ?? reward.Cost;
        var why = view.Front.WhyNot(reward, shopper, view.Now);
        var canRedeem = view.Token is not null && view.Front.IsActive && balance is { CanRedeem: true };
        var label = why is not null ? Say(words, Reason(why.Value)) : canRedeem && missing > 0 && !reward.IsGift ? Say(words, "{0:N0} to go", missing) : Html.Empty;
        return Html.Of($"""
            <li>
              <div class="ra-item">
                {(reward.Terms.Image is { } image ? Html.Of($"""<img class="ra-image" src="{image}" alt="" width="56" height="56" loading="lazy" referrerpolicy="no-referrer">""") : Html.Of($"""<span class="ra-icon">{Drawn.Icon(reward.Kind.Icon)}</span>"""))}
                <div class="ra-what"><p>{Drawn.Isolated(reward.Name)}</p>{(reward.Description is { Length: > 0 } text ? Html.Of($"""<p class="ra-small-text">{Drawn.Isolated(text)}</p>""") : Html.Empty)}<p class="ra-muted">{Drawn.Plain(words, Facts(reward, words))}</p></div>
                {(label == Html.Empty ? Html.Empty : Html.Of($"""<span class="ra-missing">{label}</span>"""))}
              </div>
              {(canRedeem && why is null && (missing <= 0 || reward.IsGift) ? Confirm(view, balance!, reward) : Html.Empty)}
            </li>
            """);
    }

    private string Facts(OfferedReward reward, Words words) => string.Join(" · ", reward.Conditions.Prepend(Price(reward, words)));

    /// <summary>"500 points", "100 to 2,000 points".</summary>
    internal string Price(OfferedReward reward, Words words) =>
        reward.IsGift ? words[texts, "Yours for your birthday, free of points"]
        : reward.Reward.Kind == RewardKind.Slider ? words[texts, "{0:N0} to {1:points}", reward.Cost, reward.Terms.MaximumPoints]
        : words.Points(reward.Cost);

    private static string Reason(RefusalReason why) => why switch
    {
        RefusalReason.TierRequired => "Not in your tier",
        RefusalReason.SoldOut => "All gone",
        _ => "You have had it",
    };

    /// <summary>The question before points are taken: opens in place, with or without JavaScript.</summary>
    private Html Confirm(PageView view, Balance balance, OfferedReward reward)
    {
        var words = view.Front.Words;
        var isSlider = reward.Reward.Kind == RewardKind.Slider;
        return Html.Of($"""
            <details class="ra-confirm" name="ra-confirm">
              <summary class="ra-button ra-button-quiet" aria-label="{words[texts, "Get it"]}: {reward.Name}">{Say(words, "Get it")}</summary>
              <form method="post" action="{view.Proxy.Page("/redeem")}" data-ra-redeem data-ra-reward="{reward.Id}" data-ra-key="{view.Token!.Key(reward.Id)}">
                <input type="hidden" name="token" value="{view.Token.Text}">
                <input type="hidden" name="rewardId" value="{reward.Id}">
                {(CountsCart(reward) ? Cart : Html.Empty)}
                {(isSlider ? Choose(words, balance, reward) : reward.IsGift ? Choose(words, reward) : Taken(words, balance, reward))}
                <p class="ra-error" data-ra-error role="alert" hidden></p>
                <div class="ra-actions">
                  <button type="submit" class="ra-button">{(isSlider ? Say(words, "Use points") : reward.IsGift ? Say(words, "Get it") : Say(words, "Use {0:points}", reward.Cost))}</button>
                  <button type="button" class="ra-button ra-button-quiet" data-ra-cancel hidden>{Say(words, "Not now")}</button>
                </div>
              </form>
            </details>
            """);
    }

    /// <summary>A percentage with a cap is worked out from the cart. The shop's Liquid fills this in; the script asks the cart itself.</summary>
    private static readonly Html Cart = new("""<input type="hidden" name="cart" value="{{ cart.items_subtotal_price }}"><input type="hidden" name="currency" value="{{ cart.currency.iso_code }}">""");

    private static bool CountsCart(OfferedReward reward) => reward.Terms.MaximumOff is not null || reward.Choices.Any(CountsCart);

    private Html Taken(Words words, Balance balance, OfferedReward reward) => Taken(words, balance, reward, reward.Cost, reward.Name);

    /// <summary>What confirming takes and brings.</summary>
    internal Html Taken(Words words, Balance balance, OfferedReward reward, long cost, string name) => Html.Of($"""
        <p>{Say(words, reward.Kind.HasCode ? "This takes {0:points} and gives you a code: {1}." : "This takes {0:points}: {1}.", cost, name)} {Say(words, "You will have {0:points} left.", balance.Available - cost)}</p>
        """);

    /// <summary>A number field; the script puts a slider beside it and says what the number brings.</summary>
    private Html Choose(Words words, Balance balance, OfferedReward reward)
    {
        var (fewest, most, step) = (reward.Cost, reward.Terms.MaximumPoints, reward.Terms.StepPoints);
        var highest = Math.Min(most, fewest + (balance.Available - fewest) / step * step);
        var perPoint = (Money.Amount(reward.Reward.Amount, reward.Reward.Currency) / fewest).ToString(System.Globalization.CultureInfo.InvariantCulture);
        var id = "ra-points-" + reward.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return Html.Of($"""
            <div class="ra-slider" data-ra-slider data-ra-per="{perPoint}" data-ra-currency="{reward.Reward.Currency}">
              <label for="{id}">{Say(words, "How many points")}</label>
              <div class="ra-slider-row">
                <input type="range" min="{fewest}" max="{highest}" step="{step}" value="{highest}" aria-hidden="true" tabindex="-1" hidden>
                <input type="number" id="{id}" name="points" inputmode="numeric" min="{fewest}" max="{highest}" step="{step}" value="{highest}" required aria-describedby="{id}-worth">
              </div>
              <p class="ra-worth-now" id="{id}-worth"><output data-ra-worth>{Drawn.Plain(words, words[texts, "{0} for every {1:points}", Money.Format(reward.Reward.Amount, reward.Reward.Currency, words.Culture), fewest])}</output></p>
            </div>
            """);
    }

    private Html Choose(Words words, OfferedReward gift) => Html.Of($"""
        <fieldset class="ra-choices">
          <legend>{Say(words, "Choose your birthday gift")}</legend>
          {gift.Choices.Select((choice, at) => Html.Of($"""
            <label class="ra-choice"><input type="radio" name="choiceId" value="{choice.Id}" required {(at == 0 ? new Html("checked") : Html.Empty)}><span>{Drawn.Isolated(choice.Name)}{(choice.Description is { Length: > 0 } text ? Html.Of($"""<span class="ra-muted ra-block">{Drawn.Isolated(text)}</span>""") : Html.Empty)}</span></label>
            """))}
        </fieldset>
        """);

    /// <summary>"On orders of £20.00 or more"; null: on any.</summary>
    internal string? Condition(ShopFront front, HeldCode code) =>
        code.MinimumSubtotal is > 0 and var minimum ? front.Words[texts, "On orders of {0} or more", Money.Format(minimum, code.Currency, front.Words.Culture)] : null;

    /// <summary>"until 4 December".</summary>
    internal string Until(PageView view, HeldCode code) =>
        code.ExpiresAt is { } expires ? view.Front.Words[texts, "until {0}", view.Front.Say(expires, view.Now)] : view.Front.Words[texts, "no end date"];

    private static Html New(bool isNew) => isNew ? new Html("data-ra-new tabindex=\"-1\"") : Html.Empty;

    private Html Say(Words words, string key, params object?[] values) => Drawn.Plain(words, words[texts, key, values]);
}
