namespace RetentionApp.Shops;

/// <summary>Work of a job for one shop after the other.</summary>
internal static class EachShop
{
    /// <summary>A shop where it fails keeps those after it from nothing: all failures are thrown together once every shop had its turn.</summary>
    /// <exception cref="AggregateException">It failed for some.</exception>
    internal static async Task Do<T>(IEnumerable<T> shops, Func<T, Task> work, CancellationToken cancellation)
    {
        var failures = new List<Exception>();
        foreach (var shop in shops)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                await work(shop);
            }
            catch (Exception failure) when (failure is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                failures.Add(failure);
            }
        }
        if (failures.Count > 0) throw new AggregateException(failures);
    }
}
