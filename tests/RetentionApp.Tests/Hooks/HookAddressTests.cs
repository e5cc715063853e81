using System.Net;
using System.Net.Sockets;
using RetentionApp.Hooks;
using RetentionApp.Tests.Shopify;
using Xunit;

namespace RetentionApp.Tests.Hooks;

/// <summary>Nothing a merchant types makes this server call a machine inside a network.</summary>
public sealed class HookAddressTests
{
    [Theory]
    [InlineData("93.184.216.34", true)]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.63.255.255", true)]
    [InlineData("2606:2800:220:1:248:1893:25c8:1946", true)]
    [InlineData("127.0.0.1", false)]
    [InlineData("127.9.9.9", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("10.1.2.3", false)]
    [InlineData("172.16.0.1", false)]
    [InlineData("172.31.255.255", false)]
    [InlineData("192.168.1.1", false)]
    [InlineData("100.64.0.1", false)]
    [InlineData("169.254.169.254", false)]
    [InlineData("192.0.2.1", false)]
    [InlineData("198.18.0.1", false)]
    [InlineData("224.0.0.1", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("fe80::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("fc00::1", false)]
    [InlineData("fd12:3456::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("::ffff:127.0.0.1", false)]
    [InlineData("::ffff:10.0.0.1", false)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("::7f00:1", false)]
    [InlineData("64:ff9b::a00:1", false)]
    [InlineData("2002:a00:1::", false)]
    [InlineData("2001:0:4136:e378::", false)]
    [InlineData("2001:db8::1", false)]
    public void An_address_is_public_or_not(string address, bool isPublic) => Assert.Equal(isPublic, HookAddress.IsPublic(IPAddress.Parse(address)));

    [Theory]
    [InlineData("https://merchant.example/hooks", nameof(AddressFault.None))]
    [InlineData("https://merchant.example:8443/hooks?a=b", nameof(AddressFault.None))]
    [InlineData("https://[2606:2800:220:1::1]/", nameof(AddressFault.None))]
    [InlineData(null, nameof(AddressFault.NotAnAddress))]
    [InlineData("", nameof(AddressFault.NotAnAddress))]
    [InlineData("merchant.example/hooks", nameof(AddressFault.NotAnAddress))]
    [InlineData("/hooks", nameof(AddressFault.NotAnAddress))]
    [InlineData("ftp://merchant.example/", nameof(AddressFault.NotAnAddress))]
    [InlineData("file:///etc/passwd", nameof(AddressFault.NotAnAddress))]
    [InlineData("gopher://merchant.example/", nameof(AddressFault.NotAnAddress))]
    [InlineData("javascript:alert(1)", nameof(AddressFault.NotAnAddress))]
    [InlineData("http://merchant.example/hooks", nameof(AddressFault.NotHttps))]
    [InlineData("http://localhost/", nameof(AddressFault.NotHttps))]
    [InlineData("https://user:pass@merchant.example/", nameof(AddressFault.HasUser))]
    [InlineData("https://merchant.example:22/", nameof(AddressFault.Port))]
    [InlineData("https://merchant.example:25/", nameof(AddressFault.Port))]
    [InlineData("https://merchant.example:80/", nameof(AddressFault.Port))]
    [InlineData("https://localhost/", nameof(AddressFault.Internal))]
    [InlineData("https://127.0.0.1:8080/", nameof(AddressFault.Internal))]
    [InlineData("https://0x7f000001/", nameof(AddressFault.Internal))]
    [InlineData("https://2130706433/", nameof(AddressFault.Internal))]
    [InlineData("https://127.1/", nameof(AddressFault.Internal))]
    [InlineData("https://[::1]/", nameof(AddressFault.Internal))]
    [InlineData("https://[::ffff:169.254.169.254]/latest/meta-data/", nameof(AddressFault.Internal))]
    [InlineData("https://inside.example/", nameof(AddressFault.Internal))]
    [InlineData("https://mixed.example/", nameof(AddressFault.Internal))]
    [InlineData("https://unknown.example/", nameof(AddressFault.Unknown))]
    public async Task What_a_merchant_types_is_checked(string? url, string expected) => Assert.Equal(expected, (await Guard("https://app.example").Check(url, default)).ToString());

    /// <summary>On a developer's machine the app is at localhost, and so is the system it calls.</summary>
    [Theory]
    [InlineData("http://localhost:5081/hooks", nameof(AddressFault.None))]
    [InlineData("https://127.0.0.1:5081/hooks", nameof(AddressFault.None))]
    [InlineData("http://192.168.1.1:8080/", nameof(AddressFault.NotHttps))]
    [InlineData("https://inside.example/", nameof(AddressFault.Internal))]
    public async Task Loopback_is_called_only_where_the_app_itself_is_there(string url, string expected) => Assert.Equal(expected, (await Guard("http://localhost:5080").Check(url, default)).ToString());

    [Fact]
    public async Task A_name_that_leads_inside_by_the_time_of_the_call_is_not_connected_to()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var guard = Guard("https://app.example", (_, _) => Task.FromResult(new[] { IPAddress.Loopback }));
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = guard.Connect, UseProxy = false });
        var failure = await Assert.ThrowsAnyAsync<Exception>(() => http.GetAsync($"http://rebound.example:{port}/"));
        Assert.True(failure is AddressRefused || failure.InnerException is AddressRefused);
        Assert.False(listener.Pending());
    }

    private static HookAddress Guard(string appUrl, FindAddresses? find = null) => new(ShopifyWorld.Options with { AppUrl = appUrl }, find ?? Find);

    private static Task<IPAddress[]> Find(string host, CancellationToken cancellation) => host switch
    {
        "merchant.example" => Task.FromResult(new[] { IPAddress.Parse("93.184.216.34") }),
        "localhost" => Task.FromResult(new[] { IPAddress.Loopback }),
        "inside.example" => Task.FromResult(new[] { IPAddress.Parse("10.0.0.5") }),
        "mixed.example" => Task.FromResult(new[] { IPAddress.Parse("93.184.216.34"), IPAddress.Parse("10.0.0.5") }),
        _ => Task.FromException<IPAddress[]>(new SocketException((int)SocketError.HostNotFound)),
    };
}
