namespace RetentionApp.Intake;

/// <summary>What a column of an imported file may hold.</summary>
internal enum PointField { Email = 1, CustomerId = 2, Points = 3, Lifetime = 4, Expires = 5, Note = 6 }

/// <param name="Names">Headings by field, lower case; the first that the file has counts.</param>
internal sealed record PointPreset(string Name, IReadOnlyDictionary<PointField, string[]> Names);

/// <summary>Guesses what the columns hold, from the headings of the programmes that merchants come from.</summary>
internal static class PointColumns
{
    /// <summary>
    /// Smile.io, Yotpo and Rivo name these headings in their public help on importing; Rivo says its export has the same. The
    /// others are not documented: their headings here are the likely ones, and the merchant sees and corrects the guess.
    /// </summary>
    internal static readonly IReadOnlyList<PointPreset> Presets =
    [
        new("Smile.io", Named(["email"], ["points", "points balance", "points_balance"])),
        new("LoyaltyLion", Named(["email", "customer email"], ["points", "points approved", "points_approved", "approved points"], customerId: ["merchant id", "merchant_id"])),
        new("Yotpo", Named(["email"], ["points balance", "points_balance"])),
        new("Rivo", Named(["email"], ["points balance", "points_balance"], customerId: ["shopify customer id", "customer id"], expires: ["expires_at"], note: ["external_note", "internal_note"])),
        new("BON", Named(["customer email", "email"], ["points", "point"], customerId: ["shopify customer id", "customer id"])),
        new("Growave", Named(["email", "customer email"], ["points balance", "current points", "points"], customerId: ["customer id"])),
    ];

    private static readonly PointPreset Any = new("", Named(
        ["email", "e-mail", "email address", "e-mail address", "customer email", "customer_email", "mail", "e-mail покупателя", "почта", "эл. почта", "электронная почта"],
        ["points", "points balance", "points_balance", "balance", "current points", "current balance", "available points", "loyalty points", "total points", "point", "баллы", "баланс", "остаток", "доступно", "остаток баллов"],
        ["customer id", "customer_id", "customerid", "shopify customer id", "shopify id", "id", "id покупателя"],
        ["expires_at", "expires at", "expires", "expiry", "expiry date", "expiration date", "points expiry", "points expiration date", "сгорают", "действуют до", "срок действия"],
        ["note", "notes", "reason", "comment", "description", "примечание", "комментарий", "причина"],
        ["lifetime points", "lifetime", "points earned", "total earned", "lifetime_points", "earned in all", "всего начислено"]));

    internal static readonly IReadOnlyList<PointField> Fields = Enum.GetValues<PointField>();

    /// <summary>Each field's column; a column holds one thing. Fields without a likely heading are left out.</summary>
    internal static Dictionary<PointField, int> Guess(IReadOnlyList<string> headers, string? preset)
    {
        var names = headers.Select(Plain).ToList();
        var columns = new Dictionary<PointField, int>();
        foreach (var source in new[] { Presets.FirstOrDefault(known => known.Name == preset), Any }.OfType<PointPreset>())
            foreach (var (field, likely) in source.Names)
                foreach (var name in likely)
                {
                    var column = names.IndexOf(name);
                    if (column >= 0 && !columns.ContainsValue(column)) columns.TryAdd(field, column);
                }
        return columns;
    }

    private static string Plain(string header) => header.Trim().Trim('\uFEFF', '"', '\'').Trim().ToLowerInvariant();

    private static Dictionary<PointField, string[]> Named(string[] email, string[] points, string[]? customerId = null, string[]? expires = null, string[]? note = null, string[]? lifetime = null)
    {
        var names = new Dictionary<PointField, string[]> { [PointField.Email] = email, [PointField.Points] = points };
        if (customerId is not null) names[PointField.CustomerId] = customerId;
        if (expires is not null) names[PointField.Expires] = expires;
        if (note is not null) names[PointField.Note] = note;
        if (lifetime is not null) names[PointField.Lifetime] = lifetime;
        return names;
    }
}
