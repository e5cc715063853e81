using RetentionApp.Data;

namespace RetentionApp.Rewards;

/// <summary>A request that waits a moment for work on a redemption which goes on without it.</summary>
internal static class Waiting
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    /// <summary>Seconds until the next attempt.</summary>
    internal static int Pause(int attempts) => attempts switch { 1 => 2, 2 => 5, 3 => 15, 4 => 30, <= 10 => 120, _ => 1800 };

    /// <param name="work">False when somebody else holds the lease, or the next attempt is the job's.</param>
    /// <returns>The redemption once it has left <paramref name="open"/>, or as it stands after <paramref name="patience"/>.</returns>
    internal static async Task<Redemption> For(ReadPool readers, Redemption redemption, RedemptionState open, Func<Task<bool>> work, TimeSpan patience, CancellationToken cancellation)
    {
        var since = TimeProvider.System.GetTimestamp();
        var working = Task.Run(work, CancellationToken.None);
        try
        {
            // False: a twin of this request or the job works on it, or soon will. The outcome shows in the row.
            if (await working.WaitAsync(patience, cancellation)) return await Read(readers, redemption);
        }
        catch (TimeoutException)
        {
            return await Read(readers, redemption);
        }
        var row = await Read(readers, redemption);
        while (row.State == open && TimeProvider.System.GetElapsedTime(since) < patience)
        {
            await Task.Delay(LookAgain, cancellation);
            row = await Read(readers, redemption);
        }
        return row;
    }

    private static Task<Redemption> Read(ReadPool readers, Redemption redemption) =>
        readers.Read(async sql => (await RedemptionRows.ById(sql, redemption.ShopId, redemption.Id))!);
}
