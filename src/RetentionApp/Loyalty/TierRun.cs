using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Loyalty;

internal enum TierRunState { Running = 0, Done = 1, Failed = 2, Stopped = 3 }

internal enum TierRunReason
{
    /// <summary>Only counts what a proposal would do; nothing changes.</summary>
    Preview = 0,
    /// <summary>The merchant changed the tiers.</summary>
    Settings = 1,
    /// <summary>A history came in.</summary>
    Import = 2,
    /// <summary>Many periods ended at once.</summary>
    Periods = 3,
    /// <summary>The merchant asked for it.</summary>
    Asked = 4,
}

/// <summary>One pass over all customers of a shop. It remembers how far it came, so that a restart goes on there.</summary>
internal sealed class TierRun
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public TierRunReason Reason { get; set; }
    public TierRunState State { get; set; }
    /// <summary>For a preview: the <see cref="TierProposal"/> as JSON.</summary>
    public string? Proposal { get; set; }
    /// <summary>For a preview: the programme's version that the merchant saw.</summary>
    public int Version { get; set; }
    /// <summary>The last customer done.</summary>
    public long Position { get; set; }
    /// <summary>Customers there were when it began.</summary>
    public long Expected { get; set; }
    public long Done { get; set; }
    public long Up { get; set; }
    public long Down { get; set; }
    /// <summary>Customers who will lose their level at its end, as things stand.</summary>
    public long Falling { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
    /// <summary>The staff member's id, or "app".</summary>
    public required string StartedBy { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>Until then another instance works on it, or it waits after a failure.</summary>
    public DateTime NextAt { get; set; }

    internal bool IsRunning => State == TierRunState.Running;

    /// <summary>Customers a second so far and the time it still needs; null while that is a guess.</summary>
    internal (double Rate, TimeSpan? Left)? Speed(DateTime now)
    {
        if (!IsRunning || Done == 0 || (now - StartedAt).TotalSeconds < 1) return null;
        var rate = Done / (now - StartedAt).TotalSeconds;
        return (rate, Expected > Done ? TimeSpan.FromSeconds((Expected - Done) / rate) : null);
    }

    /// <summary>Starts a pass in the caller's transaction. One that runs begins anew: what it did so far may be out of date.</summary>
    internal static async Task Enqueue(AppDb db, long shopId, TierRunReason reason, int version, string by, DateTime now, string? proposal = null)
    {
        if (reason == TierRunReason.Preview) await db.Sql.Execute($"DELETE FROM tier_runs WHERE shop_id = {shopId} AND reason = {reason}");
        else await db.Sql.Execute($"UPDATE tier_runs SET state = {TierRunState.Stopped}, finished_at = {now} WHERE shop_id = {shopId} AND state = {TierRunState.Running} AND reason <> {TierRunReason.Preview}");
        await db.Sql.Execute($"""
            INSERT INTO tier_runs (shop_id, reason, state, proposal, version, position, expected, done, up, down, falling, attempts, started_by, started_at, next_at)
            SELECT {shopId}, {reason}, {TierRunState.Running}, {proposal}, {version}, 0, COUNT(*), 0, 0, 0, 0, 0, {by}, {now}, {now} FROM customers WHERE shop_id = {shopId}
            """);
    }

    private sealed class Mapping : IEntityTypeConfiguration<TierRun>
    {
        public void Configure(EntityTypeBuilder<TierRun> run) => run.ToTable("tier_runs").HasKey(r => r.Id);
    }
}

/// <summary>Tiers as a merchant would like them, before they are saved.</summary>
internal sealed record TierProposal(TierSettings Tiers, bool PushesCustomers)
{
    internal string ToJson() => JsonSerializer.Serialize(this, TierProposalJson.Default.TierProposal);
    internal static TierProposal FromJson(string json) => JsonSerializer.Deserialize(json, TierProposalJson.Default.TierProposal)!;
}

[JsonSerializable(typeof(TierProposal))]
internal sealed partial class TierProposalJson : JsonSerializerContext;
