using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Programme → Ways to earn: what customers get points for beside buying.</summary>
internal sealed class DeedsModel(Programmes programmes, EarnOffers offers, DeedWords words) : ProgrammePage
{
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal DeedsForm Form { get; private set; } = null!;
    internal EarnPreview Preview { get; private set; } = null!;

    public async Task OnGet()
    {
        Current = await programmes.Current(ShopId);
        Form = DeedsForm.Of(Current, T.Culture);
        Preview = EarnPreview.Of(Current.Settings, offers, Shop);
    }

    public async Task<IActionResult> OnPost()
    {
        Current = await programmes.Current(ShopId);
        Form = DeedsForm.Read(field => Request.Form[field], Current);
        var rules = Form.Rules(Errors, T);
        if (IsStale(Form.Version, Current)) Form = Form with { Version = Current.Version };
        var settings = Current.Settings with { Deeds = rules.Count == 0 && Current.Settings.Deeds is null ? null : rules };
        Preview = EarnPreview.Of(settings, offers, Shop);
        if (Errors.Any) return Invalid();
        await programmes.Save(ShopId, settings, StaffId);
        return SeeOther("/programme/deeds", "saved");
    }

    internal string Title(DeedInput deed) => deed.Rule is null && deed.IsNamed
        ? deed.Kind switch { DeedKind.SocialFollow => T["One more page to follow"], DeedKind.SocialShare => T["One more link to share"], _ => T["One more of your own"] }
        : words.ToDo(deed.Kind, deed.Rule?.Label, T.Words);

    internal string Explained(DeedKind kind) => kind switch
    {
        DeedKind.SignUp => T["When somebody makes an account. Guests who only buy get nothing; once they make an account, they do."],
        DeedKind.Newsletter => T["When somebody agrees to your e-mails, once ever. The app never ticks the box for them."],
        DeedKind.Profile => T["When first name, last name, e-mail and birthday are all known."],
        DeedKind.Birthday => T["Customers enter the day on the loyalty page, or you enter it on their page here. A changed day has to wait, so that nobody has two birthdays a year."],
        DeedKind.Anniversary => T["Every year on the day the account was made."],
        DeedKind.Review => T["Reported by your review app through the API."],
        DeedKind.Referral => T["Reported through the API when a friend who was brought has bought."],
        DeedKind.SocialFollow => T["For the click on the link, once ever. Whether they follow you then, nobody can check."],
        DeedKind.SocialShare => T["For the click on the link, once ever. Whether they post it then, nobody can check."],
        _ => T["Anything your own systems report through the API, by its id and with a key of its own for every time."],
    };
}
