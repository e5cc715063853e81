using RetentionApp.DevStore;
using RetentionApp.DevStore.History;
using RetentionApp.DevStore.Startup;
using RetentionApp.DevStore.State;
using RetentionApp.Tests;

namespace RetentionApp.Benchmarks.Servers;

/// <summary>The DevStore's sample shop with the app installed: a storefront to measure, its theme extension on or off.</summary>
internal static class ShopfrontServer
{
    internal static async Task Run(string database)
    {
        await using var host = await DevStoreHost.Start(new DevStoreOptions { Url = "http://127.0.0.1:0", AppUrl = $"http://localhost:{Ports.Free()}" });
        var store = host.Store();
        SampleShop.Fill(store);
        await using var app = await HostedApp.Start(host, new Dictionary<string, string?> { ["Database:Provider"] = "Sqlite", ["Database:ConnectionString"] = $"Data Source={database}" });
        await Installation.Perform(store, CancellationToken.None);
        await app.WaitForImport(store, CancellationToken.None);
        while (!store.Read(() => store.AppMetafields.ContainsKey("loyalty.ready"))) await Task.Delay(50);
        var root = $"{host.Url}/{store.Domain}/storefront";
        var anna = store.Customers.Values.First(one => one.Locale == "en");
        await Child.Serve(root, command =>
        {
            switch (command[0])
            {
                case "product":
                    return Task.FromResult($"{root}/products/{store.Products.Values.First().Handle}");
                case "sign-in":
                    return Task.FromResult($"{root}/signin?q={Uri.EscapeDataString(anna.FirstName)}");
                case "customer":
                    return Task.FromResult($"{anna.Id}");
                case "on" or "off":
                    Switch(store, command[0] == "on");
                    return Task.FromResult("");
                default:
                    throw new ArgumentException(command[0]);
            }
        });
    }

    private static void Switch(Store store, bool isOn)
    {
        foreach (var block in store.Theme.Blocks.Values.SelectMany(blocks => blocks).Concat(store.Theme.Embeds).Where(block => block.IsOn != isOn).ToArray()) store.Theme.Switch(block.Id);
    }
}
