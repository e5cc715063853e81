using System.Security.Cryptography;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Auth;

internal enum TokenCheck
{
    Valid,
    Unknown,

    /// <summary>Made without expiring=1, which new apps may no longer use.</summary>
    NeverExpires,
}

internal sealed record TokenPair(string Access, string? Refresh);

/// <summary>Access and refresh tokens of the app in one shop.</summary>
internal sealed class Tokens(Store store)
{
    public static readonly TimeSpan AccessLifetime = TimeSpan.FromHours(1);
    public static readonly TimeSpan RefreshLifetime = TimeSpan.FromDays(90);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTime?> _access = [];
    private readonly Dictionary<string, string> _codes = [];
    private (string Token, DateTime EndsAt, string Access)? _current;
    private (string Token, DateTime EndsAt)? _former;

    /// <summary>How often a pair was renewed; two renewers at once would show here.</summary>
    public int Refreshes { get; private set; }
    public int Acquisitions { get; private set; }

    /// <summary>A new offline pair. The refresh token of any earlier acquisition dies at once.</summary>
    public TokenPair Acquire(bool expiring)
    {
        lock (_lock)
        {
            Acquisitions++;
            _former = null;
            _current = null;
            return Issue(expiring);
        }
    }

    /// <summary>A new pair for a refresh token; null when it is spent, replaced or too old.</summary>
    public TokenPair? Renew(string refresh)
    {
        lock (_lock)
        {
            var now = store.Clock.Now;
            if (_current is { } current && current.Token == refresh && current.EndsAt > now) _former = (current.Token, current.EndsAt);
            // A lost answer: the former token still works as long as nobody has used what replaced it.
            else if (!(_former is { } former && former.Token == refresh && former.EndsAt > now)) return null;
            Refreshes++;
            return Issue(expiring: true);
        }
    }

    public string MintOnline()
    {
        lock (_lock)
        {
            var access = "shpua_" + Random();
            _access[access] = store.Clock.Now + TimeSpan.FromSeconds(86399);
            return access;
        }
    }

    public TokenCheck Check(string access)
    {
        lock (_lock)
        {
            if (!_access.TryGetValue(access, out var endsAt)) return TokenCheck.Unknown;
            if (endsAt is not { } end) return TokenCheck.NeverExpires;
            if (end <= store.Clock.Now) return TokenCheck.Unknown;
            if (_current?.Access == access) _former = null;
            return TokenCheck.Valid;
        }
    }

    public string MintCode(string redirectUri)
    {
        lock (_lock)
        {
            var code = Random();
            _codes[code] = redirectUri;
            return code;
        }
    }

    /// <summary>A code works once.</summary>
    public bool TakeCode(string code)
    {
        lock (_lock) return _codes.Remove(code);
    }

    /// <summary>Forgets one access token, as when Shopify revokes it early.</summary>
    public void RevokeAccess()
    {
        lock (_lock) _access.Clear();
    }

    public void Clear()
    {
        lock (_lock)
        {
            _access.Clear();
            _codes.Clear();
            _current = null;
            _former = null;
        }
    }

    private TokenPair Issue(bool expiring)
    {
        var access = "shpat_" + Random();
        _access[access] = expiring ? store.Clock.Now + AccessLifetime : null;
        if (!expiring) return new TokenPair(access, null);
        var refresh = "shprt_" + Random();
        _current = (refresh, store.Clock.Now + RefreshLifetime, access);
        return new TokenPair(access, refresh);
    }

    private static string Random() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
