using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Hooks;

/// <summary>Where a merchant's own system wants to be told what happens.</summary>
internal sealed class HookEndpoint
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public required string Url { get; set; }
    /// <summary>Types of <see cref="HookEvents"/>, separated by commas.</summary>
    public required string Events { get; set; }
    /// <summary>What its deliveries are signed with, sealed.</summary>
    public required string SealedSecret { get; set; }
    /// <summary>The secret before, which signs too until <see cref="PreviousUntil"/>.</summary>
    public string? SealedPrevious { get; set; }
    public DateTime? PreviousUntil { get; set; }
    public bool IsActive { get; set; }
    /// <summary>The first failure since the last success.</summary>
    public DateTime? FailingSince { get; set; }
    /// <summary>When we stopped calling it because it had failed for days; null: it is on, or a person switched it off.</summary>
    public DateTime? SwitchedOffAt { get; set; }
    public DateTime CreatedAt { get; set; }
    public required string CreatedBy { get; set; }

    internal string[] EventList => Events.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private sealed class Mapping : IEntityTypeConfiguration<HookEndpoint>
    {
        public void Configure(EntityTypeBuilder<HookEndpoint> endpoint) => endpoint.ToTable("hook_endpoints").HasKey(e => e.Id);
    }
}

/// <summary>A shop in which somebody listens, an endpoint or Flow. Shops without a row cost nothing.</summary>
internal sealed class HookListener
{
    public long ShopId { get; set; }
    /// <summary>Timeline rows up to this one have been turned into deliveries.</summary>
    public long LastId { get; set; }
    public bool TellsFlow { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<HookListener>
    {
        public void Configure(EntityTypeBuilder<HookListener> listener)
        {
            listener.ToTable("hook_listeners").HasKey(l => l.ShopId);
            listener.Property(l => l.ShopId).ValueGeneratedNever();
        }
    }
}

internal enum HookState { Waiting = 0, Delivered = 1, GivenUp = 2 }

/// <summary>One event on its way to one endpoint. Endpoint 0 is Shopify Flow.</summary>
internal sealed class HookDelivery
{
    internal const long Flow = 0;

    public long Id { get; set; }
    public long ShopId { get; set; }
    public long EndpointId { get; set; }
    /// <summary>The same for every endpoint and every attempt, so that a receiver knows what it has had already.</summary>
    public required string EventId { get; set; }
    /// <summary>An event of <see cref="HookEvents"/>; for Flow the trigger's handle.</summary>
    public required string Type { get; set; }
    /// <summary>Exactly what is sent, JSON.</summary>
    public required string Body { get; set; }
    public HookState State { get; set; }
    public int Attempts { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? NextAt { get; set; }
    /// <summary>Until then one sender, and no other, works on this row.</summary>
    public DateTime? LeaseUntil { get; set; }
    public DateTime? DoneAt { get; set; }
    /// <summary>The last answer's HTTP status; null: there was no answer.</summary>
    public int? Status { get; set; }
    public int? Milliseconds { get; set; }
    /// <summary>The beginning of the last answer, or why there was none.</summary>
    public string? Note { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<HookDelivery>
    {
        public void Configure(EntityTypeBuilder<HookDelivery> delivery) => delivery.ToTable("hook_deliveries").HasKey(d => d.Id);
    }
}

internal static class HooksTables
{
    extension(AppDb db)
    {
        internal DbSet<HookEndpoint> HookEndpoints => db.Set<HookEndpoint>();
        internal DbSet<HookListener> HookListeners => db.Set<HookListener>();
        internal DbSet<HookDelivery> HookDeliveries => db.Set<HookDelivery>();
    }
}
