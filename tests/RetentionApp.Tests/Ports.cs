using System.Net;
using System.Net.Sockets;

namespace RetentionApp.Tests;

internal static class Ports
{
    private const int First = 10_000;
    private const int Count = 20_000;
    private static int last = Random.Shared.Next(Count);

    /// <summary>From below the range out of which the system serves whoever connects somewhere: one of those may be taken again before it is used.</summary>
    internal static int Free()
    {
        while (true)
        {
            var port = First + (Interlocked.Increment(ref last) % Count);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                continue; // Somebody listens there.
            }
        }
    }
}
