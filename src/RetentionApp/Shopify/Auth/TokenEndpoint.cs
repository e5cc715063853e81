using System.Text.Json;
using RetentionApp.Shopify.Graph;

namespace RetentionApp.Shopify.Auth;

/// <summary>An access token with what renews it. The two live and die together: a refresh replaces both.</summary>
internal sealed record TokenPair(string Access, string? Refresh, DateTime? AccessExpiresAt, DateTime? RefreshExpiresAt, string Scopes)
{
    /// <summary>Says nothing, so that no log line ever holds a token.</summary>
    public override string ToString() => nameof(TokenPair);
}

internal abstract record TokenAnswer;
internal sealed record TokenGranted(TokenPair Pair) : TokenAnswer;
/// <summary><see cref="Error"/> is Shopify's word, e.g. <c>invalid_subject_token</c>, <c>invalid_grant</c>, <c>invalid_client</c>.</summary>
internal sealed record TokenRefused(string Error) : TokenAnswer;

/// <summary>A shop's token endpoint. Always asks for tokens that expire.</summary>
internal sealed class TokenEndpoint(IHttpClientFactory clients, ShopifyOptions options, TimeProvider clock)
{
    private const int Attempts = 3;

    internal Task<TokenAnswer> Exchange(string domain, string sessionToken, CancellationToken cancellation) => Ask(domain, cancellation, new()
    {
        ["grant_type"] = "urn:ietf:params:oauth:grant-type:token-exchange",
        ["subject_token"] = sessionToken,
        ["subject_token_type"] = "urn:ietf:params:oauth:token-type:id_token",
        ["requested_token_type"] = "urn:shopify:params:oauth:token-type:offline-access-token",
        ["expiring"] = "1",
    });

    /// <summary>A refresh whose answer was lost may be asked again: the stored refresh token holds until its successor is used.</summary>
    internal Task<TokenAnswer> Refresh(string domain, string refreshToken, CancellationToken cancellation) => Ask(domain, cancellation, new()
    {
        ["grant_type"] = "refresh_token",
        ["refresh_token"] = refreshToken,
    });

    internal Task<TokenAnswer> FromCode(string domain, string code, CancellationToken cancellation) => Ask(domain, cancellation, new()
    {
        ["code"] = code,
        ["expiring"] = "1",
    });

    private async Task<TokenAnswer> Ask(string domain, CancellationToken cancellation, Dictionary<string, string> form)
    {
        form["client_id"] = options.ApiKey;
        form["client_secret"] = options.ApiSecret;
        for (var attempt = 1; ; attempt++)
        {
            var wait = TimeSpan.FromMilliseconds(300 * attempt);
            try
            {
                using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
                timeout.CancelAfter(TimeSpan.FromSeconds(10));
                using var request = new HttpRequestMessage(HttpMethod.Post, options.At(domain, "/admin/oauth/access_token")) { Content = new FormUrlEncodedContent(form) };
                request.Headers.Accept.ParseAdd("application/json");
                using var response = await clients.CreateClient(ShopifyModule.Client).SendAsync(request, timeout.Token);
                var body = await response.Content.ReadAsByteArrayAsync(timeout.Token);
                var status = (int)response.StatusCode;
                if (status == 200 && Read(body) is { } pair) return new TokenGranted(pair);
                if (status is >= 400 and < 500 and not (408 or 429)) return new TokenRefused(ErrorOf(body) ?? "http_" + status);
                if (attempt == Attempts) throw new ShopifyUnavailable($"The token endpoint answered {status}.");
                wait = response.Headers.RetryAfter?.After(clock) ?? wait;
            }
            catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !cancellation.IsCancellationRequested)
            {
                if (attempt == Attempts) throw new ShopifyUnavailable("The token endpoint cannot be reached.", inner: failure);
            }
            await Task.Delay(TimeSpan.FromSeconds(Math.Clamp(wait.TotalSeconds, 0, 5)), clock, cancellation);
        }
    }

    private TokenPair? Read(byte[] body)
    {
        try
        {
            var answer = JsonElement.Parse(body);
            if (Text(answer, "access_token") is not { Length: > 0 } access) return null;
            return new TokenPair(access, Text(answer, "refresh_token"), After(answer, "expires_in"), After(answer, "refresh_token_expires_in"), Text(answer, "scope") ?? "");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private DateTime? After(JsonElement answer, string name) =>
        answer.TryGetProperty(name, out var seconds) && seconds.ValueKind == JsonValueKind.Number ? clock.GetUtcNow().UtcDateTime.AddSeconds(seconds.GetDouble()) : null;

    private static string? ErrorOf(byte[] body)
    {
        try
        {
            return Text(JsonElement.Parse(body), "error");
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
