using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace RetentionApp.DevStore.Theme;

/// <summary>
/// The Liquid renderer: one Node process beside this one, started when first needed, that speaks JSON lines. It keeps nothing between
/// two calls, so that all hosts of a process share it, and it ends when its input closes, however this process ends.
/// </summary>
internal sealed class LiquidEngine
{
    public static readonly LiquidEngine Shared = new();

    private static readonly JsonSerializerOptions Lines = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly ConcurrentDictionary<long, TaskCompletionSource<JsonNode?>> _waiting = new();
    private readonly SemaphoreSlim _writing = new(1);
    private Process? _node;
    private long _last;

    private LiquidEngine() => AppDomain.CurrentDomain.ProcessExit += (_, _) => _node?.Kill();

    /// <summary>Asks the renderer. Throws <see cref="LiquidError"/> when the Liquid is wrong or Node is not there, with words for a person.</summary>
    public async Task<JsonNode?> Ask(string act, JsonObject asked)
    {
        var id = Interlocked.Increment(ref _last);
        (asked["id"], asked["act"]) = (id, act);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting[id] = answer;
        try
        {
            await _writing.WaitAsync();
            try
            {
                var node = Running();
                await node.StandardInput.WriteLineAsync(asked.ToJsonString(Lines));
                await node.StandardInput.FlushAsync();
            }
            catch (IOException broken)
            {
                throw new LiquidError($"The Liquid renderer ended: {broken.Message}");
            }
            finally
            {
                _writing.Release();
            }
            return await answer.Task.WaitAsync(Patience);
        }
        catch (TimeoutException)
        {
            throw new LiquidError($"The Liquid renderer did not answer within {Patience.TotalSeconds:0} seconds.");
        }
        finally
        {
            _waiting.TryRemove(id, out _);
        }
    }

    private Process Running()
    {
        if (_node is { HasExited: false } running) return running;
        var script = Path.Combine(AppContext.BaseDirectory, "Theme", "server.mjs");
        var start = new ProcessStartInfo("node", [script]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardInputEncoding = new System.Text.UTF8Encoding(false), StandardOutputEncoding = System.Text.Encoding.UTF8 };
        try
        {
            _node = Process.Start(start)!;
        }
        catch (Win32Exception missing)
        {
            throw new LiquidError($"The theme extension needs Node 20 to be rendered, and “node” did not start: {missing.Message}. Install Node or put it on the PATH.");
        }
        _ = Listen(_node);
        return _node;
    }

    private async Task Listen(Process node)
    {
        while (await node.StandardOutput.ReadLineAsync() is { } line)
        {
            var answer = JsonNode.Parse(line)!;
            if (!_waiting.TryRemove((long)answer["id"]!, out var waiting)) continue;
            if ((string?)answer["error"] is { } problem) waiting.TrySetException(new LiquidError(problem));
            else waiting.TrySetResult(answer["result"]);
        }
        foreach (var id in _waiting.Keys)
            if (_waiting.TryRemove(id, out var waiting)) waiting.TrySetException(new LiquidError("The Liquid renderer ended while it was asked. Its error output says why."));
    }
}

/// <summary>Liquid could not be rendered; the message says why, for a person.</summary>
internal sealed class LiquidError(string message) : Exception(message);
