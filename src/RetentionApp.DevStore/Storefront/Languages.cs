namespace RetentionApp.DevStore.Storefront;

internal sealed record Language(string Code, string English, string Own, bool IsRightToLeft = false);

/// <summary>The languages of the shop, English first.</summary>
internal static class Languages
{
    public static readonly IReadOnlyList<Language> All = [new("en", "English", "English"), new("ru", "Russian", "Русский"), new("ar", "Arabic", "العربية", IsRightToLeft: true)];

    public static bool Has(string code) => All.Any(one => one.Code == code);

    public static Language Of(string code) => All.FirstOrDefault(one => one.Code == code) ?? All[0];
}
