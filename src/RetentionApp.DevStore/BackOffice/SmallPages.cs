using System.Globalization;
using RetentionApp.DevStore.State;
using RetentionApp.DevStore.Web;

namespace RetentionApp.DevStore.BackOffice;

internal static class MailboxPages
{
    public static IResult List(Store store, HttpContext http)
    {
        var mails = store.Mailbox.All;
        return Pages.Office(store, "Mailbox", "mailbox", mails.Count == 0
            ? Pages.Empty("No mail yet", "Letters the app sends to shoppers are caught here and go nowhere else.")
            : Html.Each(mails, mail => Html.Of($"""<section class="card"><h2>{mail.Subject}</h2><p class="quiet">To {mail.To} · {mail.At:d MMM yyyy, HH:mm}</p><pre>{mail.Text}</pre>{Html.If(mail.Html.Length > 0, () => Html.Of($"""<iframe title="{mail.Subject}" sandbox srcdoc="{mail.Html}"></iframe>"""))}</section>""")), OfficeEndpoints.Said(http));
    }
}

internal static class ClockPages
{
    public static IResult Show(Store store, HttpContext http) => Pages.Office(store, "Clock", "clock", Html.Of($"""
        <section class="card">
          <p class="clock">{store.Clock.Now:dddd d MMMM yyyy, HH:mm:ss} UTC</p>
          <p class="quiet">{(store.Clock.Offset == TimeSpan.Zero ? "The real time." : string.Create(CultureInfo.InvariantCulture, $"{store.Clock.Offset.TotalDays:0.##} days ahead of the real time."))} The app reads the same clock. It only goes forward.</p>
          <form method="post" class="actions"><button name="by" value="1h">+1 hour</button><button name="by" value="1d">+1 day</button><button name="by" value="14d">+14 days</button><button name="by" value="1m">+1 month</button></form>
          <form method="post" class="actions"><label class="inline">Hours <input type="number" name="hours" min="1" max="87600" value="36"></label><button name="by" value="custom">Move</button></form>
        </section>
        """), OfficeEndpoints.Said(http));

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        switch (form["by"].ToString())
        {
            case "1h":
                store.Clock.Advance(TimeSpan.FromHours(1));
                break;
            case "1d":
                store.Clock.Advance(TimeSpan.FromDays(1));
                break;
            case "14d":
                store.Clock.Advance(TimeSpan.FromDays(14));
                break;
            case "1m":
                store.Clock.AdvanceMonths(1);
                break;
            case "custom" when OfficeEndpoints.Number(form["hours"]) is > 0 and <= 87_600 and var hours:
                store.Clock.Advance(TimeSpan.FromHours(hours));
                break;
            default:
                throw new StoreRefusal("Between 1 and 87,600 hours.");
        }
        return string.Create(CultureInfo.InvariantCulture, $"It is now {store.Clock.Now:d MMM yyyy, HH:mm}.");
    }
}

internal static class AppPages
{
    public static IResult Show(Store store, HttpContext http) => Pages.Office(store, "App", "app", Html.Of($"""
        <section class="card">
          <h2>Retention {(store.Installed ? Html.Of($"""<span class="badge paid">installed</span>""") : Html.Of($"""<span class="badge">not installed</span>"""))}</h2>
          <p class="quiet">The app runs at {store.Host.AppUrl}. Tokens acquired {store.Tokens.Acquisitions} times, renewed {store.Tokens.Refreshes} times.</p>
          <form method="post" class="actions">
            {(store.Installed
                ? Html.Of($"""<a class="button" href="/{store.Domain}/admin/apps/retention/">Open</a><button class="danger" name="do" value="uninstall">Uninstall</button>""")
                : Html.Of($"""<button class="primary" name="do" value="install">Install</button><button name="do" value="redact">Send shop/redact</button>"""))}
            <button name="do" value="expire">Expire the access token</button>
          </form>
        </section>
        <form method="post" class="card"><h2>Scopes</h2><label>One per line <textarea name="scopes" rows="9">{string.Join('\n', store.Scopes)}</textarea></label><p class="actions"><button name="do" value="scopes">Save scopes</button></p></form>
        <form method="post" class="card"><h2>Shop</h2><div class="fields"><label>Name <input name="name" value="{store.Name}"></label><label>Time zone <input name="zone" value="{store.TimeZone}"></label></div><p class="actions"><button name="do" value="shop">Save shop</button></p></form>
        """), OfficeEndpoints.Said(http));

    public static string Do(Store store, HttpContext http, IFormCollection form)
    {
        switch (form["do"].ToString())
        {
            case "install":
                store.Install();
                return "Installed. Open the app in the admin to let it sign in.";
            case "uninstall":
                store.Uninstall();
                return "Uninstalled: its tokens are dead.";
            case "redact":
                store.RedactShop();
                return "shop/redact was sent.";
            case "expire":
                store.Tokens.RevokeAccess();
                return "The access token no longer works; the refresh token does.";
            case "scopes":
                store.ChangeScopes(form["scopes"].ToString().Split('\n'));
                return "Scopes saved.";
            case "shop" when form["name"].ToString().Trim() is { Length: > 0 } name:
                if (!TimeZoneInfo.TryFindSystemTimeZoneById(form["zone"].ToString(), out _)) throw new StoreRefusal("There is no such time zone.");
                store.ChangeShop(name, store.Currency, form["zone"].ToString());
                return "Shop saved.";
            default:
                throw new StoreRefusal("There is no such action.");
        }
    }
}
