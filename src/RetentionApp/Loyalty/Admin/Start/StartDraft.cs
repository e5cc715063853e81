using System.Text.Json;
using RetentionApp.Data;
using RetentionApp.Loyalty.Starting;
using RetentionApp.Shops;

namespace RetentionApp.Loyalty.Admin.Start;

/// <summary>How far a merchant is in the five steps, and everything chosen and typed so far. Nothing of it holds before the end.</summary>
internal sealed record StartDraft
{
    public const int Steps = 5;

    public int Step { get; init; } = 1;
    public Trade? Trade { get; init; }
    public ReadyProgramme? Programme { get; init; }
    /// <summary>The numbers of step three as they were typed; null: those of the ready programme, or the present ones.</summary>
    public Dictionary<string, string>? Numbers { get; init; }
    /// <summary>"all" or "from"; null: as it is now.</summary>
    public string? Which { get; init; }
    public string? From { get; init; }

    /// <summary>True when there is nothing that would change the programme.</summary>
    internal bool IsUntouched => Programme is null && Numbers is null;
}

/// <summary>One draft for a shop, whoever of its staff goes on with it.</summary>
internal sealed class StartDrafts(AppDb db)
{
    private const string Setting = "start.draft";

    internal async Task<StartDraft> Read(long shopId) =>
        await db.Setting(shopId, Setting) is { Length: > 0 } json ? JsonSerializer.Deserialize<StartDraft>(json)! : new StartDraft();

    internal Task Keep(long shopId, StartDraft draft) => db.Set(shopId, Setting, JsonSerializer.Serialize(draft));

    internal Task Forget(long shopId) => db.Write(async () => await db.Sql.Execute($"DELETE FROM shop_settings WHERE shop_id = {shopId} AND name = {Setting}"));
}
