using System.Diagnostics;

namespace RetentionApp.DevStore.Graph;

internal readonly record struct Throttle(double Maximum, double Available, double RestoreRate);

/// <summary>The leaky bucket of query cost. It fills in real time, whatever the store's clock says.</summary>
internal sealed class Budget
{
    private readonly Lock _lock = new();
    private readonly double _size;
    private readonly double _restorePerSecond;
    private double _available;
    private long _at = Stopwatch.GetTimestamp();

    public Budget(double size, double restorePerSecond)
    {
        _size = size;
        _restorePerSecond = restorePerSecond;
        _available = size;
    }

    /// <summary>Takes the cost when there is enough of it.</summary>
    public (bool Taken, Throttle Status) Take(double cost)
    {
        lock (_lock)
        {
            Fill();
            var taken = _available >= cost;
            if (taken) _available -= cost;
            return (taken, new Throttle(_size, Math.Floor(_available), _restorePerSecond));
        }
    }

    public Throttle GiveBack(double cost)
    {
        lock (_lock)
        {
            Fill();
            _available = Math.Min(_size, _available + cost);
            return new Throttle(_size, Math.Floor(_available), _restorePerSecond);
        }
    }

    public void Empty()
    {
        lock (_lock)
        {
            Fill();
            _available = 0;
        }
    }

    private void Fill()
    {
        var now = Stopwatch.GetTimestamp();
        _available = Math.Min(_size, _available + Stopwatch.GetElapsedTime(_at, now).TotalSeconds * _restorePerSecond);
        _at = now;
    }
}
