namespace RetentionApp.Shopify;

/// <summary>
/// How a GraphQL document reaches a shop: the one seam between the app and a client library. Everything that takes
/// judgement (tokens, throttling, retries, errors) stays in <see cref="AdminApi"/> above it, so a transport only posts.
/// </summary>
/// <remarks>
/// A transport over ShopifySharp would be one class: build a <c>GraphService</c> from <c>address.Host</c> and the token with
/// a request policy that neither waits nor retries (ours does), send the body's <c>query</c> and <c>variables</c>, and hand
/// back status and raw JSON; its <c>ShopifyHttpException</c> carries the status and body of what was refused. Register it as
/// <c>services.AddSingleton&lt;IAdminTransport, …&gt;()</c> after <c>AddShopify</c>. A connection that fails must surface as
/// <see cref="HttpRequestException"/>, with its <c>HttpRequestError</c> where known: it tells a change that was never sent
/// from one that may have happened.
/// </remarks>
internal interface IAdminTransport
{
    /// <param name="address">…/admin/api/{version}/graphql.json</param>
    /// <param name="accessToken">Goes into <c>X-Shopify-Access-Token</c>; never to be logged.</param>
    /// <param name="body">JSON with <c>query</c>, <c>operationName</c> and <c>variables</c>.</param>
    Task<TransportAnswer> Post(Uri address, string accessToken, ReadOnlyMemory<byte> body, CancellationToken cancellation);
}

internal sealed record TransportAnswer(int Status, byte[] Body, TimeSpan? RetryAfter = null);
