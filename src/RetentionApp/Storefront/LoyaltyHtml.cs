using Microsoft.Extensions.Localization;
using RetentionApp.Commerce;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Rewards;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Draws the loyalty page. What is inside <see cref="Panel"/> is also what the page's script fetches after a change.</summary>
internal sealed class LoyaltyHtml(IStringLocalizer<StorefrontTexts> texts, RewardsHtml rewards, EarnHtml earn, LedgerWords ledger, BalanceWords balances, TierHtml tiers, StorefrontAssets assets)
{
    /// <summary>
    /// The fragment that Shopify puts into the theme. It lives in a shadow root, so that neither the theme's style nor ours
    /// breaks the other; fonts and colours still come through by inheritance and custom properties.
    /// </summary>
    internal Html Page(Html inside, Words words, ProxyContext proxy, string? title = null) => Html.Of($"""
        <retention-loyalty style="display:block">
        <template shadowrootmode="open">
        <style>{new Html(assets.Style)}</style>
        <section class="ra" lang="{words.Language}" dir="{Direction(words)}" data-ra-prefix="{proxy.PathPrefix}" data-ra-root="{proxy.Root}" data-ra-locale="{proxy.Locale}"
          data-ra-copied="{words[texts, "Copied"]}" data-ra-failed="{words[texts, "That did not work. Check your connection and try again: nothing is taken twice."]}" data-ra-code="{words[texts, "Your code is {0}."]}"
          data-ra-cancelled="{words[texts, "The code is cancelled and your points are back."]}" data-ra-cancelling="{words[texts, "The code is being cancelled. Your points come back in a moment."]}">
        <h1 class="ra-title">{(title is null ? Say(words, "Points and rewards") : Isolated(title))}</h1>
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
              <p class="ra-actions"><a class="ra-button ra-button-light" href="{view.Proxy.SignIn}">{Say(words, "Sign in")}</a></p>
            </div>
            {Paused(view.Front)}
            <div class="ra-grid">
              <div>{tiers.Section(view)}{rewards.Offered(view, null)}{earn.Challenges(view)}</div>
              <div>{Ways(view)}</div>
            </div>
            """);
    }

    private Html Member(PageView view, Shopper shopper) => Html.Of($"""
        {Notice(view)}
        {Hero(view, shopper)}
        {Paused(view.Front)}
        <div class="ra-grid">
          <div>{rewards.Codes(view, shopper)}{tiers.Section(view)}{rewards.Offered(view, shopper)}{earn.Challenges(view)}{earn.Birthday(view)}</div>
          <div>{Ways(view)}{History(view, shopper)}</div>
        </div>
        """);

    private Html Hero(PageView view, Shopper shopper)
    {
        var (front, balance) = (view.Front, shopper.Balance);
        var words = front.Words;
        var points = balances.Points(view);
        var facts = balances.Facts(view, shopper);
        return Html.Of($"""
            <div class="ra-hero" data-ra-balance="{points}">
              <p class="ra-name">{(shopper.FirstName is { Length: > 0 } name ? Isolated(name) : Say(words, "Your points"))}</p>
              <p class="ra-balance">{Plain(words, points)}</p>
              <p class="ra-worth">{Plain(words, string.Join(" · ", facts))}</p>
              {Progress(view)}
              {(balances.Trouble(view, balance) is { } trouble ? Html.Of($"""<p class="ra-small"{(balance.IsBlocked && !balance.IsClosed ? new Html(" data-ra-blocked") : Html.Empty)}>{Plain(words, trouble)}</p>""") : Html.Empty)}
            </div>
            """);
    }

    /// <summary>How far it is to the first reward that is not yet in reach.</summary>
    private Html Progress(PageView view)
    {
        var words = view.Front.Words;
        if (balances.NextReward(view) is not { } next) return Html.Empty;
        if (next.Reward is null) return Html.Of($"""<p class="ra-small">{Plain(words, next.Words)}</p>""");
        return Html.Of($"""
            <div class="ra-bar" aria-hidden="true"><i style="inline-size:{next.Percent}%"></i></div>
            <p class="ra-small">{Plain(words, next.Words)}</p>
            """);
    }

    private Html Ways(PageView view)
    {
        var front = view.Front;
        if (front.Ways is [] && front.Earn is []) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-ways">
              <h2 id="ra-ways">{Say(front.Words, "How to earn")}</h2>
              <ul class="ra-list">{front.Ways.Select(way => Html.Of($"""
                <li><div class="ra-item">
                  <span class="ra-icon">{Icon("bag")}</span>
                  <div class="ra-what"><p>{Plain(front.Words, way.Title)}</p><p class="ra-muted">{Plain(front.Words, way.Detail)}</p></div>
                </div></li>
                """))}{earn.Rows(view)}</ul>
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
              <div class="ra-what"><p>{Isolated(ledger.Reason(row.Kind, row.Note, row.Points, words, row.Code, row.Cause))}</p>
              <p class="ra-muted"><time datetime="{row.At.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)}">{Plain(words, view.Front.Say(row.At, view.Now))}</time></p></div>
              <span class="ra-points {(row.Points < 0 ? "ra-minus" : "ra-plus")}" dir="ltr">{(row.Points < 0 ? "−" : "+")}{words.Number(Math.Abs(row.Points))}</span>
            </li>
            """);
    }

    private Html Paused(ShopFront front) => front.IsActive ? Html.Empty : Html.Of($"""
        <div class="ra-notice"><p><strong>{Say(front.Words, "Points are paused")}</strong></p><p>{Say(front.Words, "Your points are safe. You can use them again once the shop opens its programme.")}</p></div>
        """);

    private Html Notice(PageView view)
    {
        var words = view.Front.Words;
        if (view.Outcome?.Problem is { } problem)
            return Html.Of($"""<div class="ra-notice ra-notice-error" role="alert"><p><strong>{Plain(words, problem.Title)}</strong></p><p>{Plain(words, problem.Detail)}</p></div>""");
        return view.Outcome?.Cancelled is { } cancelled
            ? Html.Of($"""<div class="ra-notice" role="status"><p>{Say(words, cancelled == CancelOutcome.Cancelled ? "The code is cancelled and your points are back." : "The code is being cancelled. Your points come back in a moment.")}</p></div>""")
            : Said(view);
    }

    private static Html Said(PageView view) => view.Outcome?.Said is not { } said ? Html.Empty : Html.Of($"""
        <div class="ra-notice ra-notice-said" role="status"><p><strong>{Plain(view.Front.Words, said)}</strong></p></div>
        """);

    private Html Say(Words words, string key, params object?[] values) => Drawn.Plain(words, words[texts, key, values]);

    private static Html Plain(Words words, string? text) => Drawn.Plain(words, text);
    private static Html Isolated(string? text) => Drawn.Isolated(text);
    private static Html Icon(string name) => Drawn.Icon(name);

    private static string Direction(Words words) => words.IsRightToLeft ? "rtl" : "ltr";
}
