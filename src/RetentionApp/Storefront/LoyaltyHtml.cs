using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Draws the loyalty page. What is inside <see cref="Panel"/> is also what the page's script fetches after a change.</summary>
internal sealed class LoyaltyHtml(IStringLocalizer<StorefrontTexts> texts, ShopFronts fronts, LedgerWords ledger, TierHtml tiers, StorefrontAssets assets)
{
    /// <summary>
    /// The fragment that Shopify puts into the theme. It lives in a shadow root, so that neither the theme's style nor ours
    /// breaks the other; fonts and colours still come through by inheritance and custom properties.
    /// </summary>
    internal Html Page(Html inside, Words words, ProxyContext proxy) => Html.Of($"""
        <retention-loyalty style="display:block">
        <template shadowrootmode="open">
        <style>{new Html(assets.Style)}</style>
        <section class="ra" lang="{words.Language}" dir="{Direction(words)}" data-ra-prefix="{proxy.PathPrefix}" data-ra-locale="{proxy.Locale}"
          data-ra-copied="{words[texts, "Copied"]}" data-ra-failed="{words[texts, "That did not work. Check your connection and try again: nothing is taken twice."]}" data-ra-code="{words[texts, "Your code is {0}."]}">
        <h1 class="ra-title">{Say(words, "Points and rewards")}</h1>
        <div class="ra-live" role="status" aria-live="polite"></div>
        <div data-ra-panel>
        {inside}
        </div>
        </section>
        </template>
        </retention-loyalty>
        <script src="{proxy.PathPrefix}{assets.ScriptPath}" defer></script>
        """);

    internal Html Panel(PageView view) => view.Shopper is { } shopper ? Member(view, shopper) : Guest(view);

    /// <summary>When nothing can be read: says so; the script adds the last balance this browser has seen, with its time.</summary>
    internal Html Unavailable(Words words) => Html.Of($"""
        <div class="ra-hero ra-hero-plain" data-ra-unavailable data-ra-last="{words[texts, "Last seen on {1}: {0}"]}">
          <p class="ra-balance">{Say(words, "We cannot show your points right now")}</p>
          <p class="ra-worth">{Say(words, "They are safe. Try again in a few minutes.")}</p>
          <p class="ra-worth" data-ra-last-text hidden></p>
        </div>
        """);

