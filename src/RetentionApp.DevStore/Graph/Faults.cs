namespace RetentionApp.DevStore.Graph;

internal enum FaultKind
{
    /// <summary>Answers THROTTLED without doing anything.</summary>
    Throttle,

    /// <summary>HTTP 500 without doing anything.</summary>
    ServerError,

    /// <summary>Cuts the connection without doing anything.</summary>
    Unreachable,

    /// <summary>Does the work, then cuts the connection: the caller cannot know.</summary>
    LostAnswer,

    /// <summary>Does the work, then answers 503.</summary>
    DoneButServerError,

    /// <summary>Answers the first mutation field with userErrors and does nothing.</summary>
    UserErrors,

    /// <summary>Answers 200 with errors and no data.</summary>
    TopLevelErrors,

    /// <summary>Answers 401, as for a revoked token.</summary>
    Unauthorized,

    /// <summary>Answers late.</summary>
    Slow,

    /// <summary>Starts the bulk operation, which then fails with a partial result.</summary>
    BulkFails,
}

/// <summary>Trouble for the next matching GraphQL call; <paramref name="Operation"/> null means any.</summary>
internal sealed record Fault(FaultKind Kind, string? Operation = null, string Message = "Simulated by the DevStore", string Code = "INTERNAL_ERROR", TimeSpan? Delay = null);

/// <summary>Faults a person or a test has lined up. Each is used once, in order.</summary>
internal sealed class Faults
{
    private readonly Lock _lock = new();
    private readonly List<Fault> _next = [];

    public IReadOnlyList<Fault> Pending
    {
        get
        {
            lock (_lock) return [.. _next];
        }
    }

    public void Next(FaultKind kind, string? operation = null, int times = 1) => Next(new Fault(kind, operation), times);

    public void Next(Fault fault, int times = 1)
    {
        lock (_lock) _next.AddRange(Enumerable.Repeat(fault, times));
    }

    public void Clear()
    {
        lock (_lock) _next.Clear();
    }

    /// <summary>The next fault for this operation. Those that only a mutation can show wait for one.</summary>
    public Fault? Take(string? operation, bool isMutation)
    {
        lock (_lock)
        {
            var at = _next.FindIndex(fault => (fault.Operation is null || fault.Operation == operation) && (isMutation || fault.Kind is not (FaultKind.UserErrors or FaultKind.BulkFails)));
            if (at < 0) return null;
            var fault = _next[at];
            _next.RemoveAt(at);
            return fault;
        }
    }
}
