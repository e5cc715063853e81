using RetentionApp.Data;
using RetentionApp.Intake;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Saves a version and starts what must follow at once, because it is not frozen with orders: dates of existing points, and who earns at all.</summary>
internal sealed class ProgrammeChange(AppDb db, Programmes programmes, BalanceRun balances, ImportSignal signal)
{
    internal async Task Save(long shopId, ProgrammeSettings old, ProgrammeSettings settings, string by)
    {
        if (settings == old) return;
        await programmes.Save(shopId, settings, by);
        if (settings.Expiry != old.Expiry || settings.NegativeBalance != old.NegativeBalance) await balances.Start(shopId);
        if (settings.GuestDays == old.GuestDays && (settings.ExcludedTags ?? []).SequenceEqual(old.ExcludedTags ?? [])) return;
        await db.Set(shopId, Resettling.Setting, Resettling.Start);
        signal.Set();
    }
}
