using Microsoft.AspNetCore.Mvc;
using RetentionApp.Admin;

namespace RetentionApp.Loyalty.Admin;

/// <summary>Every version of the programme: who, when and what in words; any two compared; an older one made the newest again.</summary>
internal sealed class ChangesModel(Programmes programmes, ProgrammeChange change, TimeProvider clock) : AdminPage
{
    private const int PageSize = 20;

    internal IReadOnlyList<(ProgrammeVersion Version, IReadOnlyList<string> Changes)> Versions { get; private set; } = [];
    internal ProgrammeVersion Current { get; private set; } = null!;
    internal int? Next { get; private set; }
    /// <summary>The two versions that are compared, the older first, and what differs.</summary>
    internal (ProgrammeVersion From, ProgrammeVersion To, IReadOnlyList<string> Changes)? Compared { get; private set; }
    /// <summary>The version that would be restored, and what that would change.</summary>
    internal (ProgrammeVersion Version, IReadOnlyList<string> Changes)? Restored { get; private set; }

    public async Task<IActionResult> OnGet(int? before, int? from, int? to, int? restore)
    {
        await Load(before);
        if (from is { } one && to is { } other)
        {
            if (await programmes.Find(ShopId, Math.Min(one, other)) is not { } older || await programmes.Find(ShopId, Math.Max(one, other)) is not { } newer) return Missing();
            Compared = (older, newer, new Differences(T).Between(older.Settings, newer.Settings));
        }
        if (restore is { } number)
        {
            if (await programmes.Find(ShopId, number) is not { } version) return Missing();
            Restored = (version, new Differences(T).Between(Current.Settings, Again(version)));
        }
        return Page();
    }

    public async Task<IActionResult> OnPostRestore(int version, int current)
    {
        await Load(null);
        if (await programmes.Find(ShopId, version) is not { } wanted) return Missing();
        if (Current.Version != current)
        {
            Errors.Add("", T["Somebody else has changed the programme meanwhile. Look again at what would change."]);
            Restored = (wanted, new Differences(T).Between(Current.Settings, Again(wanted)));
            return Invalid();
        }
        await change.Save(ShopId, Current.Settings, Again(wanted), StaffId);
        return SeeOther("/programme/changes", "saved");
    }

    internal string By(ProgrammeVersion version) => version.CreatedBy == "install" ? T["when the app was installed"] : T["staff member {0}", version.CreatedBy];

    private ProgrammeSettings Again(ProgrammeVersion version) => version.Settings.Again(Current.Settings, clock.GetUtcNow().UtcDateTime);

    private async Task Load(int? before)
    {
        Current = await programmes.Current(ShopId);
        var rows = await programmes.History(ShopId, before ?? int.MaxValue, PageSize + 1);
        var differences = new Differences(T);
        Versions = rows.Take(PageSize).Select((version, i) => (version, i + 1 < rows.Count ? differences.Between(rows[i + 1].Settings, version.Settings) : [differences.Start(version.Settings)])).ToList();
        if (rows.Count > PageSize) Next = rows[PageSize - 1].Version;
    }
}
