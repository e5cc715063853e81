using RetentionApp.Commerce;
using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Rewards;
using RetentionApp.Shops;

namespace RetentionApp.Admin;

internal sealed record SetupStep(string Name, bool IsDone);

/// <summary>The first steps of a new shop. What the merchant has looked at or dismissed is kept in the shop's settings.</summary>
internal sealed class SetupGuide(AppDb db, TimeProvider clock)
{
    internal const string History = "history", Programme = "programme", Reward = "reward", Theme = "theme", Page = "page";
    private const string Dismissed = "dismissed";
    private const string Prefix = "guide.";

    /// <returns>Null when everything is done or the merchant dismissed the guide.</returns>
    internal async Task<IReadOnlyList<SetupStep>?> Steps(long shopId, HistoryImport? import, IReadOnlyList<Reward> rewards, ThemeStatus? theme)
    {
        var seen = await db.SettingsOf(shopId, Prefix);
        if (seen.ContainsKey(Prefix + Dismissed)) return null;
        SetupStep[] steps =
        [
            new(History, import?.State == ImportState.Done),
            new(Programme, seen.ContainsKey(Prefix + Programme)),
            new(Reward, rewards.Any(reward => reward.IsActive)),
            new(Theme, theme?.IsEmbedOn == true),
            new(Page, seen.ContainsKey(Prefix + Page)),
        ];
        return steps.All(step => step.IsDone) ? null : steps;
    }

    internal async Task Done(long shopId, string step)
    {
        if (step is not (Programme or Page or Dismissed)) return;
        if (await db.Setting(shopId, Prefix + step) is null) await db.Set(shopId, Prefix + step, clock.GetUtcNow().ToString("O"));
    }
}
