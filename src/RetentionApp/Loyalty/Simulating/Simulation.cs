using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Loyalty.Simulating;

internal enum SimulationState { Running = 0, Done = 1, Stopped = 2, Failed = 3 }

/// <summary>A past month computed again under other values, beside what holds today. Its result is kept.</summary>
internal sealed class Simulation
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public SimulationState State { get; set; }
    /// <summary>The first day of the month, in the shop's time zone.</summary>
    public DateOnly Month { get; set; }
    /// <summary>The programme version that the values were changed from.</summary>
    public int Version { get; set; }
    /// <summary><see cref="SimulatedProgramme"/> as JSON: what held when it was started.</summary>
    public required string Today { get; set; }
    /// <summary><see cref="SimulatedProgramme"/> as JSON: the values that are tried.</summary>
    public required string Draft { get; set; }
    /// <summary>Orders of the month that may earn, as counted at the start.</summary>
    public long Expected { get; set; }
    public long Orders { get; set; }
    /// <summary><see cref="SimulatedResult"/> as JSON, once it is done.</summary>
    public string? Result { get; set; }
    public string? Error { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime? FinishedAt { get; set; }
    /// <summary>Until then one worker, and no other, computes it.</summary>
    public DateTime? LeaseUntil { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<Simulation>
    {
        public void Configure(EntityTypeBuilder<Simulation> simulation) => simulation.ToTable("simulations").HasKey(s => s.Id);
    }
}

/// <summary>A programme as it is tried, with the reward that says what its points are worth.</summary>
/// <param name="RewardCost">Points; 0: there is no reward, points have no price.</param>
/// <param name="RewardAmount">Minor units off.</param>
/// <param name="MonthTimes">A campaign for everyone that lasts the whole month; 0: none. Tried only, never saved.</param>
internal sealed record SimulatedProgramme(ProgrammeSettings Settings, long RewardCost, long RewardAmount, decimal MonthTimes)
{
    internal string ToJson() => JsonSerializer.Serialize(this, SimulatedJson.Default.SimulatedProgramme);
    internal static SimulatedProgramme FromJson(string json) => JsonSerializer.Deserialize(json, SimulatedJson.Default.SimulatedProgramme)!;

    /// <summary>Minor units, rounded down; null without a reward.</summary>
    internal long? Worth(long points) => RewardCost == 0 ? null : (long)((Int128)points * RewardAmount / RewardCost);
}

/// <summary>What a month would have given under one programme.</summary>
/// <param name="Customers">Customers who would have earned something.</param>
/// <param name="Reached">Those whose points of this month alone were enough for the reward.</param>
/// <param name="Days">Points by day of the month, the first day first.</param>
/// <param name="Steps">Customers by how far they came towards the reward, see <see cref="SimulatedMonth.Step"/>.</param>
internal sealed record SimulatedSide(long Points, long Customers, long Reached, long[] Days, long[] Steps);

/// <param name="Revenue">Minor units of all the month's orders, guests' too, less refunds.</param>
/// <param name="Customers">Customers who bought.</param>
internal sealed record SimulatedResult(long Orders, long Customers, long Revenue, SimulatedSide Today, SimulatedSide Draft)
{
    internal string ToJson() => JsonSerializer.Serialize(this, SimulatedJson.Default.SimulatedResult);
    internal static SimulatedResult FromJson(string json) => JsonSerializer.Deserialize(json, SimulatedJson.Default.SimulatedResult)!;
}

[JsonSerializable(typeof(SimulatedProgramme))]
[JsonSerializable(typeof(SimulatedResult))]
internal sealed partial class SimulatedJson : JsonSerializerContext;
