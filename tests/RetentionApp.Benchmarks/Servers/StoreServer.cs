using RetentionApp.DevStore;
using RetentionApp.DevStore.Frame;
using RetentionApp.DevStore.History;

namespace RetentionApp.Benchmarks.Servers;

/// <summary>The DevStore with a history from a file.</summary>
internal static class StoreServer
{
    internal static async Task Run(string file, string appUrl)
    {
        await using var host = await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0", AppUrl = appUrl });
        var store = host.Store();
        OrderFile.Load(store, file);
        await Child.Serve(host.Url, async command =>
        {
            switch (command[0])
            {
                case "settings":
                    return System.Text.Json.JsonSerializer.Serialize(host.AppSettings());
                case "install":
                    store.Install();
                    using (var http = new HttpClient())
                    using (var answer = await http.GetAsync(AdminFrame.AppAddress(store, "", "en"))) return answer.StatusCode.ToString();
                default:
                    throw new ArgumentException(command[0]);
            }
        });
    }
}
