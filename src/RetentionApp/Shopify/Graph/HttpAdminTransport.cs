using System.Net.Http.Headers;

namespace RetentionApp.Shopify.Graph;

internal sealed class HttpAdminTransport(IHttpClientFactory clients, TimeProvider clock) : IAdminTransport
{
    public async Task<TransportAnswer> Post(Uri address, string accessToken, ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Headers.Add("X-Shopify-Access-Token", accessToken);
        using var response = await clients.CreateClient(ShopifyModule.Client).SendAsync(request, cancellation);
        return new TransportAnswer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellation), response.Headers.RetryAfter?.After(clock));
    }
}

internal static class RetryAfter
{
    internal static TimeSpan? After(this RetryConditionHeaderValue header, TimeProvider clock) => header.Delta ?? header.Date - clock.GetUtcNow();
}
