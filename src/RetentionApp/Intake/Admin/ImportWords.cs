using System.Globalization;
using RetentionApp.Admin;
using RetentionApp.Loyalty;

namespace RetentionApp.Intake.Admin;

/// <summary>What the merchant reads about files and rows.</summary>
internal static class ImportWords
{
    internal static string Of(AdminText t, UploadFault fault, long line = 0) => fault switch
    {
        UploadFault.Empty => t["The file is empty."],
        UploadFault.TooBig => t["The file is larger than 50 MB. Split it in two."],
        UploadFault.NotText => t["This is no CSV file. In Excel or Numbers choose “Save as” and then CSV."],
        UploadFault.NoRows => t["The file has a heading and no rows."],
        _ => t["Line {0} cannot be read: a quotation mark is opened there and never closed.", line],
    };

    internal static string Of(AdminText t, RowProblem problem) => problem.Fault switch
    {
        RowFault.NoCustomer => t["Neither an e-mail nor a customer id"],
        RowFault.BadEmail => t["“{0}” is no e-mail address", problem.Value],
        RowFault.BadCustomerId => t["“{0}” is no customer id", problem.Value],
        RowFault.NoPoints => t["The points are missing"],
        RowFault.NotWhole => t["“{0}” is no whole number of points", problem.Value],
        RowFault.TooMany => t["“{0}” is more than 10,000,000 points", problem.Value],
        RowFault.Negative => t["A balance cannot be set below zero: “{0}”", problem.Value],
        RowFault.BadLifetime => t["“{0}” is no number of points earned in all", problem.Value],
        RowFault.BadDate => t["“{0}” is no date", problem.Value],
        RowFault.Past => t["The points expired on {0}", problem.Value],
        RowFault.Unknown => t["No customer “{0}”", problem.Value],
        RowFault.Several => t["More than one customer has “{0}”", problem.Value],
        RowFault.Closed => t["The customer was erased"],
        RowFault.NoTier => t["You have no tier “{0}”", problem.Value],
        RowFault.BadBirthday => t["“{0}” is no birthday", problem.Value],
        RowFault.Nothing => t["Neither points nor a tier nor a birthday"],
        _ => t["The row holds signs that are no text"],
    };

    internal static string Of(AdminText t, PointField field) => field switch
    {
        PointField.Email => t["E-mail"],
        PointField.CustomerId => t["Customer id in Shopify"],
        PointField.Points => t["Points balance"],
        PointField.Lifetime => t["Points earned in all"],
        PointField.Expires => t["Last day of the points"],
        PointField.Tier => t["Tier"],
        PointField.Birthday => t["Birthday"],
        _ => t["Note, seen by the shopper"],
    };

    /// <summary>"Gold · 17 May".</summary>
    internal static string Profile(AdminText t, PointWish wish, IReadOnlyList<TierLevel> levels)
    {
        var tier = levels.FirstOrDefault(level => level.Id == wish.Tier) is { } level ? TierWords.Name(level, t.Words.Language) : null;
        var birthday = wish.Birthday is { } born ? new DateOnly(2000, born.Month, born.Day).ToString("M", t.Culture) : null;
        return string.Join(" · ", new[] { tier, birthday }.OfType<string>());
    }

    internal static (string Text, string Tone) Of(AdminText t, PointImportState state) => state switch
    {
        PointImportState.Uploaded => (t["waiting for you"], "is-warn"),
        PointImportState.Checking => (t["being checked"], "is-info"),
        PointImportState.Checked => (t["ready"], "is-warn"),
        PointImportState.Running => (t["under way"], "is-info"),
        PointImportState.Done => (t["finished"], "is-good"),
        PointImportState.Stopped => (t["stopped"], ""),
        PointImportState.Undoing => (t["being undone"], "is-info"),
        PointImportState.Undone => (t["undone"], ""),
        _ => (t["broken off"], "is-bad"),
    };

    internal static string Encoding(AdminText t, string encoding) => encoding switch
    {
        PointFile.Utf8 => "UTF-8",
        PointFile.Cyrillic => t["Cyrillic (Windows-1251)"],
        PointFile.Western => t["Western (Windows-1252)"],
        PointFile.Utf16 => "UTF-16",
        _ => "UTF-16 BE",
    };

    internal static string Delimiter(AdminText t, string delimiter) => delimiter switch
    {
        "," => t["Comma"],
        ";" => t["Semicolon"],
        "\t" => t["Tab"],
        _ => t["Vertical bar"],
    };

    internal static string File(PointImport import) => string.Create(CultureInfo.InvariantCulture, $"import-{import.Id}-failed.csv");
}
