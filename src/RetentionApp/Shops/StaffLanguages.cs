using System.Collections.Concurrent;
using RetentionApp.Data;

namespace RetentionApp.Shops;

/// <summary>
/// In which language a staff member reads the admin. Shopify says it with the first document only, and in the admin's
/// frame there are no cookies to remember it.
/// </summary>
internal sealed class StaffLanguages(IServiceScopeFactory scopes)
{
    private const int MostKept = 10_000;
    private readonly ConcurrentDictionary<(long Shop, string User), string> known = new();

    internal async Task Remember(long shopId, string userId, string locale)
    {
        if (known.TryGetValue((shopId, userId), out var last) && last == locale) return;
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<AppDb>().Set(shopId, Name(userId), locale);
        Keep(shopId, userId, locale);
    }

    /// <summary>Null when Shopify never told.</summary>
    internal async ValueTask<string?> Of(long shopId, string userId)
    {
        if (known.TryGetValue((shopId, userId), out var locale)) return locale.Length == 0 ? null : locale;
        await using var scope = scopes.CreateAsyncScope();
        var stored = await scope.ServiceProvider.GetRequiredService<AppDb>().Setting(shopId, Name(userId));
        Keep(shopId, userId, stored ?? "");
        return stored;
    }

    private void Keep(long shopId, string userId, string locale)
    {
        if (known.Count > MostKept) known.Clear();
        known[(shopId, userId)] = locale;
    }

    private static string Name(string userId) => "language of staff " + userId;
}
