using System.Net;
using System.Net.Sockets;
using RetentionApp.Shopify;

namespace RetentionApp.Hooks;

internal enum AddressFault { None, NotAnAddress, NotHttps, HasUser, Port, Internal, Unknown }

/// <summary>Finds the addresses of a host's name; a seam for tests.</summary>
internal delegate Task<IPAddress[]> FindAddresses(string host, CancellationToken cancellation);

/// <summary>
/// Which addresses we call for a merchant: public ones, over https. What a merchant types must not make this server talk to
/// machines beside it. Checked when it is saved and, against the address really connected to, on every connection.
/// </summary>
internal sealed class HookAddress(ShopifyOptions options, FindAddresses find)
{
    // On a developer's machine the app and the system it calls are both at localhost.
    private readonly bool allowsLoopback = new Uri(options.AppUrl) is { } app && (app.IsLoopback || app.Host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase));

    internal async Task<AddressFault> Check(string? url, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Host.Length == 0 || uri.Scheme is not ("http" or "https")) return AddressFault.NotAnAddress;
        if (uri.UserInfo.Length > 0) return AddressFault.HasUser;
        var isOurs = allowsLoopback && uri.IsLoopback;
        if (uri.Scheme != "https" && !isOurs) return AddressFault.NotHttps;
        // Ports below 1024 belong to mail, shells and the like.
        if (uri.Port != 443 && uri.Port < 1024) return AddressFault.Port;
        try
        {
            var addresses = await Resolve(uri.IdnHost.Trim('[', ']'), cancellation);
            return addresses.Length == 0 ? AddressFault.Unknown : addresses.All(IsAllowed) ? AddressFault.None : AddressFault.Internal;
        }
        catch (SocketException)
        {
            return AddressFault.Unknown;
        }
    }

    /// <summary>For <see cref="SocketsHttpHandler.ConnectCallback"/>: the very address that was checked is the one connected to.</summary>
    internal async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        var addresses = await Resolve(context.DnsEndPoint.Host.Trim('[', ']'), cancellation);
        if (!addresses.All(IsAllowed)) throw new AddressRefused();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, context.DnsEndPoint.Port, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<IPAddress[]> Resolve(string host, CancellationToken cancellation) => IPAddress.TryParse(host, out var literal) ? [literal] : await find(host, cancellation);

    private bool IsAllowed(IPAddress address) => IsPublic(address) || (allowsLoopback && IPAddress.IsLoopback(address));

    /// <summary>Whether anybody on the internet can reach it: not loopback, private, link-local, shared, reserved or multicast, nor one of those wrapped in IPv6.</summary>
    internal static bool IsPublic(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return address.AddressFamily == AddressFamily.InterNetwork
            ? !Inside4.Any(network => network.Contains(address))
            : Global6.Contains(address) && !Inside6.Any(network => network.Contains(address));
    }

    private static readonly IPNetwork[] Inside4 =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        }.Select(IPNetwork.Parse),
    ];

    // Everything global lies in 2000::/3; inside it Teredo, ORCHID, documentation and 6to4 lead elsewhere. NAT64 lies outside.
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork[] Inside6 = [.. new[] { "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20" }.Select(IPNetwork.Parse)];
}

/// <summary>The name led to an address that we do not call.</summary>
internal sealed class AddressRefused() : IOException("The name leads to an address inside a network, which is not called.");
