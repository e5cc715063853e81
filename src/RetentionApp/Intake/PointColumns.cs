namespace RetentionApp.Intake;

/// <summary>What a column of an imported file may hold.</summary>
internal enum PointField { Email = 1, CustomerId = 2, Points = 3, Lifetime = 4, Expires = 5, Note = 6, Tier = 7, Birthday = 8 }

/// <param name="Names">Headings by field, lower case; the first that the file has counts.</param>
internal sealed record PointPreset(string Name, IReadOnlyDictionary<PointField, string[]> Names);

/// <summary>Guesses what the columns hold, from the headings of the programmes that merchants come from.</summary>
internal static class PointColumns
{
    /// <summary>
    /// Smile.io, Yotpo and Rivo name e-mail, points and birthday (Rivo the tier too) in their public help on importing. The
    /// others are not documented: their headings here are the likely ones, and the merchant sees and corrects the guess.
    /// </summary>
    internal static readonly IReadOnlyList<PointPreset> Presets =
    [
        new("Smile.io", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["email"], [PointField.Points] = ["points", "points balance", "points_balance"],
            [PointField.Tier] = ["vip tier", "vip_tier"], [PointField.Birthday] = ["date of birth", "date_of_birth", "birthday"],
        }),
        new("LoyaltyLion", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["email", "customer email"], [PointField.CustomerId] = ["merchant id", "merchant_id"],
            [PointField.Points] = ["points", "points approved", "points_approved", "approved points"], [PointField.Tier] = ["loyalty tier", "tier", "tier name", "loyalty_tier"], [PointField.Birthday] = ["birthday", "birthdate"],
        }),
        new("Yotpo", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["email"], [PointField.Points] = ["points balance", "points_balance"],
            [PointField.Tier] = ["vip tier", "vip tier name", "vip_tier_name"], [PointField.Birthday] = ["birthday", "birthday (mm/dd)", "birthday (mm/dd/yyyy)", "birthday (mm/dd) or (mm/dd/yyyy)"],
        }),
        new("Rivo", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["email"], [PointField.CustomerId] = ["shopify customer id", "customer id"], [PointField.Points] = ["points balance", "points_balance"],
            [PointField.Expires] = ["expires_at"], [PointField.Note] = ["external_note", "internal_note"], [PointField.Tier] = ["vip tier", "vip_tier"], [PointField.Birthday] = ["birthdate", "date of birth"],
        }),
        new("BON", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["customer email", "email"], [PointField.CustomerId] = ["shopify customer id", "customer id"], [PointField.Points] = ["points", "point"],
            [PointField.Tier] = ["vip tier", "tier", "tier name"], [PointField.Birthday] = ["date of birth", "birthday"],
        }),
        new("Growave", new Dictionary<PointField, string[]>
        {
            [PointField.Email] = ["email", "customer email"], [PointField.CustomerId] = ["customer id"], [PointField.Points] = ["points balance", "current points", "points"],
            [PointField.Tier] = ["vip tier", "tier"], [PointField.Birthday] = ["birthday", "date of birth", "birthdate"],
        }),
    ];

    private static readonly PointPreset Any = new("", new Dictionary<PointField, string[]>
    {
        [PointField.Email] = ["email", "e-mail", "email address", "e-mail address", "customer email", "customer_email", "mail", "e-mail покупателя", "почта", "эл. почта", "электронная почта"],
        [PointField.Points] =
            ["points", "points balance", "points_balance", "balance", "current points", "current balance", "available", "available points", "loyalty points", "total points", "point", "баллы", "баланс", "остаток", "доступно", "остаток баллов"],
        [PointField.CustomerId] = ["customer id", "customer_id", "customerid", "shopify customer id", "shopify id", "id", "id покупателя"],
        [PointField.Expires] = ["expires_at", "expires at", "expires", "expiry", "expiry date", "expiration date", "points expiry", "points expiration date", "сгорают", "действуют до", "срок действия"],
        [PointField.Note] = ["note", "notes", "reason", "comment", "description", "примечание", "комментарий", "причина"],
        [PointField.Lifetime] = ["lifetime points", "lifetime", "points earned", "total earned", "lifetime_points", "earned in all", "earned_in_all", "всего начислено"],
        [PointField.Tier] = ["tier", "vip tier", "vip_tier", "tier name", "tier_name", "vip tier name", "loyalty tier", "vip level", "level", "уровень", "статус"],
        [PointField.Birthday] = ["birthday", "birthdate", "birth date", "birth_date", "date of birth", "date_of_birth", "dob", "день рождения", "дата рождения"],
    });

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
}
