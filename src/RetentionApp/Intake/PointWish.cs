using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using RetentionApp.Loyalty;
using RetentionApp.Shopify;

namespace RetentionApp.Intake;

internal enum RowFault { NoCustomer = 1, BadEmail = 2, BadCustomerId = 3, NoPoints = 4, NotWhole = 5, TooMany = 6, Negative = 7, BadDate = 8, Past = 9, Unreadable = 10, Unknown = 11, Several = 12, Closed = 13, BadLifetime = 14, NoTier = 15, BadBirthday = 16, Nothing = 17 }

/// <param name="Value">The cell that is wrong, cut to a readable length.</param>
internal sealed record RowProblem(long Line, RowFault Fault, string? Value = null)
{
    internal string ToJson() => JsonSerializer.Serialize(this);
}

/// <param name="Year">Null: not known.</param>
internal sealed record BirthdayWish(int Month, int Day, int? Year);

/// <summary>What one row of a file wishes for. Its <see cref="Content"/> is the same whichever file holds it.</summary>
/// <param name="Points">Null: the row brings only who the customer is.</param>
/// <param name="Tier">A <see cref="TierLevel.Id"/> of the shop's.</param>
internal sealed partial record PointWish(
    string? Email, long? CustomerId, long? Points, long? Lifetime, DateOnly? ExpiresOn, string? Note, string? Tier = null, BirthdayWish? Birthday = null)
{
    /// <summary>Points in one row, either way.</summary>
    internal const long Most = 10_000_000;
    private const int LongestNote = 200;
    private static readonly string[] NoTiers = ["-", "–", "—", "none", "no tier", "n/a", "null", "нет"];

    /// <summary>Knows a row again: whom it names, what it gives and how. The note does not count, it may be put right later.</summary>
    internal string Content(bool isTarget) => Hash(string.Create(CultureInfo.InvariantCulture, $"{CustomerId}\n{(CustomerId is null ? Email : null)}\n{Points}\n{Lifetime}\n{ExpiresOn:yyyy-MM-dd}\n{(isTarget ? "set" : "add")}"));

    /// <summary>The same for tier and birthday, which are known again by themselves: a file that gains such a column gives no points twice.</summary>
    internal string ProfileContent() => Hash(string.Create(CultureInfo.InvariantCulture, $"{CustomerId}\n{(CustomerId is null ? Email : null)}\ntier {Tier}\nborn {Birthday?.Year}-{Birthday?.Month}-{Birthday?.Day}"));

    internal bool HasProfile => Tier is not null || Birthday is not null;

    internal static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))[..12]);

    /// <summary>Reads a row; a date that has passed is a fault, because its points would be gone at once.</summary>
    /// <param name="levels">The shop's tiers, by whose names the file calls them.</param>
    internal static (PointWish? Wish, RowProblem? Problem) Read(
        FileRow row, IReadOnlyDictionary<PointField, int> columns, bool isDayFirst, bool isTarget, DateOnly today, IReadOnlyList<TierLevel>? levels = null)
    {
        var (email, id, points) = (Cell(PointField.Email), Cell(PointField.CustomerId), Cell(PointField.Points));
        if (row.Cells.Any(cell => cell.Contains('\0'))) return Wrong(RowFault.Unreadable, null);
        if (email.Length == 0 && id.Length == 0) return Wrong(RowFault.NoCustomer, null);
        long? customer = null;
        if (id.Length > 0)
        {
            customer = long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : Gid.Number(id);
            if (customer is null or <= 0) return Wrong(RowFault.BadCustomerId, id);
        }
        if (email.Length > 0 && !Address().IsMatch(email)) return Wrong(RowFault.BadEmail, email);
        string? tier = null;
        if (Cell(PointField.Tier) is { Length: > 0 } level && !NoTiers.Contains(level.ToLowerInvariant()) && (tier = Named(levels, level)) is null) return Wrong(RowFault.NoTier, level);
        BirthdayWish? birthday = null;
        if (Cell(PointField.Birthday) is { Length: > 0 } born && (birthday = Born(born, isDayFirst, today)) is null) return Wrong(RowFault.BadBirthday, born);
        var profile = new PointWish(email.Length == 0 ? null : email.ToLowerInvariant(), customer, null, null, null, null, tier, birthday);
        if (points.Length == 0 && profile.HasProfile) return (profile, null);
        if (points.Length == 0) return Wrong(columns.ContainsKey(PointField.Points) ? RowFault.NoPoints : RowFault.Nothing, null);
        if (Whole(points) is not { } given) return Wrong(RowFault.NotWhole, points);
        if (Math.Abs(given) > Most) return Wrong(RowFault.TooMany, points);
        if (isTarget && given < 0) return Wrong(RowFault.Negative, points);
        long? lifetime = null;
        if (Cell(PointField.Lifetime) is { Length: > 0 } earned && ((lifetime = Whole(earned)) is null or < 0 or > 1_000_000_000)) return Wrong(RowFault.BadLifetime, earned);
        DateOnly? expires = null;
        if (Cell(PointField.Expires) is { Length: > 0 } until)
        {
            if ((expires = Date(until, isDayFirst)) is null) return Wrong(RowFault.BadDate, until);
            if (expires < today) return Wrong(RowFault.Past, until);
        }
        var note = Cell(PointField.Note);
        return (profile with { Points = given, Lifetime = lifetime, ExpiresOn = expires, Note = note.Length == 0 ? null : note[..Math.Min(note.Length, LongestNote)] }, null);

        // An apostrophe in front is what a spreadsheet was given against formulas, ours too.
        string Cell(PointField field) => columns.TryGetValue(field, out var column) && column < row.Cells.Count ? Guarded().Replace(row.Cells[column].Trim(), "") : "";
        (PointWish?, RowProblem?) Wrong(RowFault fault, string? value) => (null, new RowProblem(row.Line, fault, value is null ? null : value[..Math.Min(value.Length, 60)]));
    }

    /// <summary>"1240", "1,240", "1 240" and "1240.00"; null for anything else.</summary>
    internal static long? Whole(string text)
    {
        var plain = string.Concat(text.Where(c => !char.IsWhiteSpace(c)));
        if (Grouped().IsMatch(plain)) plain = plain.Replace(",", "").Replace(".", "").Replace("'", "").Replace("’", "");
        else if (Fraction().Match(plain) is { Success: true } zeros) plain = plain[..zeros.Index];
        return long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) && Math.Abs(whole) < 1_000_000_000_000 ? whole : null;
    }

    /// <summary>2026-12-31 however the others are written; 31.12.2026 or 12/31/2026 by the merchant's choice. A time behind it is passed over.</summary>
    internal static DateOnly? Date(string text, bool isDayFirst)
    {
        var day = text.Split(['T', ' '], 2)[0];
        string[] forms = isDayFirst
            ? ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "d.M.yyyy", "d/M/yyyy", "d-M-yyyy"]
            : ["yyyy-M-d", "yyyy/M/d", "yyyy.M.d", "M/d/yyyy", "M-d-yyyy", "d.M.yyyy"];
        return DateOnly.TryParseExact(day, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is > 1900 and < 2200 ? date : null;
    }

    /// <summary>
    /// A day of birth: 1990-05-17, 17.05.1990 or 05/17/1990, with or without the year. A year before 1900 stands for an
    /// unknown one: Smile.io writes 1004.
    /// </summary>
    internal static BirthdayWish? Born(string text, bool isDayFirst, DateOnly today)
    {
        var parts = text.Split(['T', ' '], 2)[0].Split('-', '/', '.');
        var numbers = parts.Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1).ToArray();
        var isDotted = text.Contains('.');
        (int Month, int Day, int? Year)? read = numbers switch
        {
            [var year, var month, var day] when parts[0].Length == 4 => (month, day, year),
            [var first, var second, var year] => isDayFirst || isDotted ? (second, first, year) : (first, second, year),
            [var first, var second] => isDotted || isDayFirst && !text.Contains('-') ? (second, first, null) : (first, second, null),
            _ => null,
        };
        if (read is not { } born) return null;
        var known = born.Year < 1900 ? null : born.Year;
        return Birthdays.IsDay(born.Month, born.Day, known, today) ? new BirthdayWish(born.Month, born.Day, known) : null;
    }

    /// <summary>The level that is called so in any language.</summary>
    private static string? Named(IReadOnlyList<TierLevel>? levels, string name) =>
        levels?.FirstOrDefault(level => (level.Names?.Values ?? []).Append(level.Name).Append(level.Id).Contains(name, StringComparer.InvariantCultureIgnoreCase))?.Id;

    [GeneratedRegex(@"^[^\s@,;<>""]{1,64}@[^\s@,;<>""]{1,190}$")] private static partial Regex Address();
    [GeneratedRegex(@"^'(?=[=+\-@])")] private static partial Regex Guarded();
    [GeneratedRegex(@"^[+-]?\d{1,3}([,.'’]\d{3})+$")] private static partial Regex Grouped();
    [GeneratedRegex(@"[.,]0+$")] private static partial Regex Fraction();
}
