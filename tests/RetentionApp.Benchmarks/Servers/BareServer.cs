using System.Buffers;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using RetentionApp.Shopify;

namespace RetentionApp.Benchmarks.Servers;

/// <summary>What the figures are compared with: Kestrel that checks the same signatures and does nothing else.</summary>
internal static class BareServer
{
    internal static async Task Run()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0").ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        await using var app = builder.Build();
        var signatures = new Signatures(Settings.Secret);
        app.MapPost("/webhooks", async (HttpContext http) => http.Response.StatusCode = await IsSigned(http.Request, signatures) ? 200 : 401);
        app.MapGet("/proxy/loyalty", (HttpContext http) =>
        {
            http.Response.StatusCode = signatures.IsProxyQuery(http.Request.QueryString.Value) ? 200 : 401;
        });
        await app.StartAsync();
        await Child.Serve(app.Address(), _ => throw new NotSupportedException());
    }

    private static async Task<bool> IsSigned(HttpRequest request, Signatures signatures)
    {
        var buffer = ArrayPool<byte>.Shared.Rent((int)request.ContentLength!.Value);
        try
        {
            await request.Body.ReadExactlyAsync(buffer.AsMemory(0, (int)request.ContentLength.Value));
            return signatures.IsWebhook(buffer.AsSpan(0, (int)request.ContentLength.Value), request.Headers["X-Shopify-Hmac-Sha256"]);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    internal static string Address(this WebApplication app) => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
}
