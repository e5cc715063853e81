using System.Text.Json;
using RetentionApp.Shopify.Graph;
using RetentionApp.Shops;

namespace RetentionApp.Shopify;

/// <summary>
/// The only caller of Shopify's Admin GraphQL. Waits for its share of the rate limit, tries again what passes, renews a
/// refused token once. A change is sent again only where it certainly did not happen: throttled, unauthorised, or never sent.
/// </summary>
/// <remarks>When the caller cancels while a change is under way, the change may have happened.</remarks>
internal sealed class AdminApi(ShopifyOptions options, IAdminTransport transport, IHttpClientFactory clients, ShopifyTokens tokens, CostBuckets buckets, TimeProvider clock, ILogger<AdminApi> log)
{
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(60);
    private const int MaxAttempts = 8;

    /// <summary>The text of <c>Queries/{operation}.graphql</c>, for a bulk operation that takes it as a variable.</summary>
    internal static string Document(string operation) => GraphDocument.Of(operation).Text;

    /// <inheritdoc cref="Send{T}"/>
    internal Task<Answer<JsonElement>> Send(Shop shop, string operation, object? variables, TimeSpan? within = null, CancellationToken cancellation = default) =>
        Send(shop, operation, variables, data => data, within, cancellation);

    /// <param name="operation">File name in <c>Queries/</c>, without extension.</param>
    /// <param name="variables">An object whose properties are named like the operation's variables.</param>
    /// <param name="read">Reads <c>data</c>; parts that the shop did not approve are null in it.</param>
    /// <param name="within">Everything included, waits too; 60 s unless told.</param>
    /// <exception cref="ShopifyUnavailable">It did not come through within that time; see <see cref="ShopifyUnavailable.MaybeDone"/>.</exception>
    /// <exception cref="ShopifyDenied">The token, a scope or the shop's state forbids it.</exception>
    internal async Task<Answer<T>> Send<T>(Shop shop, string operation, object? variables, Func<JsonElement, T> read, TimeSpan? within = null, CancellationToken cancellation = default)
    {
        var document = GraphDocument.Of(operation);
        var call = new Call(shop, document, JsonSerializer.SerializeToUtf8Bytes(new { query = document.Text, operationName = operation, variables = variables ?? new { } }), within ?? Budget, clock.GetTimestamp());
        return await Run(call, cancellation) switch
        {
            Verdict.Declined(var errors) => new Refused<T>(errors),
            Verdict.Done(var data, _) => new Ok<T>(read(data)),
            _ => throw new InvalidOperationException(),
        };
    }

    /// <summary>Opens the result of a bulk operation. Its address is signed: no token goes there, and it must not be logged.</summary>
    internal async Task<Stream> OpenResult(string address, CancellationToken cancellation)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        timeout.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            var response = await clients.CreateClient(ShopifyModule.Client).GetAsync(address, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            if (response.IsSuccessStatusCode) return await response.Content.ReadAsStreamAsync(cancellation);
            response.Dispose();
            throw new ShopifyUnavailable($"The result file answered {(int)response.StatusCode}.", isGone: (int)response.StatusCode is >= 400 and < 500 and not (408 or 429));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new ShopifyUnavailable("The result file cannot be reached.", inner: failure);
        }
    }

    private async Task<Verdict> Run(Call call, CancellationToken cancellation)
    {
        var token = await tokens.AccessToken(call.Shop.Id, cancellation);
        var isRenewed = false;
        for (var attempt = 1; ; attempt++)
        {
            var taken = await WaitForTurn(call, cancellation);
            if (Left(call) == TimeSpan.Zero)
            {
                buckets.Return(call.Shop.Domain, call.Document.Name, taken, null);
                throw new ShopifyUnavailable($"{call.Document.Name}: out of time before it was sent.");
            }
            switch (await Attempt(call, token, taken, cancellation))
            {
                case Verdict.Done done:
                    if (done.Gaps is not null) log.LogWarning("{Shop} {Operation}: answered in part, {Gaps}", call.Shop.Domain, call.Document.Name, done.Gaps);
                    return done;
                case Verdict.Declined declined:
                    return declined;
                case Verdict.Unauthorized when !isRenewed:
                    isRenewed = true;
                    token = await tokens.AccessTokenInsteadOf(token, call.Shop.Id, cancellation);
                    break;
                case Verdict.Unauthorized:
                    throw new ShopifyDenied("Shopify refuses the token; the merchant must open the app.");
                case Verdict.Denied denied:
                    throw new ShopifyDenied($"{call.Document.Name}: {denied.Reason}");
                case Verdict.Wrong wrong:
                    throw new ShopifyUnavailable($"{call.Document.Name}: {wrong.Reason}");
                case Verdict.Throttled throttled:
                    await Pause(call, attempt, throttled.Wait, "throttled", cancellation);
                    break;
                case NeverSent never:
                    await Pause(call, attempt, BackOff(attempt), never.Reason, cancellation);
                    break;
                case Verdict.Passing passing when call.Document.IsMutation:
                    throw new ShopifyUnavailable($"{call.Document.Name}: {passing.Reason}", maybeDone: true);
                case Verdict.Passing passing:
                    await Pause(call, attempt, BackOff(attempt), passing.Reason, cancellation);
                    break;
            }
        }
    }

    private async Task<double> WaitForTurn(Call call, CancellationToken cancellation)
    {
        while (true)
        {
            var wait = buckets.Reserve(call.Shop.Domain, call.Document.Name, out var taken);
            if (wait == TimeSpan.Zero) return taken;
            await Pause(call, 1, wait, "waiting for the rate limit", cancellation);
        }
    }

    private async Task<Verdict> Attempt(Call call, string token, double taken, CancellationToken cancellation)
    {
        Cost? cost = null;
        using var timeout = new CancellationTokenSource(Least(AttemptTimeout, Left(call)));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            var answer = await transport.Post(options.GraphAddress(call.Shop.Domain), token, call.Body, either.Token);
            return Verdict.Of(answer, call.Document.IsMutation, out cost);
        }
        catch (HttpRequestException failure) when (failure.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError)
        {
            return new NeverSent("Shopify cannot be reached");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Verdict.Passing("the connection broke");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Verdict.Passing("no answer in time");
        }
        finally
        {
            buckets.Return(call.Shop.Domain, call.Document.Name, taken, cost);
        }
    }

    private async Task Pause(Call call, int attempt, TimeSpan wait, string reason, CancellationToken cancellation)
    {
        if (attempt >= MaxAttempts || wait >= Left(call)) throw new ShopifyUnavailable($"{call.Document.Name}: {reason}.");
        await Task.Delay(wait, clock, cancellation);
    }

    private TimeSpan Left(Call call) => Least(call.Within, call.Within - clock.GetElapsedTime(call.Started)) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan BackOff(int attempt) => TimeSpan.FromSeconds(Math.Min(0.25 * Math.Pow(2, attempt - 1), 8) * (0.5 + Random.Shared.NextDouble() / 2));

    private sealed record NeverSent(string Reason) : Verdict;

    private sealed record Call(Shop Shop, GraphDocument Document, ReadOnlyMemory<byte> Body, TimeSpan Within, long Started);
}