    private Html Guest(PageView view)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            {Notice(view)}
            <div class="ra-hero" data-ra-guest>
              <p class="ra-balance">{Say(words, "Your orders earn points")}</p>
              <p class="ra-worth">{Say(words, "Sign in to see yours and turn them into money off.")}</p>
              <p class="ra-actions"><a class="ra-button ra-button-light" href="{SignInLink(view.Proxy)}">{Say(words, "Sign in")}</a></p>
            </div>
            {Paused(view.Front)}
            <div class="ra-grid">
              <div>{tiers.Section(view)}{Rewards(view, null)}</div>
              <div>{Ways(view.Front)}</div>
            </div>
            """);
    }

    private Html Member(PageView view, Shopper shopper) => Html.Of($"""
        {Notice(view)}
        {Hero(view, shopper)}
        {Paused(view.Front)}
        <div class="ra-grid">
          <div>{Codes(view, shopper)}{tiers.Section(view)}{Rewards(view, shopper)}</div>
          <div>{Ways(view.Front)}{History(view, shopper)}</div>
        </div>
        """);

    private Html Hero(PageView view, Shopper shopper)
    {
        var (front, balance) = (view.Front, shopper.Balance);
        var words = front.Words;
        var worth = Money.Format(front.Worth(balance.Available), front.Currency, words.Culture);
        var points = words.Points(balance.Available);
        var facts = new List<string>(3);
        if (balance.Available > 0 && front.Rate is not null) facts.Add(words[texts, "worth {0}", worth]);
        if (shopper.Next is { } next) facts.Add(words[texts, "{0:N0} more on {1}", next.Points, front.Say(next.At, view.Now)]);
        if (shopper.Next is { } first && balance.Pending > first.Points) facts.Add(words[texts, "{0:N0} more after that", balance.Pending - first.Points]);
        if (facts.Count == 0 && balance.Available == 0 && balance.Lifetime == 0) facts.Add(words[texts, "Your first order brings some."]);
        return Html.Of($"""
            <div class="ra-hero" data-ra-balance="{points}">
              <p class="ra-name">{(shopper.FirstName is { Length: > 0 } name ? Isolated(name) : Say(words, "Your points"))}</p>
              <p class="ra-balance">{Plain(words, points)}</p>
              <p class="ra-worth">{Plain(words, string.Join(" · ", facts))}</p>
              {Progress(front, balance)}
              {(balance.IsClosed ? Html.Of($"""<p class="ra-small">{Say(words, "This account is closed")}</p>""") : balance.Debt > 0 ? Html.Of($"""<p class="ra-small">{Say(words, "You had already used points of an order that went back. What you earn next makes up for them.")}</p>""") : Html.Empty)}
            </div>
            """);
    }

    /// <summary>How far it is to the first reward that is not yet in reach.</summary>
    private Html Progress(ShopFront front, Balance balance)
    {
        var words = front.Words;
        if (!front.IsActive || balance.IsClosed || front.Rewards is []) return Html.Empty;
        var goal = front.Rewards.FirstOrDefault(reward => reward.Cost > balance.Available);
        if (goal is null) return Html.Of($"""<p class="ra-small">{Say(words, "You have enough for every reward.")}</p>""");
        var percent = balance.Available <= 0 ? 0 : balance.Available * 100 / goal.Cost;
        return Html.Of($"""
            <div class="ra-bar" aria-hidden="true"><i style="inline-size:{percent}%"></i></div>
            <p class="ra-small">{Say(words, "{0:points} to go: {1}", goal.Cost - balance.Available, goal.Name)}</p>
            """);
    }

    private Html Codes(PageView view, Shopper shopper)
    {
        var words = view.Front.Words;
        if (shopper.Codes.Count == 0) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card ra-codes" aria-labelledby="ra-codes">
              <h2 id="ra-codes">{Say(words, shopper.Codes.Count == 1 ? "Your code" : "Your codes")}</h2>
              {shopper.Codes.Select(code => code.IsIssued ? Issued(view, code) : OnItsWay(view, code))}
            </section>
            """);
    }

    private Html Issued(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        var until = code.ExpiresAt is { } expires ? words[texts, "until {0}", view.Front.Say(expires, view.Now)] : words[texts, "no end date"];
        var isNew = view.Outcome?.Key == code.Key;
        return Html.Of($"""
            <div class="ra-code" {(isNew ? new Html("data-ra-new tabindex=\"-1\"") : Html.Empty)}>
              {(isNew ? Html.Of($"""<p class="ra-ready">{Icon("check")}{Say(words, "Your code is ready")}</p>""") : Html.Empty)}
              <p class="ra-code-text" dir="ltr" data-ra-code-text>{code.Code}</p>
              <p class="ra-muted">{Isolated(fronts.Title(view.Front, code))} · {Plain(words, until)}</p>
            </div>
            <div class="ra-actions">
              <button type="button" class="ra-button ra-button-quiet" data-ra-copy="{code.Code}" hidden>{Say(words, "Copy")}</button>
              <a class="ra-button" href="{view.Proxy.StorefrontUrl}/discount/{Uri.EscapeDataString(code.Code)}?redirect=/">{Say(words, "Use it now")}</a>
            </div>
            """);
    }

    private Html OnItsWay(PageView view, HeldCode code)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <div class="ra-code ra-code-waiting" data-ra-poll="{code.Key}">
              <p class="ra-ready"><span class="ra-spin" aria-hidden="true"></span>{Say(words, "Your code is on its way")}</p>
              <p class="ra-muted">{Isolated(fronts.Title(view.Front, code))}</p>
              <p class="ra-muted">{Say(words, "It appears here as soon as it is ready, usually within seconds.")}</p>
            </div>
            """);
    }

    private Html Rewards(PageView view, Shopper? shopper)
    {
        var words = view.Front.Words;
        if (view.Front.Rewards is []) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-rewards">
              <h2 id="ra-rewards">{Say(words, shopper is null ? "What points buy" : "Use points")}</h2>
              <ul class="ra-list">{view.Front.Rewards.Select(reward => Reward(view, shopper, reward))}</ul>
            </section>
            """);
    }

    private Html Reward(PageView view, Shopper? shopper, OfferedReward reward)
    {
        var words = view.Front.Words;
        var facts = string.Join(" · ", reward.Conditions.Prepend(words.Points(reward.Cost)));
        var balance = shopper?.Balance;
        var missing = reward.Cost - (balance?.Available ?? 0);
        var canRedeem = view.Token is not null && view.Front.IsActive && balance is { IsClosed: false };
        return Html.Of($"""
            <li>
              <div class="ra-item">
                <span class="ra-icon">{Icon("tag")}</span>
                <div class="ra-what"><p>{Isolated(reward.Name)}</p><p class="ra-muted">{Plain(words, facts)}</p></div>
                {(canRedeem && missing > 0 ? Html.Of($"""<span class="ra-missing">{Say(words, "{0:N0} to go", missing)}</span>""") : Html.Empty)}
              </div>
              {(canRedeem && missing <= 0 ? Confirm(view, balance!, reward) : Html.Empty)}
            </li>
            """);
    }

    /// <summary>The question before points are taken: opens in place, with or without JavaScript.</summary>
    private Html Confirm(PageView view, Balance balance, OfferedReward reward)
    {
        var words = view.Front.Words;
        var action = view.Proxy.PathPrefix + "/redeem" + (view.Proxy.Locale is { Length: > 0 } locale ? "?locale=" + Uri.EscapeDataString(locale) : "");
        return Html.Of($"""
            <details class="ra-confirm" name="ra-confirm">
              <summary class="ra-button ra-button-quiet" aria-label="{words[texts, "Get it"]}: {reward.Name}">{Say(words, "Get it")}</summary>
              <form method="post" action="{action}" data-ra-redeem data-ra-reward="{reward.Id}" data-ra-key="{view.Token!.Key(reward.Id)}">
                <input type="hidden" name="token" value="{view.Token.Text}">
                <input type="hidden" name="rewardId" value="{reward.Id}">
                <p>{Say(words, "This takes {0:points} and gives you a code: {1}.", reward.Cost, reward.Name)} {Say(words, "You will have {0:points} left.", balance.Available - reward.Cost)}</p>
                <p class="ra-error" data-ra-error role="alert" hidden></p>
                <div class="ra-actions">
                  <button type="submit" class="ra-button">{Say(words, "Use {0:points}", reward.Cost)}</button>
                  <button type="button" class="ra-button ra-button-quiet" data-ra-cancel hidden>{Say(words, "Not now")}</button>
                </div>
              </form>
            </details>
            """);
    }

    private Html Ways(ShopFront front)
    {
        if (front.Ways is []) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-ways">
              <h2 id="ra-ways">{Say(front.Words, "How to earn")}</h2>
              <ul class="ra-list">{front.Ways.Select(way => Html.Of($"""
                <li><div class="ra-item">
                  <span class="ra-icon">{Icon("bag")}</span>
                  <div class="ra-what"><p>{Plain(front.Words, way.Title)}</p><p class="ra-muted">{Plain(front.Words, way.Detail)}</p></div>
                </div></li>
                """))}</ul>
            </section>
            """);
    }

    private Html History(PageView view, Shopper shopper)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-history">
              <h2 id="ra-history">{Say(words, "History")}</h2>
              {(shopper.History.Count == 0 ? Html.Of($"""<p class="ra-muted">{Say(words, "Nothing here yet.")}</p>""") : Html.Of($"""<ol class="ra-list ra-history">{shopper.History.Select(Row)}</ol>"""))}
            </section>
            """);

        Html Row(HistoryRow row) => Html.Of($"""
            <li>
              <div class="ra-what"><p>{Isolated(ledger.Reason(row.Kind, row.Note, row.Points, words, row.Code))}</p>
              <p class="ra-muted"><time datetime="{row.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)}">{Plain(words, view.Front.Say(row.At, view.Now))}</time></p></div>
              <span class="ra-points {(row.Points < 0 ? "ra-minus" : "ra-plus")}" dir="ltr">{(row.Points < 0 ? "−" : "+")}{words.Number(Math.Abs(row.Points))}</span>
            </li>
            """);
    }

    private Html Paused(ShopFront front) => front.IsActive ? Html.Empty : Html.Of($"""
        <div class="ra-notice"><p><strong>{Say(front.Words, "Points are paused")}</strong></p><p>{Say(front.Words, "Your points are safe. You can use them again once the shop opens its programme.")}</p></div>
        """);

    private Html Notice(PageView view) => view.Outcome?.Problem is not { } problem ? Html.Empty : Html.Of($"""
        <div class="ra-notice ra-notice-error" role="alert"><p><strong>{Plain(view.Front.Words, problem.Title)}</strong></p><p>{Plain(view.Front.Words, problem.Detail)}</p></div>
        """);

    private static string SignInLink(ProxyContext proxy) =>
        $"{proxy.StorefrontUrl}/account/login?return_url={Uri.EscapeDataString(proxy.PathPrefix)}";

    private Html Say(Words words, string key, params object?[] values) => Plain(words, words[texts, key, values]);

    /// <summary>Our own sentence; English ones on a page that runs from right to left keep their own direction.</summary>
    private static Html Plain(Words words, string? text) => words.IsRightToLeft && words.Language == "en" ? Isolated(text) : Html.Text(text);

    /// <summary>Text that somebody typed, whose direction we cannot know.</summary>
    private static Html Isolated(string? text) => Html.Of($"<bdi>{text}</bdi>");

    private static string Direction(Words words) => words.IsRightToLeft ? "rtl" : "ltr";

    private static Html Icon(string name) => new($"""<svg class="ra-svg" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{name switch
    {
        "tag" => """<path d="M12.6 3.5H19a1.5 1.5 0 0 1 1.5 1.5v6.4a2 2 0 0 1-.6 1.4l-7 7a2 2 0 0 1-2.8 0l-6-6a2 2 0 0 1 0-2.8l7-7a2 2 0 0 1 1.5-.5Z"/><circle cx="16" cy="8" r="1.3"/>""",
        "bag" => """<path d="M5.5 8h13l.9 10.8a1.6 1.6 0 0 1-1.6 1.7H6.2a1.6 1.6 0 0 1-1.6-1.7Z"/><path d="M8.5 10.5V7a3.5 3.5 0 0 1 7 0v3.5"/>""",
        _ => """<path d="m5 12.5 4.5 4.5L19 7.5"/>""",
    }}</svg>""");
}
