namespace RetentionApp.Intake.Admin;

/// <summary>How far an import is; <paramref name="IsShort"/> leaves out the buttons and counts, for home.</summary>
internal sealed record Progress(HistoryImport? Import, bool IsShort = false)
{
    internal bool IsReading => Import?.State is ImportState.CustomersReading or ImportState.OrdersReading;
    internal long Done => Import is null ? 0 : Import.State >= ImportState.OrdersAsked ? Import.Orders : Import.Customers;

    /// <summary>Rows a second in the running phase and the time it still needs; null while that is a guess.</summary>
    internal (double Rate, TimeSpan? Left)? Speed(DateTime now)
    {
        if (Import is not { } import || !IsReading || Done == 0 || (now - import.PhaseStartedAt).TotalSeconds < 1) return null;
        var rate = Done / (now - import.PhaseStartedAt).TotalSeconds;
        return (rate, import.Expected > Done ? TimeSpan.FromSeconds((import.Expected - Done) / rate) : null);
    }
}
