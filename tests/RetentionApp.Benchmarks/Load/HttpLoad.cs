using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace RetentionApp.Benchmarks.Load;

/// <summary>Hands out complete HTTP/1.1 requests for one connection; null when there are no more. The bytes are sent before the next is asked for.</summary>
internal delegate ReadOnlyMemory<byte>? NextRequest();

/// <summary>
/// Sends requests over keep-alive connections, each the next as soon as the last is answered. Bare sockets and requests
/// made beforehand, because it shares the processors with the server that it measures.
/// </summary>
internal sealed class HttpLoad(IPEndPoint server, int connections)
{
    internal const int Connections = 32;

    internal HttpLoad(string address, int connections = Connections) : this(new IPEndPoint(IPAddress.Loopback, new Uri(address).Port), connections) { }

    /// <summary>Sends for <paramref name="time"/>, or until no source has a request left.</summary>
    internal Task<LoadResult> Run(Func<int, NextRequest> requests, TimeSpan? time = null) => Run(Enumerable.Range(0, connections).Select(requests).ToArray(), time ?? TimeSpan.MaxValue);

    private async Task<LoadResult> Run(NextRequest[] sources, TimeSpan time)
    {
        var started = Stopwatch.GetTimestamp();
        var all = await Task.WhenAll(sources.Select(source => Task.Run(() => Connect(source, started, time))));
        var took = Stopwatch.GetElapsedTime(started);
        var latencies = new Latencies();
        foreach (var (one, _) in all) latencies.Add(one);
        return LoadResult.Of(latencies, took, all.Sum(one => one.Failed));
    }

    private async Task<(Latencies Latencies, long Failed)> Connect(NextRequest next, long started, TimeSpan time)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server);
        var latencies = new Latencies();
        var buffer = new byte[64 * 1024];
        var failed = 0L;
        while (Stopwatch.GetElapsedTime(started) < time && next() is { } request)
        {
            var sent = Stopwatch.GetTimestamp();
            while (!request.IsEmpty) request = request[await socket.SendAsync(request)..];
            var length = 0;
            while (!Answers.IsComplete(buffer.AsSpan(0, length)))
            {
                var read = await socket.ReceiveAsync(buffer.AsMemory(length));
                if (read == 0) throw new IOException("The server closed the connection.");
                length += read;
            }
            latencies.Add(Stopwatch.GetElapsedTime(sent));
            if (!Answers.IsOk(buffer)) failed++;
        }
        return (latencies, failed);
    }
}

internal static class Answers
{
    internal static bool IsOk(ReadOnlySpan<byte> answer) => answer.StartsWith("HTTP/1.1 200"u8);

    internal static bool IsComplete(ReadOnlySpan<byte> answer)
    {
        var head = answer.IndexOf("\r\n\r\n"u8);
        if (head < 0) return false;
        var mark = answer[..head].IndexOf("Content-Length: "u8);
        // Without a length it is chunked, and no body here holds a line break of its own.
        if (mark < 0) return answer.EndsWith("\r\n0\r\n\r\n"u8);
        return System.Buffers.Text.Utf8Parser.TryParse(answer[(mark + 16)..], out int length, out _) && answer.Length >= head + 4 + length;
    }
}
