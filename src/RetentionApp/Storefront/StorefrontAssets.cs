using System.Reflection;
using System.Security.Cryptography;

namespace RetentionApp.Storefront;

/// <summary>Script and style of the loyalty page, built into the app; their addresses carry a hash of what they hold.</summary>
internal sealed class StorefrontAssets
{
    private readonly Asset script = Load("loyalty.js", "text/javascript; charset=utf-8");
    private readonly Asset style = Load("loyalty.css", "text/css; charset=utf-8");

    internal string Style => style.Text;

    internal string ScriptPath => "/assets/loyalty.js?v=" + script.Hash;

    /// <summary><c>GET /proxy/assets/{name}</c>: kept for a year by the browser when asked for with its hash.</summary>
    internal Task Write(HttpContext http, string name)
    {
        var asset = name == script.Name ? script : name == style.Name ? style : null;
        if (asset is null)
        {
            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }
        var etag = $"\"{asset.Hash}\"";
        http.Response.Headers.CacheControl = http.Request.Query["v"] == asset.Hash ? "public, max-age=31536000, immutable" : "public, max-age=300";
        http.Response.Headers.ETag = etag;
        if (http.Request.Headers.IfNoneMatch == etag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }
        http.Response.ContentType = asset.ContentType;
        http.Response.ContentLength = asset.Bytes.Length;
        return http.Response.Body.WriteAsync(asset.Bytes, http.RequestAborted).AsTask();
    }

    private static Asset Load(string name, string contentType)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("RetentionApp.Storefront.Assets." + name)!;
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        var bytes = copy.ToArray();
        return new Asset(name, contentType, bytes, System.Text.Encoding.UTF8.GetString(bytes), Convert.ToHexStringLower(SHA256.HashData(bytes))[..16]);
    }

    private sealed record Asset(string Name, string ContentType, byte[] Bytes, string Text, string Hash);
}
