using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using RetentionApp.Data;

namespace RetentionApp.Intake;

/// <summary>An order that has to be read again from Shopify, because a fact named it without carrying it.</summary>
internal sealed class OrderRefetch
{
    public long ShopId { get; set; }
    public long OrderId { get; set; }
    public required string Reason { get; set; }
    /// <summary>How often it was asked for; a fetch that was overtaken by another wish is repeated.</summary>
    public int Asked { get; set; }
    public int Attempts { get; set; }
    public DateTime NextAt { get; set; }
    public string? Error { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<OrderRefetch>
    {
        public void Configure(EntityTypeBuilder<OrderRefetch> refetch) => refetch.ToTable("order_refetches").HasKey(r => new { r.ShopId, r.OrderId });
    }
}

internal enum ImportState { Waiting = 0, CustomersAsked = 1, CustomersReading = 2, OrdersAsked = 3, OrdersReading = 4, Done = 5, Failed = 6, Stopped = 7 }

/// <summary>One run over a shop's history: customers, then orders.</summary>
internal sealed class HistoryImport
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public ImportState State { get; set; }
    public DateTime? FromAt { get; set; }
    public string? BulkId { get; set; }
    /// <summary>The orders' bulk operation, started together with the customers' one; null once its turn has come.</summary>
    public string? OrdersBulkId { get; set; }
    public string? BulkUrl { get; set; }
    /// <summary>Customers or orders that Shopify says the running phase will bring; 0 when unknown yet.</summary>
    public long Expected { get; set; }
    public long Customers { get; set; }
    public long Orders { get; set; }
    public long Refetched { get; set; }
    /// <summary>Rows that could not be read; each was logged and counted.</summary>
    public long Failed { get; set; }
    /// <summary>Parts of the running phase that are committed; a restart goes on behind them.</summary>
    public int Position { get; set; }
    /// <summary>Rows of the part being read that are counted already; a restart reads the part again and takes them off first.</summary>
    public long PartRows { get; set; }
    public long PartFailed { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
    public DateTime StartedAt { get; set; }
    public DateTime PhaseStartedAt { get; set; }
    public DateTime NextAt { get; set; }
    public DateTime? FinishedAt { get; set; }

    internal bool IsRunning => State < ImportState.Done;

    private sealed class Mapping : IEntityTypeConfiguration<HistoryImport>
    {
        public void Configure(EntityTypeBuilder<HistoryImport> import) => import.ToTable("history_imports").HasKey(i => i.Id);
    }
}

internal enum PrivacyRequestKind { Export = 1, Erasure = 2 }

/// <summary>A shopper's request that Shopify passed on, and what became of it.</summary>
internal sealed class PrivacyRequest
{
    public long Id { get; set; }
    public long ShopId { get; set; }
    public PrivacyRequestKind Kind { get; set; }
    public long? CustomerId { get; set; }
    public string? RequestId { get; set; }
    public DateTime RequestedAt { get; set; }
    public DateTime? DoneAt { get; set; }
    /// <summary>Everything held about the customer, as JSON, for the merchant to hand over.</summary>
    public string? Export { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<PrivacyRequest>
    {
        public void Configure(EntityTypeBuilder<PrivacyRequest> request) => request.ToTable("privacy_requests").HasKey(r => r.Id);
    }
}

internal static class IntakeTables
{
    extension(AppDb db)
    {
        internal DbSet<OrderRefetch> OrderRefetches => db.Set<OrderRefetch>();
        internal DbSet<HistoryImport> HistoryImports => db.Set<HistoryImport>();
        internal DbSet<PointImport> PointImports => db.Set<PointImport>();
        internal DbSet<PointImportRow> PointImportRows => db.Set<PointImportRow>();
        internal DbSet<PrivacyRequest> PrivacyRequests => db.Set<PrivacyRequest>();
    }
}
