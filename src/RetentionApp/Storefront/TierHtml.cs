using Microsoft.Extensions.Localization;
using RetentionApp.Language;
using RetentionApp.Loyalty;

namespace RetentionApp.Storefront;

/// <summary>Draws the tiers on the loyalty page: where the shopper stands, and what every level gives.</summary>
internal sealed class TierHtml(IStringLocalizer<StorefrontTexts> texts, TierWords tiers)
{
    /// <summary>Empty for a shop without tiers. A guest sees the levels alone.</summary>
    internal Html Section(PageView view)
    {
        if (view.Front.Tiers is not { } board) return Html.Empty;
        var words = view.Front.Words;
        var held = view.Tier?.Progress.Level;
        return Html.Of($"""
            <section class="ra-card ra-tiers" aria-labelledby="ra-tiers">
              <h2 id="ra-tiers">{words[texts, view.Tier is null ? "Tiers" : "Your tier"]}</h2>
              {(view.Tier is { } tier ? Standing(view, board, tier) : Html.Empty)}
              <ol class="ra-levels">{board.Cards.Select(card => Level(words, card, card.Level.Id == held?.Id))}</ol>
              <p class="ra-muted">{Window(board.Settings.Window, words)}</p>
            </section>
            """);
    }

    private Html Standing(PageView view, TierBoard board, ShopperTier tier)
    {
        var (front, words, progress) = (view.Front, view.Front.Words, tier.Progress);
        var next = tiers.Next(progress, board.Settings.Basis, front.Currency, words, at => front.Say(at, view.Now));
        var keep = tiers.Keep(progress, board.Settings.Basis, front.Currency, words, at => front.Say(at, view.Now));
        return Html.Of($"""
            <div class="ra-standing">
              {(board.CardOf(progress.Level) is { } card ? Html.Of($"""<p class="ra-tier-name">{Icon(card.Level)}<bdi>{card.Name}</bdi></p>""") : Html.Empty)}
              {(progress is { Level: not null, Until: { } until } ? Html.Of($"""<p class="ra-muted">{words[texts, "Yours until {0}", front.Say(until.AddTicks(-1), view.Now)]}</p>""") : Html.Empty)}
              {(next is null ? Html.Empty : Html.Of($"""
                <div class="ra-bar ra-bar-tier" aria-hidden="true"><i style="inline-size:{progress.Percent}%"></i></div>
                <p>{next}</p>
                """))}
              {(keep is null ? Html.Empty : Html.Of($"""<p>{keep}</p>"""))}
              {(tier.Code is null ? Html.Empty : Code(view, tier.Code))}
            </div>
            """);
    }

    private Html Code(PageView view, string code) => Html.Of($"""
        <div class="ra-code">
          <p class="ra-muted">{view.Front.Words[texts, "Your code for every order, while you are signed in"]}</p>
          <p class="ra-code-text" dir="ltr" data-ra-code-text>{code}</p>
        </div>
        <div class="ra-actions">
          <button type="button" class="ra-button ra-button-quiet" data-ra-copy="{code}" hidden>{view.Front.Words[texts, "Copy"]}</button>
          <a class="ra-button" href="{view.Proxy.Apply(code)}">{view.Front.Words[texts, "Use it now"]}</a>
        </div>
        """);

    private Html Level(Words words, TierCard card, bool isHeld) => Html.Of($"""
        <li class="ra-level{(isHeld ? " ra-level-held" : "")}"{(isHeld ? new Html(" aria-current=\"true\"") : Html.Empty)}>
          {Icon(card.Level)}
          <div class="ra-what">
            <p><strong><bdi>{card.Name}</bdi></strong> <span class="ra-muted">{card.Requirement}</span></p>
            {(card.Perks.Length == 0 ? Html.Empty : Html.Of($"""<ul class="ra-perks">{card.Perks.Select(perk => Html.Of($"""<li><bdi>{perk}</bdi></li>"""))}</ul>"""))}
          </div>
          {(isHeld ? Html.Of($"""<span class="ra-missing">{words[texts, "You are here"]}</span>""") : Html.Empty)}
        </li>
        """);

    private string Window(TierWindow window, Words words) => window switch
    {
        TierWindow.RollingYear => words[texts, "The last 12 months count."],
        TierWindow.CalendarYear => words[texts, "What counts is this year, January to December."],
        _ => words[texts, "Everything since you joined counts."],
    };

    /// <summary>The colour is checked when the merchant saves it, and once more here: it stands inside a style.</summary>
    private static Html Icon(TierLevel level) => new(
        $"""<span class="ra-icon ra-tier-icon" style="color:{(TierColour.IsColour(level.Colour) ? level.Colour : "#6b6b6b")}"><svg class="ra-svg" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><path d="{TierIcons.Of(level.Icon)}"/></svg></span>""");
}
