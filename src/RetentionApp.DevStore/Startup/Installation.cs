using RetentionApp.DevStore.Frame;
using RetentionApp.DevStore.State;

namespace RetentionApp.DevStore.Startup;

/// <summary>Installs the app as Shopify does: grants the scopes, then a first admin load with a session token.</summary>
internal static class Installation
{
    /// <summary>Waits for the app to be ready, then loads its admin once. Returns the status of that page.</summary>
    public static async Task<int> Perform(Store store, CancellationToken stop)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(30) };
        await WaitUntilReady(http, store.Host.AppUrl, stop);
        store.Install();
        using var answer = await http.GetAsync(AdminFrame.AppAddress(store, "", "en"), stop);
        return (int)answer.StatusCode;
    }

    private static async Task WaitUntilReady(HttpClient http, string app, CancellationToken stop)
    {
        for (var attempt = 0; attempt < 300; attempt++)
        {
            try
            {
                using var answer = await http.GetAsync($"{app}/readyz", stop);
                if ((int)answer.StatusCode != 503) return;
            }
            catch (HttpRequestException) when (attempt < 299)
            {
                // Not listening yet: ask again.
            }
            await Task.Delay(100, stop);
        }
    }
}
