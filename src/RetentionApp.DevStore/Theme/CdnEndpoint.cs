using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace RetentionApp.DevStore.Theme;

/// <summary>The extension's assets as a CDN serves them: the content's hash is in the address, kept for a year, compressed.</summary>
internal static class CdnEndpoint
{
    private static readonly Dictionary<string, string> Types = new()
    {
        [".js"] = "text/javascript; charset=utf-8", [".css"] = "text/css; charset=utf-8", [".json"] = "application/json", [".svg"] = "image/svg+xml", [".png"] = "image/png", [".jpg"] = "image/jpeg", [".jpeg"] = "image/jpeg", [".wasm"] = "application/wasm",
    };

    private static readonly ConcurrentDictionary<(string Hash, string Encoding), byte[]> Packed = new();

    public static void Map(WebApplication web, DevStoreHost host) => web.MapGet("/cdn/extensions/loyalty-theme/{hash}/{name}", async (string hash, string name, HttpContext http) =>
    {
        var file = Path.Combine(host.Options.ThemeExtension, "assets", Path.GetFileName(name));
        if (!Types.TryGetValue(Path.GetExtension(name), out var type) || !File.Exists(file)) return Results.NotFound();
        var content = await File.ReadAllBytesAsync(file);
        if (Convert.ToHexStringLower(SHA256.HashData(content))[..16] != hash) return Results.NotFound();
        http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        http.Response.Headers.Vary = "Accept-Encoding";
        http.Response.Headers.AccessControlAllowOrigin = "*";
        var accepted = http.Request.Headers.AcceptEncoding.ToString();
        var encoding = type.StartsWith("image/p", StringComparison.Ordinal) || type == "image/jpeg" ? null : accepted.Contains("br", StringComparison.Ordinal) ? "br" : accepted.Contains("gzip", StringComparison.Ordinal) ? "gzip" : null;
        if (encoding is not null)
        {
            http.Response.Headers.ContentEncoding = encoding;
            content = Packed.GetOrAdd((hash, encoding), _ => Pack(content, encoding));
        }
        return Results.Bytes(content, type);
    });

    private static byte[] Pack(byte[] content, string encoding)
    {
        using var packed = new MemoryStream();
        using (Stream packer = encoding == "br" ? new BrotliStream(packed, CompressionLevel.SmallestSize) : new GZipStream(packed, CompressionLevel.SmallestSize)) packer.Write(content);
        return packed.ToArray();
    }
}
