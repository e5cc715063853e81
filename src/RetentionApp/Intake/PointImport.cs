using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace RetentionApp.Intake;

/// <summary>Numbers are stored and stand in an index of the schema.</summary>
internal enum PointImportState { Uploading = 0, Uploaded = 1, Checking = 2, Checked = 3, Running = 4, Done = 5, Stopped = 6, Failed = 7, Undoing = 8, Undone = 9 }

/// <summary>A file of balances that a merchant brings from elsewhere, how to read it, and how far it is.</summary>
internal sealed class PointImport
{
    private (string? Text, Dictionary<PointField, int> Map) read = (null, []);

    public long Id { get; set; }
    public long ShopId { get; set; }
    public PointImportState State { get; set; }
    /// <summary>The file's name, as the merchant knows it.</summary>
    public required string Name { get; set; }
    public string? Preset { get; set; }
    /// <summary>One of <see cref="PointFile.Encodings"/>.</summary>
    public required string Encoding { get; set; }
    public required string Delimiter { get; set; }
    /// <summary>The first line's cells, as JSON.</summary>
    public required string Headers { get; set; }
    /// <summary>Which column holds what, as JSON of <see cref="PointField"/> and number.</summary>
    public required string Columns { get; set; }
    public bool IsDayFirst { get; set; }
    /// <summary>The balance becomes what the file says; else that is added.</summary>
    public bool IsTarget { get; set; }
    /// <summary>Rows of unknown e-mails are kept until such a customer appears.</summary>
    public bool KeepsWaiting { get; set; }
    /// <summary>The merchant wants rows to count that an earlier import gave already.</summary>
    public bool IsAgain { get; set; }
    /// <summary>Rows in the file, once it was checked.</summary>
    public long Rows { get; set; }
    /// <summary>Rows of the running phase that are committed; a restart goes on behind them.</summary>
    public long Position { get; set; }
    /// <summary>Rows given, or after a check those that would be. The next seven likewise.</summary>
    public long Given { get; set; }
    public long Waiting { get; set; }
    public long Failed { get; set; }
    /// <summary>Rows passed over because the same row was given before.</summary>
    public long Repeated { get; set; }
    public long PointsGiven { get; set; }
    /// <summary>Not negative.</summary>
    public long PointsTaken { get; set; }
    public long TiersSet { get; set; }
    public long BirthdaysSet { get; set; }
    /// <summary>The first rows that cannot be taken, found by the check, as JSON.</summary>
    public string? Problems { get; set; }
    public int Attempts { get; set; }
    public string? Error { get; set; }
    public DateTime CreatedAt { get; set; }
    public required string CreatedBy { get; set; }
    public DateTime PhaseStartedAt { get; set; }
    public DateTime NextAt { get; set; }
    public string? StartedBy { get; set; }
    public DateTime? FinishedAt { get; set; }
    public DateTime? UndoneAt { get; set; }
    public string? UndoneBy { get; set; }

    internal bool IsWorking => State is PointImportState.Checking or PointImportState.Running or PointImportState.Undoing;
    internal IReadOnlyList<string> HeaderList => JsonSerializer.Deserialize<List<string>>(Headers)!;
    /// <summary><see cref="Columns"/>, read once: every row asks.</summary>
    internal IReadOnlyDictionary<PointField, int> ColumnMap
    {
        get
        {
            if (read.Text != Columns) read = (Columns, JsonSerializer.Deserialize<Dictionary<PointField, int>>(Columns)!);
            return read.Map;
        }
    }
    internal IReadOnlyList<RowProblem> ProblemList => Problems is null ? [] : JsonSerializer.Deserialize<List<RowProblem>>(Problems)!;

    private sealed class Mapping : IEntityTypeConfiguration<PointImport>
    {
        public void Configure(EntityTypeBuilder<PointImport> import) => import.ToTable("point_imports").HasKey(i => i.Id);
    }
}

/// <summary>A stretch of the uploaded file. It holds personal data and goes when the import is done.</summary>
internal sealed class PointImportPart
{
    public long ShopId { get; set; }
    public long ImportId { get; set; }
    public int Number { get; set; }
    public required byte[] Body { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<PointImportPart>
    {
        public void Configure(EntityTypeBuilder<PointImportPart> part) => part.ToTable("point_import_parts").HasKey(p => new { p.ShopId, p.ImportId, p.Number });
    }
}

internal enum PointImportRowState { Given = 0, Waiting = 1, Failed = 2, Undone = 3 }

/// <summary>A row that was handled: by its content it is known again, whichever file brings it.</summary>
internal sealed class PointImportRow
{
    public long ShopId { get; set; }
    /// <summary>A hash of whom the row names and what it says.</summary>
    public required string Content { get; set; }
    public long ImportId { get; set; }
    public long Line { get; set; }
    public PointImportRowState State { get; set; }
    public long? CustomerId { get; set; }
    /// <summary>What was posted, signed.</summary>
    public long Points { get; set; }
    public long Lifetime { get; set; }
    /// <summary>The level the customer was raised to; null: none.</summary>
    public string? Tier { get; set; }
    /// <summary>Only while the row waits or has failed; likewise the next three.</summary>
    public string? Email { get; set; }
    public string? Wish { get; set; }
    public string? Cells { get; set; }
    public string? Problem { get; set; }

    private sealed class Mapping : IEntityTypeConfiguration<PointImportRow>
    {
        public void Configure(EntityTypeBuilder<PointImportRow> row) => row.ToTable("point_import_rows").HasKey(r => new { r.ShopId, r.Content, r.ImportId });
    }
}
