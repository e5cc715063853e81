using System.Globalization;
using Microsoft.Extensions.Localization;
using RetentionApp.Language;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;

namespace RetentionApp.Storefront;

/// <summary>Draws what a shopper can do for points beside buying: the rows of "How to earn", the birthday, the challenges.</summary>
internal sealed class EarnHtml(IStringLocalizer<StorefrontTexts> texts)
{
    internal Html Rows(PageView view) => Html.Join(view.Front.Earn.Where(offer => view.Standing?.IsMoot(offer.Rule) != true).Select(offer => Row(view, offer)));

    internal Html Challenges(PageView view)
    {
        var words = view.Front.Words;
        if (view.Front.Challenges is []) return Html.Empty;
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-challenges">
              <h2 id="ra-challenges">{Say(words, "Challenges")}</h2>
              <ul class="ra-list">{view.Front.Challenges.Select(offer => Challenge(view, offer))}</ul>
            </section>
            """);
    }

    /// <summary>The birthday of a signed-in customer, where the shop has use for it: entered, or to be entered.</summary>
    internal Html Birthday(PageView view)
    {
        var words = view.Front.Words;
        if (view is not { Standing: { AsksBirthday: true } standing, Token: { } token, Shopper.Balance.IsClosed: false }) return Html.Empty;
        var form = BirthdayForm(view, token, standing.Birthday);
        return Html.Of($"""
            <section class="ra-card" aria-labelledby="ra-birthday">
              <h2 id="ra-birthday">{Say(words, "Your birthday")}</h2>
              {(standing.Birthday is { } birthday ? Html.Of($"""
                <p>{Drawn.Plain(words, Days.Say(birthday.Month, birthday.Day, birthday.Year, words.Culture))}</p>
                <details class="ra-change"><summary class="ra-button ra-button-quiet">{Say(words, "Change")}</summary>{form}</details>
                """) : form)}
            </section>
            """);
    }

    private Html Row(PageView view, EarnOffer offer)
    {
        var words = view.Front.Words;
        var isDone = view.Standing?.IsDone(offer.Rule) == true;
        var url = offer.Url is { } address && IsSafe(address) ? address : null;
        var title = isDone && url is not null ? Html.Of($"""<a href="{url}" target="_blank" rel="noopener noreferrer">{offer.Title}</a>""") : Drawn.Isolated(offer.Title);
        var canGo = url is not null && view is { Token: not null, Shopper.Balance.IsClosed: false } && view.Standing?.IsOpen(offer.Rule) == true;
        return Html.Of($"""
            <li>
              <div class="ra-item">
                <span class="ra-icon">{Icon(offer.Rule.Kind)}</span>
                <div class="ra-what"><p>{title}</p>{(offer.Detail.Length == 0 ? Html.Empty : Html.Of($"""<p class="ra-muted">{Drawn.Plain(words, offer.Detail)}</p>"""))}</div>
                {(isDone ? Html.Of($"""<span class="ra-done">{Drawn.Icon("check")}{Say(words, "Done")}</span>""") : Html.Of($"""<span class="ra-points ra-plus" dir="ltr">+{words.Number(offer.Rule.Points)}</span>"""))}
              </div>
              {(canGo ? Go(view, offer, url!) : Html.Empty)}
            </li>
            """);
    }

    /// <summary>Opens the page elsewhere and takes the points; without JavaScript first the one, then the other.</summary>
    private Html Go(PageView view, EarnOffer offer, string url)
    {
        var words = view.Front.Words;
        return Html.Of($"""
            <form class="ra-go" method="post" action="{view.Proxy.Page("/deeds/" + Uri.EscapeDataString(offer.Rule.Id))}" data-ra-deed="{offer.Rule.Id}" data-ra-url="{url}">
              <input type="hidden" name="token" value="{view.Token!.Text}">
              <button type="submit" class="ra-button ra-button-quiet" aria-label="{words[texts, "Open"]}: {offer.Title}">{Say(words, "Open")}</button>
              <p class="ra-error" data-ra-error role="alert" hidden></p>
            </form>
            """);
    }

    private Html Challenge(PageView view, ChallengeOffer offer)
    {
        var (words, goal) = (view.Front.Words, offer.Challenge.Goal);
        var standing = view.Standing?.Challenges.FirstOrDefault(one => one.Challenge.Id == offer.Challenge.Id);
        var facts = new List<string>(2);
        if (standing is { Count: var count })
        {
            facts.Add(words[texts, "{0:N0} of {1:N0}", count.Progress, goal]);
            if (count.Until is { } until && count.Progress > 0) facts.Add(words[texts, "by {0}", until.ToString(words.Culture.DateTimeFormat.MonthDayPattern, words.Culture)]);
        }
        return Html.Of($"""
            <li>
              <div class="ra-item">
                <span class="ra-icon {(standing?.Won > 0 ? "ra-icon-won" : "")}">{Drawn.Icon("flag")}</span>
                <div class="ra-what"><p>{Drawn.Isolated(offer.Name)}</p><p class="ra-muted">{Drawn.Plain(words, offer.Detail)}</p></div>
                <span class="ra-points ra-plus" dir="ltr">+{words.Number(offer.Challenge.Points)}</span>
              </div>
              {(standing is null ? Html.Empty : Html.Of($"""
                <div class="ra-bar ra-bar-card" role="progressbar" aria-label="{offer.Name}" aria-valuemin="0" aria-valuemax="{goal}" aria-valuenow="{standing.Count.Progress}"><i style="inline-size:{standing.Count.Progress * 100 / Math.Max(1, goal)}%"></i></div>
                <p class="ra-muted ra-facts">{Drawn.Plain(words, string.Join(" · ", facts))}{(standing.Won > 0 ? Html.Of($"""<span class="ra-badge">{(standing.Won == 1 ? Say(words, "Won") : Say(words, "Won {0:n|time|times}", standing.Won))}</span>""") : Html.Empty)}</p>
                """))}
            </li>
            """);
    }

    private Html BirthdayForm(PageView view, FormToken token, Birthday? known)
    {
        var words = view.Front.Words;
        var gift = view.Front.Earn.FirstOrDefault(offer => offer.Rule.Kind == DeedKind.Birthday);
        var months = words.Culture.DateTimeFormat.MonthNames;
        return Html.Of($"""
            <form class="ra-form" method="post" action="{view.Proxy.Page("/birthday")}" data-ra-birthday>
              <input type="hidden" name="token" value="{token.Text}">
              {(known is not null ? Html.Of($"""<p class="ra-muted">{Say(words, "A changed birthday counts after {0:n|day|days} at the earliest.", Birthdays.DaysAfterChange)}</p>""")
                : gift is not null ? Html.Of($"""<p class="ra-muted">{Say(words, "Tell us the day and get {0:points} every year.", gift.Rule.Points)}</p>""") : Html.Empty)}
              <div class="ra-fields">
                <label>{Say(words, "Day")}<select name="day" required>{Choice("", "–", known is null)}{Enumerable.Range(1, 31).Select(day => Choice(Text(day), Text(day), known?.Day == day))}</select></label>
                <label>{Say(words, "Month")}<select name="month" required>{Choice("", "–", known is null)}{Enumerable.Range(1, 12).Select(month => Choice(Text(month), months[month - 1], known?.Month == month))}</select></label>
                <label>{Say(words, "Year, if you like")}<input name="year" inputmode="numeric" maxlength="4" pattern="[0-9]*" autocomplete="bday-year" value="{(known?.Year is { } year ? Text(year) : "")}"></label>
              </div>
              <p class="ra-error" data-ra-error role="alert" hidden></p>
              <div class="ra-actions"><button type="submit" class="ra-button">{Say(words, "Save")}</button></div>
            </form>
            """);
    }

    private static Html Choice(string value, string text, bool isChosen) => Html.Of($"""<option value="{value}"{(isChosen ? new Html(" selected") : Html.Empty)}>{text}</option>""");

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static bool IsSafe(string url) => url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private Html Say(Words words, string key, params object?[] values) => Drawn.Plain(words, words[texts, key, values]);

    private static Html Icon(DeedKind kind) => Drawn.Icon(kind switch
    {
        DeedKind.SignUp or DeedKind.Profile => "person",
        DeedKind.Birthday => "cake",
        DeedKind.Newsletter => "mail",
        DeedKind.Review => "star",
        DeedKind.Referral => "people",
        DeedKind.SocialFollow => "heart",
        DeedKind.SocialShare => "share",
        _ => "flag",
    });
}
