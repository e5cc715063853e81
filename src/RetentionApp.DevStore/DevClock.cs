namespace RetentionApp.DevStore;

/// <summary>The wall clock both the store and the app read. Moving it changes the date only: timers and elapsed time stay real.</summary>
internal sealed class DevClock : TimeProvider
{
    private long _offsetTicks;

    public event Action? Moved;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public DateTime Now => GetUtcNow().UtcDateTime;

    /// <summary>Shopify's times have one-second resolution.</summary>
    public DateTime Second
    {
        get
        {
            var now = Now;
            return new DateTime(now.Ticks - now.Ticks % TimeSpan.TicksPerSecond, DateTimeKind.Utc);
        }
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _offsetTicks, by.Ticks);
        Moved?.Invoke();
    }

    public void AdvanceMonths(int months)
    {
        var now = Now;
        Advance(now.AddMonths(months) - now);
    }
}
