using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;
using RetentionApp.Data;
using RetentionApp.Language;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Programme → Challenges: goals over several orders, with a bonus.</summary>
internal sealed class ChallengesModel(AppDb db, Programmes programmes, EarnOffers offers) : ProgrammePage
{
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal ChallengesForm Form { get; private set; } = null!;
    internal EarnPreview Preview { get; private set; } = null!;
    /// <summary>How often each challenge was met and how many points it brought.</summary>
    internal IReadOnlyDictionary<string, (long Times, long Points)> Won { get; private set; } = new Dictionary<string, (long, long)>();

    /// <summary>The languages in which shoppers read.</summary>
    internal static IEnumerable<(string Code, string Name)> Languages => Cultures.Shopper.Select(code => (code, CultureInfo.GetCultureInfo(code).NativeName));

    public async Task OnGet()
    {
        await Load();
        Form = ChallengesForm.Of(Current, T.Culture);
        Preview = EarnPreview.Of(Current.Settings, offers, Shop);
    }

    public async Task<IActionResult> OnPost()
    {
        await Load();
        Form = ChallengesForm.Read(field => Request.Form[field], Current);
        var challenges = Form.Typed(Errors, T);
        if (IsStale(Form.Version, Current)) Form = Form with { Version = Current.Version };
        var settings = Current.Settings with { Challenges = challenges.Count == 0 && Current.Settings.Challenges is null ? null : challenges };
        Preview = EarnPreview.Of(settings, offers, Shop);
        if (Errors.Any) return Invalid();
        await programmes.Save(ShopId, settings, StaffId);
        return SeeOther("/programme/challenges", "saved");
    }

    private async Task Load()
    {
        Current = await programmes.Current(ShopId);
        if (Current.Settings.Challenges is not { Count: > 0 }) return;
        var rows = await db.Sql.Query($"SELECT challenge_id, COUNT(*), CAST(SUM(points) AS BIGINT) FROM challenge_rounds WHERE shop_id = {ShopId} AND points > 0 GROUP BY challenge_id",
            row => (Id: row.GetString(0), Times: row.GetInt64(1), Points: row.GetInt64(2)));
        Won = rows.ToDictionary(row => row.Id, row => (row.Times, row.Points));
    }
}
