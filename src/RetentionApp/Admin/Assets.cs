using System.Collections.Frozen;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;

namespace RetentionApp.Admin;

/// <summary>
/// The files of wwwroot, which are embedded in the assembly: whatever host and folder the app runs from, they are there.
/// One hash over all of them is part of every address, so that modules may import each other and all are cached for good.
/// </summary>
internal sealed class Assets
{
    private const string Prefix = "wwwroot/";
    private readonly FrozenDictionary<string, Asset> files = Load().ToFrozenDictionary(asset => asset.Path);
    private readonly string version;

    public Assets()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Values.OrderBy(f => f.Path, StringComparer.Ordinal)) hash.AppendData(file.Bytes);
        version = Convert.ToHexStringLower(hash.GetHashAndReset())[..12];
    }

    /// <summary>The address of a file of wwwroot, <c>admin/admin.css</c>. Throws when there is no such file.</summary>
    internal string Url(string path) => files.ContainsKey(path) ? $"/assets/{version}/{path}" : throw new ArgumentException($"wwwroot has no file {path}.");

    internal IResult Serve(HttpContext http, string asked, string path)
    {
        if (!files.TryGetValue(path, out var file)) return Results.NotFound();
        // A page of an older release may still ask for its files: it gets ours, but not for good.
        http.Response.Headers.CacheControl = asked == version ? "public, max-age=31536000, immutable" : "no-cache";
        http.Response.Headers.XContentTypeOptions = "nosniff";
        http.Response.Headers.Vary = "Accept-Encoding";
        var packed = file.Packed.Value;
        if (packed is null || !http.Request.Headers.AcceptEncoding.ToString().Contains("br", StringComparison.Ordinal))
            return Results.Bytes(file.Bytes, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{version}\""));
        http.Response.Headers.ContentEncoding = "br";
        return Results.Bytes(packed, file.ContentType, entityTag: new EntityTagHeaderValue($"\"{version}-br\""));
    }

    private static IEnumerable<Asset> Load()
    {
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)))
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            yield return new Asset(name[Prefix.Length..], bytes);
        }
    }

    private sealed record Asset(string Path, byte[] Bytes)
    {
        internal string ContentType { get; } = System.IO.Path.GetExtension(Path) switch
        {
            ".css" => "text/css; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".png" => "image/png",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };

        internal Lazy<byte[]?> Packed { get; } = new(() =>
        {
            if (System.IO.Path.GetExtension(Path) is not (".css" or ".js" or ".svg")) return null;
            using var packed = new MemoryStream();
            using (var brotli = new BrotliStream(packed, CompressionLevel.Optimal)) brotli.Write(Bytes);
            return packed.ToArray();
        });
    }
}
