namespace RetentionApp.DevStore.Graph;

internal sealed record GraphCall(DateTime At, string Operation, string Outcome, double Cost, double Milliseconds, bool IsUnknown, string? Document = null);

/// <summary>The app's latest calls, and every document the store did not understand.</summary>
internal sealed class GraphLog
{
    private const int Kept = 300;
    private readonly Lock _lock = new();
    private readonly Queue<GraphCall> _calls = new();
    private readonly List<GraphCall> _unknown = [];

    public IReadOnlyList<GraphCall> Calls
    {
        get
        {
            lock (_lock) return [.. _calls.Reverse()];
        }
    }

    /// <summary>Operations the store does not know; a test can assert that there are none.</summary>
    public IReadOnlyList<GraphCall> Unknown
    {
        get
        {
            lock (_lock) return [.. _unknown];
        }
    }

    public int Count { get; private set; }

    public void Add(GraphCall call)
    {
        lock (_lock)
        {
            Count++;
            _calls.Enqueue(call);
            if (_calls.Count > Kept) _calls.Dequeue();
            if (call.IsUnknown) _unknown.Add(call);
        }
    }

    public void Note(string operation, string outcome, DateTime at) => Add(new GraphCall(at, operation, outcome, 0, 0, false));
}
