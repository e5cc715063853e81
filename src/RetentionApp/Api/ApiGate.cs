using System.Globalization;
using RetentionApp.Shopify;
using RetentionApp.Shops;

namespace RetentionApp.Api;

/// <summary>Who is calling the API: set by <see cref="ApiGate"/>, verified.</summary>
internal sealed record ApiCaller(Shop Shop, ApiKey Key);

/// <summary>The scope an operation needs.</summary>
internal sealed record NeedsScope(string Scope);

/// <summary>
/// <c>Authorization: Bearer rk_…</c>: 401 for a key that is missing, wrong, revoked or expired or whose shop is gone, 403
/// where it lacks the operation's scope, both with an empty body; 429 beyond <see cref="ApiLimit"/>.
/// </summary>
internal sealed class ApiGate(ApiKeys keys, ApiLimit limit, ShopDirectory shops) : IGate
{
    public async Task Pass(HttpContext http, RequestDelegate next)
    {
        http.Response.Headers.CacheControl = "private, no-store";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        if (Bearer(http.Request) is not { } presented || await keys.Find(presented) is not { } key || await shops.ById(key.ShopId) is not { IsInstalled: true } shop)
        {
            http.Response.StatusCode = StatusCodes.Status401Unauthorized;
            http.Response.Headers.WWWAuthenticate = "Bearer";
            return;
        }
        var admitted = limit.Ask(key.Id);
        http.Response.Headers["RateLimit-Limit"] = ApiLimit.PerSecond.ToString(CultureInfo.InvariantCulture);
        http.Response.Headers["RateLimit-Remaining"] = admitted.Left.ToString(CultureInfo.InvariantCulture);
        if (!admitted.IsAdmitted)
        {
            http.Response.Headers.RetryAfter = Math.Max(1, (int)Math.Ceiling(admitted.Wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            await ApiProblem.TooMany.Write(http);
            return;
        }
        if (http.GetEndpoint()?.Metadata.GetMetadata<NeedsScope>() is { Scope: var scope } && !key.Has(scope))
        {
            http.Response.StatusCode = StatusCodes.Status403Forbidden;
            http.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{scope}\"";
            return;
        }
        await keys.Used(key);
        http.Features.Set(new ApiCaller(shop, key));
        await next(http);
    }

    private static string? Bearer(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? header[7..].Trim() : null;
}
