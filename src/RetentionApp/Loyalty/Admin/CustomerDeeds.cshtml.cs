using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using RetentionApp.Admin;
using RetentionApp.Commerce;
using RetentionApp.Data;

namespace RetentionApp.Loyalty.Admin;

/// <summary>What one customer did beside buying, how far their challenges are, and their birthday.</summary>
internal sealed class CustomerDeedsModel(AppDb db, Deeds deeds, Birthdays birthdays, Programmes programmes, EarnOffers offers, DeedWords words, TimeProvider clock) : AdminPage
{
    private const int PageSize = 50;

    internal Customer Customer { get; private set; } = null!;
    internal IReadOnlyList<Deed> Deeds { get; private set; } = [];
    internal long? Next { get; private set; }
    internal IReadOnlyList<ChallengeStanding> Standings { get; private set; } = [];
    internal Birthday? Birthday { get; private set; }

    // What was typed.
    internal long? Undoing { get; private set; }
    internal string? Reason { get; private set; }
    internal (string? Day, string? Month, string? Year) Typed { get; private set; }

    internal string Path => "/customers/" + Customer.Id;
    internal bool IsGone => Customer.DeletedAt is not null;

    public async Task<IActionResult> OnGet(long id, long? before)
    {
        if (!await Load(id, before)) return Missing();
        return Customer.MergedInto is { } into ? Redirect($"/customers/{into}/deeds") : Page();
    }

    public async Task<IActionResult> OnPostUndo(long id, long deed, string? reason)
    {
        if (!await Load(id, null) || Customer.MergedInto is not null) return Missing();
        var all = db.Deeds;
        if (!await all.AnyAsync(one => one.ShopId == ShopId && one.CustomerId == id && one.Id == deed)) return Missing();
        (Undoing, Reason) = (deed, reason?.Trim());
        if (string.IsNullOrEmpty(Reason)) Errors.Add($"reason-{deed}", T["Say why, so that your colleagues and the customer understand it."]);
        else if (Reason.Length > 200) Errors.Add($"reason-{deed}", T["The reason may have 200 characters at most."]);
        if (Errors.Any) return Invalid();
        await deeds.Undo(ShopId, deed, Reason!, StaffId);
        return SeeOther($"{Path}/deeds", "undone");
    }

    public async Task<IActionResult> OnPostBirthday(long id, string? day, string? month, string? year, string? remove)
    {
        if (!await Load(id, null) || Customer.MergedInto is not null || IsGone) return Missing();
        if (remove is not null)
        {
            await birthdays.Erase(ShopId, id);
            return SeeOther($"{Path}/deeds", "saved");
        }
        Typed = (day, month, year);
        var (d, m, y) = (RetentionApp.Admin.Typed.Whole(day), RetentionApp.Admin.Typed.Whole(month), RetentionApp.Admin.Typed.Whole(year));
        if (string.IsNullOrWhiteSpace(year) ? !Birthdays.IsDay(m, d, null, T.Today) : y is null || !Birthdays.IsDay(m, d, y, T.Today))
        {
            Errors.Add("day", T["There is no such day, or it lies ahead. For example 29, 2 and 1996."]);
            return Invalid();
        }
        await birthdays.Set(ShopId, id, (int)m!, (int)d!, (int?)y, StaffId);
        return SeeOther($"{Path}/deeds", "saved");
    }

    internal string Title(Deed deed) => words.Reason(deed.Kind, deed.Label, T.Words);

    internal string Detail(Challenge challenge) => offers.Detail(challenge, T.Words);

    /// <summary>"12 April", with its year where it is known.</summary>
    internal string Say(Birthday birthday) => birthday.Year is { } year
        ? T.Day(new DateOnly(year, birthday.Month, birthday.Day))
        : new DateOnly(2000, birthday.Month, birthday.Day).ToString(T.Culture.DateTimeFormat.MonthDayPattern, T.Culture);

    private async Task<bool> Load(long id, long? before)
    {
        var (customers, all) = (db.Customers, db.Deeds);
        if (await customers.AsNoTracking().FirstOrDefaultAsync(c => c.ShopId == ShopId && c.Id == id) is not { } customer) return false;
        Customer = customer;
        var below = before ?? long.MaxValue;
        var rows = await all.AsNoTracking().Where(deed => deed.ShopId == ShopId && deed.CustomerId == id && deed.Id < below).OrderByDescending(deed => deed.Id).Take(PageSize + 1).ToListAsync();
        if (rows.Count > PageSize) Next = rows[PageSize - 1].Id;
        Deeds = rows.Take(PageSize).ToList();
        Birthday = await birthdays.Find(ShopId, id);
        var text = (int number) => number.ToString(CultureInfo.InvariantCulture);
        if (Birthday is { } known) Typed = (text(known.Day), text(known.Month), known.Year is { } year ? text(year) : null);
        var active = Challenges.Active((await programmes.Current(ShopId)).Settings);
        Standings = active.Count == 0 ? [] : await Challenges.Read(db.Sql, ShopId, id, active, T.Zone, clock.GetUtcNow().UtcDateTime);
        return true;
    }
}
