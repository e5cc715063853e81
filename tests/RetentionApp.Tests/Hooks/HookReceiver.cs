using System.Net;
using System.Net.Http.Headers;

namespace RetentionApp.Tests;

/// <summary>A merchant's system: keeps what it is sent and answers as the test says.</summary>
internal sealed class HookReceiver : HttpMessageHandler
{
    private readonly List<Sent> got = [];

    internal sealed record Sent(string Url, string Body, string Signature, string Event, string EventId);

    internal Func<Sent, HttpResponseMessage> Answers { get; set; } = _ => new(HttpStatusCode.OK) { Content = new StringContent("ok") };

    internal IReadOnlyList<Sent> Got
    {
        get
        {
            lock (got) return [.. got];
        }
    }

    internal void Answer(int status, string? body = null, TimeSpan? retryAfter = null) => Answers = _ =>
    {
        var answer = new HttpResponseMessage((HttpStatusCode)status) { Content = new StringContent(body ?? "") };
        if (retryAfter is { } wait) answer.Headers.RetryAfter = new RetryConditionHeaderValue(wait);
        return answer;
    };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string Header(string name) => request.Headers.TryGetValues(name, out var values) ? values.Single() : "";
        var sent = new Sent(request.RequestUri!.ToString(), await request.Content!.ReadAsStringAsync(cancellationToken), Header("X-RetentionApp-Signature"), Header("X-RetentionApp-Event"), Header("X-RetentionApp-Event-Id"));
        lock (got) got.Add(sent);
        await Task.Delay(5, cancellationToken);
        return Answers(sent);
    }
}
