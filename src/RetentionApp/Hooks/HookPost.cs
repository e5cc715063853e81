using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using RetentionApp.Shopify;

namespace RetentionApp.Hooks;

/// <param name="Status">Null: nothing answered.</param>
/// <param name="Note">The beginning of the answer, or why there was none.</param>
/// <param name="RetryAfter">When the receiver wants to be asked again.</param>
internal sealed record HookAnswer(int? Status, string? Note, int Milliseconds, TimeSpan? RetryAfter = null)
{
    internal bool IsDelivered => Status is >= 200 and < 300;
    /// <summary>The endpoint as a whole is in trouble, not this one event.</summary>
    internal bool IsDown => Status is null or 408 or 429 or >= 500;
}

/// <summary>One signed POST to a merchant's endpoint. Redirects are not followed: their target was never checked.</summary>
internal sealed class HookPost(IHttpClientFactory clients, TimeProvider clock)
{
    internal const string Client = "Hooks";
    internal const string SignatureHeader = "X-RetentionApp-Signature";
    private const int MostNote = 300;
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <param name="secrets">The current one and, while a rotation lasts, the one before: each gives a <c>v1</c>.</param>
    internal async Task<HookAnswer> Send(string url, IReadOnlyList<string> secrets, HookDelivery delivery, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(delivery.Body, Encoding.UTF8, "application/json") };
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("RetentionApp-Hooks", "1"));
        request.Headers.Add(SignatureHeader, Signature(secrets, clock.GetUtcNow().ToUnixTimeSeconds(), delivery.Body));
        request.Headers.Add("X-RetentionApp-Event", delivery.Type);
        request.Headers.Add("X-RetentionApp-Event-Id", delivery.EventId);
        request.Headers.Add("X-RetentionApp-Attempt", delivery.Attempts.ToString(CultureInfo.InvariantCulture));

        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(Patience);
        var started = Stopwatch.GetTimestamp();
        try
        {
            using var answer = await clients.CreateClient(Client).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var note = await Beginning(answer, timeout.Token);
            return new HookAnswer((int)answer.StatusCode, note, Took(), RetryAfter(answer));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new HookAnswer(null, "No answer within 10 seconds.", Took());
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or SocketException or AuthenticationException)
        {
            return new HookAnswer(null, Reason(failure), Took());
        }

        int Took() => (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds;
    }

    /// <summary><c>t=1767225600,v1=…</c>, with a second <c>v1</c> while two secrets hold.</summary>
    internal static string Signature(IReadOnlyList<string> secrets, long seconds, string body) =>
        string.Create(CultureInfo.InvariantCulture, $"t={seconds},") + string.Join(',', secrets.Select(secret => "v1=" + Signatures.SignHook(secret, seconds, body)));

    private static async Task<string?> Beginning(HttpResponseMessage answer, CancellationToken cancellation)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(cancellation);
        var buffer = new byte[MostNote * 4];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
        // What a database text cannot hold, or a page should not show, becomes a space.
        var text = string.Concat(Encoding.UTF8.GetString(buffer, 0, length).Select(c => char.IsControl(c) ? ' ' : c)).Trim();
        return text.Length == 0 ? null : text.Length > MostNote ? text[..MostNote] : text;
    }

    private TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } wait } => wait,
        { Date: { } date } => date - clock.GetUtcNow(),
        _ => null,
    };

    // The exception's own text may hold addresses of machines inside; ours says what the merchant can do something about.
    private static string Reason(Exception failure) => failure switch
    {
        AddressRefused refused => refused.Message,
        { InnerException: AddressRefused refused } => refused.Message,
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } or SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain } => "The host name was not found.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } or AuthenticationException => "No secure connection: the certificate is not valid for this host.",
        _ => "No connection: the host does not answer.",
    };
}
