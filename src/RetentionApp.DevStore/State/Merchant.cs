namespace RetentionApp.DevStore.State;

/// <summary>A trigger that the app sent to Flow.</summary>
internal sealed record FlowRun(string Handle, string Payload, DateTime At);

/// <summary>A webhook that the merchant's own system got from the app.</summary>
internal sealed record Received(string Event, string EventId, string? Signature, string Body, DateTime At, int Answered);

/// <summary>What stands beside the shop: the merchant's own system, and the workflows in Flow. Newest first.</summary>
internal sealed class Merchant
{
    private const int Kept = 200;
    private readonly Lock _lock = new();
    private readonly LinkedList<FlowRun> _runs = [];
    private readonly LinkedList<Received> _received = [];

    /// <summary>What the system answers from now on, to see how the app takes it.</summary>
    public int Answers { get; set; } = 200;

    /// <summary>As copied from the app, to check signatures.</summary>
    public string Secret { get; set; } = "";

    public IReadOnlyList<FlowRun> Runs
    {
        get
        {
            lock (_lock) return [.. _runs];
        }
    }

    public IReadOnlyList<Received> Received
    {
        get
        {
            lock (_lock) return [.. _received];
        }
    }

    public void Add(FlowRun run) => Add(_runs, run);

    public void Add(Received received) => Add(_received, received);

    private void Add<T>(LinkedList<T> list, T one)
    {
        lock (_lock)
        {
            list.AddFirst(one);
            if (list.Count > Kept) list.RemoveLast();
        }
    }
}
