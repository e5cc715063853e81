using System.Collections.Concurrent;

namespace RetentionApp.Shopify;

/// <summary>
/// Where each shop serves the app proxy: a merchant may have changed it, and Shopify signs it into every request. Kept in
/// memory only; whoever writes it down takes the news.
/// </summary>
internal sealed class ProxyPaths
{
    private readonly ConcurrentDictionary<long, string> seen = [];
    private readonly ConcurrentDictionary<long, string> news = [];

    internal void Saw(long shopId, string path)
    {
        if (seen.TryGetValue(shopId, out var known) && known == path) return;
        seen[shopId] = path;
        news[shopId] = path;
    }

    /// <summary>What was seen for the first time, or changed, since the last call.</summary>
    internal List<(long Shop, string Path)> TakeNews()
    {
        var taken = new List<(long, string)>();
        foreach (var shop in news.Keys) if (news.TryRemove(shop, out var path)) taken.Add((shop, path));
        return taken;
    }
}
