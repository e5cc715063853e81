using System.Diagnostics;
using System.Globalization;
using RetentionApp.DevStore.Auth;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Webhooks;

/// <summary>Queues, sends and remembers a store's webhooks, with the trouble a person or test asks for.</summary>
internal sealed class Outbox : IDisposable
{
    private readonly Store _store;
    private readonly Lock _lock = new();
    private readonly List<Delivery> _all = [];
    private readonly PriorityQueue<Delivery, (DateTime At, int Order)> _due = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stop = new();
    private readonly HttpClient _http;
    private readonly Random _random;
    private Task? _pump;
    private int _sending;
    private int _sequence;
    private int _numbered;
    private int _dropNext;

    public Outbox(Store store)
    {
        _store = store;
        _random = new Random(store.Host.Options.Seed);
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, MaxConnectionsPerServer = 64 }) { Timeout = Timeout.InfiniteTimeSpan };
        store.Clock.Moved += Wake;
    }

    /// <summary>New deliveries wait until <see cref="Release"/>.</summary>
    public bool Holding { get; private set; }

    public IReadOnlyList<Delivery> All
    {
        get
        {
            lock (_lock) return [.. _all];
        }
    }

    public int DropsLeft => _dropNext;

    public void Queue(Happening happening)
    {
        var eventId = Guid.NewGuid().ToString();
        var triggeredAt = _store.Clock.Now;
        foreach (var (topic, body) in happening.Bodies())
        {
            if (!_store.Host.Options.Topics.Contains(topic)) continue;
            if (Topics.Scope(topic) is { } scope && !_store.Grants(scope)) continue;
            Add(topic, body, Guid.NewGuid().ToString(), eventId, triggeredAt);
        }
    }

    /// <summary>Sends anything signed as this shop, for tests with payloads of their own.</summary>
    public Delivery Send(string topic, byte[] body, string? webhookId = null, DateTime? triggeredAt = null) =>
        Add(topic, body, webhookId ?? Guid.NewGuid().ToString(), Guid.NewGuid().ToString(), triggeredAt ?? _store.Clock.Now);

    /// <summary>The same delivery once more: same webhook id, same body.</summary>
    public Delivery SendAgain(Delivery delivery) => Add(delivery.Topic, delivery.Body, delivery.WebhookId, delivery.EventId, delivery.TriggeredAt);

    /// <summary>An old state arriving late as a delivery of its own: same body and trigger time, new webhook id.</summary>
    public Delivery SendLate(Delivery delivery) => Add(delivery.Topic, delivery.Body, Guid.NewGuid().ToString(), delivery.EventId, delivery.TriggeredAt);

    public void RetryNow(Delivery? only = null)
    {
        lock (_lock)
        {
            foreach (var delivery in only is null ? _all.Where(one => one.State == DeliveryState.Failed) : [only])
            {
                if (delivery.State is DeliveryState.Sending or DeliveryState.Delivered) continue;
                delivery.State = DeliveryState.Waiting;
                Schedule(delivery, _store.Clock.Now);
            }
        }
        Start();
    }

    public void Hold() => Holding = true;

    public void Release(bool shuffled)
    {
        lock (_lock)
        {
            Holding = false;
            var held = _all.Where(delivery => delivery.State == DeliveryState.Held).ToArray();
            if (shuffled) _random.Shuffle(held);
            foreach (var delivery in held)
            {
                delivery.State = DeliveryState.Waiting;
                Schedule(delivery, _store.Clock.Now);
            }
        }
        Start();
    }

    public void DropNext(int count = 1) => Interlocked.Add(ref _dropNext, count);

    /// <summary>Waits until nothing is due any more. Held deliveries and retries in the future stay.</summary>
    public async Task Drain(CancellationToken stop)
    {
        while (true)
        {
            lock (_lock)
            {
                if (_sending == 0 && !(_due.TryPeek(out _, out var next) && next.At <= _store.Clock.Now)) return;
            }
            await Task.Delay(5, stop);
        }
    }

    public void Clear()
    {
        lock (_lock) _all.RemoveAll(delivery => delivery.State is DeliveryState.Delivered or DeliveryState.Dropped or DeliveryState.GivenUp);
    }

    public void Dispose()
    {
        _store.Clock.Moved -= Wake;
        _stop.Cancel();
        _http.Dispose();
    }

    private Delivery Add(string topic, byte[] body, string webhookId, string eventId, DateTime triggeredAt)
    {
        Delivery delivery;
        lock (_lock)
        {
            delivery = new Delivery { Number = ++_numbered, Topic = topic, Body = body, WebhookId = webhookId, EventId = eventId, TriggeredAt = triggeredAt, ApiVersion = _store.Host.Options.ApiVersion };
            _all.Add(delivery);
            if (_dropNext > 0)
            {
                _dropNext--;
                delivery.State = DeliveryState.Dropped;
                return delivery;
            }
            if (Holding) delivery.State = DeliveryState.Held;
            else Schedule(delivery, _store.Clock.Now);
        }
        Start();
        return delivery;
    }

    private void Schedule(Delivery delivery, DateTime at)
    {
        delivery.NextAt = at;
        _due.Enqueue(delivery, (at, _sequence++));
    }

    private void Start()
    {
        lock (_lock) _pump ??= Task.Run(Pump);
        Wake();
    }

    private void Wake() => _wake.Release();

    private async Task Pump()
    {
        using var places = new SemaphoreSlim(_store.Host.Options.DeliveryConcurrency);
        while (!_stop.IsCancellationRequested)
        {
            Delivery? delivery = null;
            var wait = TimeSpan.FromSeconds(30);
            lock (_lock)
            {
                if (_due.TryPeek(out var first, out var next))
                {
                    if (next.At <= _store.Clock.Now)
                    {
                        _due.Dequeue();
                        if (!first.IsOpen || first.NextAt != next.At) continue;
                        first.State = DeliveryState.Sending;
                        _sending++;
                        delivery = first;
                    }
                    else if (next.At - _store.Clock.Now < wait) wait = next.At - _store.Clock.Now;
                }
            }
            if (delivery is null)
            {
                await _wake.WaitAsync(wait + TimeSpan.FromMilliseconds(5));
                continue;
            }
            await places.WaitAsync();
            _ = SendAndFree(delivery, places);
        }
    }

    private async Task SendAndFree(Delivery delivery, SemaphoreSlim places)
    {
        var answer = await Post(delivery);
        lock (_lock)
        {
            delivery.Answers.Add(answer);
            if (answer.Code is >= 200 and < 300) delivery.State = DeliveryState.Delivered;
            else if (delivery.Answers.Count > _store.Host.Options.RetryDelays.Count) delivery.State = DeliveryState.GivenUp;
            else
            {
                delivery.State = DeliveryState.Failed;
                Schedule(delivery, _store.Clock.Now + _store.Host.Options.RetryDelays[delivery.Answers.Count - 1]);
            }
            _sending--;
        }
        if (!_stop.IsCancellationRequested) places.Release();
        Wake();
    }

    private async Task<Answer> Post(Delivery delivery)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var timeout = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            timeout.CancelAfter(_store.Host.Options.DeliveryTimeout);
            using var request = new HttpRequestMessage(HttpMethod.Post, $"{_store.Host.AppUrl}/webhooks") { Content = new ByteArrayContent(delivery.Body) };
            request.Content.Headers.ContentType = new("application/json");
            var headers = request.Headers;
            headers.TryAddWithoutValidation("User-Agent", "Shopify-Captain-Hook");
            headers.Add("X-Shopify-Topic", delivery.Topic);
            headers.Add("X-Shopify-Hmac-Sha256", Signing.Webhook(_store.Host.Options.ApiSecret, delivery.Body));
            headers.Add("X-Shopify-Shop-Domain", _store.Domain);
            headers.Add("X-Shopify-API-Version", delivery.ApiVersion);
            headers.Add("X-Shopify-Webhook-Id", delivery.WebhookId);
            headers.Add("X-Shopify-Event-Id", delivery.EventId);
            headers.Add("X-Shopify-Triggered-At", delivery.TriggeredAt.ToString("yyyy-MM-ddTHH:mm:ss.fffffff00Z", CultureInfo.InvariantCulture));
            using var response = await _http.SendAsync(request, timeout.Token);
            var text = await response.Content.ReadAsStringAsync(timeout.Token);
            return new Answer(_store.Clock.Now, (int)response.StatusCode, text.Length > 2000 ? text[..2000] : text, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
        catch (Exception problem) when (problem is HttpRequestException or OperationCanceledException or ObjectDisposedException)
        {
            // No answer is an answer too: it is shown in the log and retried.
            var words = problem is OperationCanceledException ? $"No answer within {_store.Host.Options.DeliveryTimeout.TotalSeconds:0} s" : problem.Message;
            return new Answer(_store.Clock.Now, 0, words, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        }
    }
}
